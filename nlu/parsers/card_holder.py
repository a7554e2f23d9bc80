"""What only the holder of a card knows: the last four characters of the identity number, or the full name."""

import re

from nlu.keywords import detect
from nlu.normalise import tidy
from nlu.parsers import id_number, person_name
from nlu.parsers.question import QuestionContext

_LAST_FOUR = re.compile(r"(?<![0-9A-Z])[0-9]{3}[0-9X](?![0-9A-Z])")
_NAME = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]{2,4}")


def parse(text: str, question: QuestionContext) -> str | None:
    """Four characters or a name, or None for anything else; of a whole identity number its last four.

    A rare name passes as well: it is compared with the roll, not kept.
    """
    written = tidy(text)
    whole = id_number.parse(written, question)
    if whole is not None:
        return whole[-4:]
    fours = set(_LAST_FOUR.findall(written.upper()))
    if fours:
        return fours.pop() if len(fours) == 1 else None
    name = person_name.parse(written, question)
    if name is not None:
        return name
    return written if _NAME.fullmatch(written) and detect(written) is None else None
