"""A choice by another name than the one that was offered: 城里 for 城镇, 就是这个县 for 在本县."""

import re
from collections.abc import Sequence
from typing import Final

from nlu.normalise import normalise
from nlu.parsers.courtesies import without_courtesies

_MARKS: Final = re.compile(r"[\s,。.!?;:、~…\"'“”‘’()]+")
_AROUND: Final = re.compile(
    r"^(?:我们家?|咱们?家?|俺们?家?|我家|户口|就|都|是|在|属于)+|(?:的|人|了|啦|啊|呀|吧|呢|嘛|哦|噢|咯|呗|户口)+$"
)


def place_by_other_name(text: str, spoken: Sequence[Sequence[str]]) -> int | None:
    """The 1-based place of the one choice that the whole answer names, or None.

    Args:
        spoken: the other names of each choice, in their order.
    """
    said = _bare(without_courtesies(text))
    named = {place for place, names in enumerate(spoken, start=1) if said and said in {_bare(name) for name in names}}
    return named.pop() if len(named) == 1 else None


def _bare(words: str) -> str:
    said = _MARKS.sub("", normalise(words).text.lower())
    return _AROUND.sub("", said) or said
