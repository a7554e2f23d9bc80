"""A one-time code of six digits, as it is copied from a message."""

import re

from nlu.normalise import normalise
from nlu.parsers.question import QuestionContext

_SPOKEN = str.maketrans("〇零一幺二两三四五六七八九", "0011223456789")
_DIGIT = "[0-9〇零一幺二两三四五六七八九]"
_CODE = re.compile(rf"(?<![0-9])(?:{_DIGIT}[\s-]?){{5}}{_DIGIT}(?![0-9])")
_NAMED = re.compile(r"(?:验证|绑定)码[^0-9]{0,3}([0-9]{6})(?![0-9])")
#: What stands around it where the whole message, or the end of one, was copied.
_MOST_AROUND = 24


def parse(text: str, question: QuestionContext) -> str | None:
    """The only six digits of a short message (123456, 123 456, 验证码是123456, 一二三四五六); None where there are others.

    The message that brought it may be copied whole: what stands behind 验证码 is the code.
    """
    said = normalise(text).text
    named = _NAMED.findall(said)
    if len(named) == 1:
        return str(named[0])
    found = _CODE.findall(said)
    if len(found) != 1 or len(said) - len(found[0]) > _MOST_AROUND or re.search("[0-9]", said.replace(found[0], "")):
        return None
    return re.sub(r"[\s-]", "", found[0]).translate(_SPOKEN)
