"""What happened, in the resident's own words."""

import re

from nlu.keywords import detect
from nlu.normalise import normalise, tidy
from nlu.parsers.question import QuestionContext

_WORDS = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]|[A-Za-z]{2,}")
_SMALL_TALK = re.compile(
    r"(?:你好|您好|在吗|在不在|有人吗|谢谢|多谢|再见|哈喽|hello|hi|喂|早上好|下午好|晚上好|好久不见)[啊呀!,。?呢]*"
)


def parse(text: str, question: QuestionContext) -> str | None:
    """The text, tidied; None for commands, greetings, a single character, digits or punctuation alone.

    A matter that tells of danger is a matter too: the safety layer has seen it before.
    """
    written = tidy(text)
    keyword = detect(written)
    if keyword is not None and keyword.kind != "danger":
        return None
    if len(_WORDS.findall(written)) < 2 and not re.search(r"[A-Za-z]{2,}", written):
        return None
    return None if _SMALL_TALK.fullmatch(normalise(written).text) else written
