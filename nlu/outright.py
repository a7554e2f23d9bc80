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


_WAS_WRONG: Final = re.compile(
    r"(?:不对|不是|哎呀?|哦|啊|等等|等一下|我|刚才|刚刚|前面|上面|那个|[,。 ])*(?:说|写|填|答|选|讲|打|弄|搞|报)错(?:了|啦)?[,。! ]+(?=.)"
)


def put_right(text: str) -> str | None:
    """What a message says after taking back what was said before (说错了，是三套): it answers no new question.

    None where nothing is taken back, or what is right is not told.
    """
    said = normalise(text).text
    taken_back = _WAS_WRONG.match(said)
    return said[taken_back.end() :] if taken_back else None


_SEEN: Final = re.compile(
    r"(?:看|看到|看见|收|收到|接到|查|处理|核实|解决|转交?)(?:了|到|过|好|完|见)+(?:我的?)?(?:没有?|吗|么|没得|不)(?:呢|啊|呀)?[?!。]*$"
    r"|(?:收|看)到(?:了)?(?:我|我们|我家)?.{0,12}(?:没有?|吗|么)(?:呢|啊|呀)?[?!。]*$"
)


def asks_whether_seen(text: str) -> bool:
    """Whether somebody asks if what was sent was looked at (照片你们看了没): a question, and nothing to add to a request."""
    return _SEEN.search(normalise(text).text) is not None
