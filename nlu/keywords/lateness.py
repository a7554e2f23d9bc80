"""Whether somebody asks why nothing has happened: 怎么还没消息, 为什么这么慢, 都一个月了. Works without a model."""

import re

from nlu.normalise import normalise

_NO_NEWS = r"(?:还|仍|一直|到现在|迟迟|老)(?:是)?没(?:有)?(?:消息|音讯|动静|结果|下文|回音|回复|答复|批|办|下来|发|到账|人来|人联系|人管|人理)"
_SLOW = r"(?:这么|那么|太|好|真|怎么)(?:的)?(?:慢|久|拖)|拖(?:了)?(?:这么|那么|好|很|太)?(?:久|长时间)|(?:等|拖)了?(?:好久|很久|太久)"
_LONG = r"(?:都|已经|等了?)(?:快)?(?:[0-9一二两三四五六七八九十半几]+)(?:个多?)?(?:天|周|星期|礼拜|月|年)(?:多)?了"
_LATE = re.compile(rf"{_NO_NEWS}|{_SLOW}|{_LONG}|超(?:期|时)了?(?:没|吗)|为(?:什么|啥)(?:还|这么|那么|一直)?没")


def asks_why_late(text: str) -> bool:
    """Whether a message complains of waiting; whether there is anything to wait for is the caller's to know."""
    return _LATE.search(normalise(text).text) is not None
