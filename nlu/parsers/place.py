"""Where somebody lives: a village, a township, an address in free words."""

import re
from collections.abc import Sequence

from nlu.keywords import detect
from nlu.normalise import normalise, tidy
from nlu.parsers.question import QuestionContext

_LONGEST = 40
_LEAD = re.compile(
    r"^(?:我们?|本人|俺|家|户口|户籍|老家|地址|住址|现在|目前|一直|的|,|:)*"
    r"(?:就?(?:住在|住|在|是|属于|位于)|地址|住址)(?:是|在|:)?[: ,]*|^(?:地址|住址|户籍地|所在村|村)[:是 ]+"
)
_TAIL = re.compile(r"(?:那边|那里|这边|这里|那儿|这儿|附近|的人|人|的|吧|啊|哦)$|[。,!;、\s]+$")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_NO_PLACE = re.compile(
    r"怎么|什么|为何|为什么|多少|吗|申请|低保|补贴|救助|你好|您好|谢谢|不想|告诉|知道|没有|不是|是的|收入|工资|身份证|电话"
)
_KIND_OF_PLACE = re.compile(r"(?:镇|乡|村|街道|社区|县|市|区)$")


def parse(text: str, question: QuestionContext) -> str | None:
    """The place as written, 2 to 40 characters; the official name where the gazetteer has it. None for other words."""
    written = tidy(text)
    official = _in_gazetteer(normalise(written).text, question.gazetteer)
    if official is not None:
        return official
    if detect(written) is not None or _NO_PLACE.search(normalise(written).text):
        return None
    place = _without_tail(_LEAD.sub("", written))
    return place if 2 <= len(place) <= _LONGEST and len(_HAN.findall(place)) >= 2 else None


def _in_gazetteer(said: str, gazetteer: Sequence[str]) -> str | None:
    """The longest official name in the answer, in full or without its 镇, 乡, 村; None where two fit equally."""
    in_full = [name for name in gazetteer if name in said]
    found = in_full or [name for name in gazetteer if len(_stem(name)) >= 2 and _stem(name) in said]
    longest = [name for name in found if len(name) == max(map(len, found))]
    more_precise = len(said) > len(longest[0]) + 6 if longest else False
    return longest[0] if len(longest) == 1 and not more_precise else None


def _stem(name: str) -> str:
    return _KIND_OF_PLACE.sub("", name)


def _without_tail(place: str) -> str:
    shorter = _TAIL.sub("", place)
    return shorter if shorter == place else _without_tail(shorter)
