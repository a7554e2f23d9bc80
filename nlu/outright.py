"""Whether a message says outright that it reports a change or complains: asked where it may as well answer a question."""

import re
from typing import Final, Literal

from nlu.normalise import normalise

#: 投诉, 我要报告, 跟你们说一下: words that no answer to a question needs.
_OUTRIGHT: Final = {
    "change": re.compile(
        r"(?:要|想|来|先|得)(?:跟|和|向|给)?(?:你们?|您)?(?:报告|汇报|上报|反映|告诉|说一下|说个|补报)|(?:跟|和|向)(?:你们?|您)(?:报告|说)"
        r"|(?:报告|汇报|上报|反映)一?[下个]?|(?:家里|情况)(?:有了?|发生)?(?:新?变化|变动|变了)"
    ),
    "complaint": re.compile(r"投诉|举报|申诉|复议|告你们|不服|反映(?:一下)?情况|讨(?:个)?说法"),
}


def says_outright(text: str, what: Literal["change", "complaint"]) -> bool:
    """Whether the words themselves name the wish."""
    return _OUTRIGHT[what].search(normalise(text).text) is not None


_ANOTHER: Final = re.compile(
    r"另外?[一1]件|(?:另外?|还)(?:有)?(?:要|想)?(?:再)?(?:一|1|个)?(?:件|个|桩)?(?:事|投诉|举报)|再投诉|别的事|又要投诉|新的投诉"
)


def begins_another(text: str) -> bool:
    """Whether what follows a request just filed is said to be another one."""
    return _ANOTHER.search(normalise(text).text) is not None
