"""What somebody wants with their legal-aid card (法律援助卡), and the number that they write with it."""

import re
from typing import Literal

from nlu.normalise import normalise, tidy
from nlu.parsers import card_number
from nlu.parsers.question import QuestionContext

CardWish = Literal["lost", "renew", "use"]

_OTHER_CARD = re.compile(r"银行卡|社保卡|医保卡|电话卡|手机卡|身份证|工资卡|存折")
_LOST = re.compile(r"挂失|遗失|丢|掉了|不见了|找不(?:到|着)|被偷|偷走|补(?:办|领|一张|发|个)")
_LEFT_OUT = re.compile(r"漏发|没(?:有)?(?:发|给|办)")
_RENEW = re.compile(
    r"到期|过期|期满|续(?:期|办|卡|一)|延期|年审|换(?:新|发|一|张|卡|证|个)|(?:磨|洗|弄|损|折)(?:坏|花|破)|坏了|看不清"
)
_USE = re.compile(
    r"(?:有|持|拿着|带着|办过|领过)[^,。!?;]{0,6}(?:援助|法援)[^,。!?;]{0,4}卡|(?:用|出示|使|凭|拿)(?:一下|这张|那张|我的)?(?:法律|法律援助|法援|援助)?卡|卡号"
)
_NONE_HELD = re.compile(r"没(?:有)?(?:法律|法律援助|法援|援助)?卡|有没有|有(?:什么|啥)用|能(?:不能)?有")
_NAMED_NUMBER = re.compile(r"(?:卡号?|号码|编号|号)(?:码|是|为|:|,|\s)*([0-9A-Z][0-9A-Z-]{2,23})(?![0-9A-Z])")


def told(text: str) -> CardWish | None:
    """`lost`, `renew` or `use`, where a message says so of the card; None for any other wish."""
    said = normalise(text).text
    if "卡" not in said or (_OTHER_CARD.search(said) and "援" not in said):
        return None
    if _LOST.search(said) and not _LEFT_OUT.search(said):
        return "lost"
    if _RENEW.search(said):
        return "renew"
    return "use" if _USE.search(said) and not _NONE_HELD.search(said) else None


def number(text: str, question: QuestionContext) -> str | None:
    """The number of the card where a message names it as such (卡号 SL-2026-0001), else None: other numbers stand in stories."""
    found = _NAMED_NUMBER.search(tidy(text).upper())
    return card_number.parse(found.group(1), question) if found else None
