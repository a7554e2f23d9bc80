"""The number printed on a legal-aid card: letters, digits and dashes, with at least three digits."""

import re

from nlu.normalise import tidy
from nlu.parsers.question import QuestionContext

_NUMBER = re.compile(r"(?<![0-9A-Z])[0-9A-Z](?:[0-9A-Z]|-(?=[0-9A-Z])){2,23}(?![0-9A-Z])")
_FEWEST_DIGITS = 3


def parse(text: str, question: QuestionContext) -> str | None:
    """The one number in an answer, in capitals (我的卡号是zj0001 is ZJ0001), or None."""
    found = [shape for shape in _NUMBER.findall(tidy(text).upper()) if sum(map(str.isdigit, shape)) >= _FEWEST_DIGITS]
    return found[0] if len(set(found)) == 1 else None
