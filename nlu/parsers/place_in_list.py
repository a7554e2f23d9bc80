"""Which place in a numbered list somebody names: 2, 第2项, 第三个."""

import re

from nlu.parsers.numerals import whole_number

_PLACE = re.compile(r"第?(?P<number>[0-9]{1,2}|[一二三四五六七八九十]{1,2})(?:项|条|题|个|号)?")


def place_in_list(words: str) -> int | None:
    """The place, counted from one; None for anything else, such as the name of what stands there."""
    place = _PLACE.fullmatch(words)
    return whole_number(place.group("number")) if place else None
