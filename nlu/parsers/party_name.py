"""The other side of a dispute: a person, a firm or an office, without the words around the name (是顺发建筑公司。)."""

import re

from nlu.normalise import tidy
from nlu.parsers import free_text
from nlu.parsers.question import QuestionContext

_BEFORE = re.compile(
    r"^(?:(?:我)?要?(?:告|找)(?:的)?(?:人)?(?:是)?|(?:对方|老板|包工头|工头|公司|单位|厂子|被告|他|她|那个?人|那家)?(?:的)?(?:名字|姓名|全名)?(?:是|叫做|叫|名叫)(?:做)?|[:,])+\s*"
)
_AFTER = re.compile(r"[。.!,;~\s]+$|(?:吧|啊|呀|哦|呢|的老板)$")


def parse(text: str, question: QuestionContext) -> str | None:
    """The name, or None for what cannot be one; what stands around a name is left away, so that equal names are equal."""
    written = free_text.parse(text, question)
    if written is None:
        return None
    name = _AFTER.sub("", _BEFORE.sub("", tidy(written)))
    return name if len(name) >= 2 else tidy(written)
