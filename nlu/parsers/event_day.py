"""The day on which something happened, as people remember it: a day, a month (去年5月), so many years ago, or it goes on.

A limit is counted from it, so that the earliest day that the words can mean is taken: 去年5月 is the first of May.
"""

import re
from datetime import date

from nlu.normalise import normalise
from nlu.parsers import date as calendar_date
from nlu.parsers.lunar import lunar_month
from nlu.parsers.numerals import whole_number
from nlu.parsers.question import QuestionContext

#: It has not ended: 还在那里干.
ONGOING = "ongoing"

_N = r"(?:[0-9]{1,2}|[一二两三四五六七八九十]{1,3})"
_ONGOING = re.compile(
    r"(?:还|仍|一直|现在|目前|照样)(?:都|还|也)?在(?!.{0,6}(?:催|告|打官司|欠|拖))|没(?:有)?(?:走|离开|离职|辞职?|辞工)|(?:不|没)曾?离开|在职"
)
_ENDED = re.compile(r"不在|没在|走了|离职了|离开了|辞了|辞职了|被辞|不干了|没干了")
_YEARS_AWAY = {"大前年": 3, "前年": 2, "去年": 1, "今年": 0, "本年": 0}
_MONTHS_AWAY = {"上上": 2, "上": 1, "这": 0, "本": 0}
_MONTH = re.compile(
    rf"(?:(?P<named>大前年|前年|去年|今年|本年)的?|(?P<year>(?:19|20)[0-9]{{2}})(?:年|[./-]))?(?P<month>{_N})月(?:份|初|中|底|间)?(?!{_N})"
)
_NAMED_MONTH = re.compile(r"(?P<which>上上|上|这|本)个?月(?:份|初|中|底)?")
_TURN_OF_YEAR = re.compile(r"(?P<named>大前年|前年|去年|今年)(?:的)?(?P<part>年初|年头|年底|年末)")
_YEARS_AGO = re.compile(rf"(?P<years>{_N})年(?P<half>半)?(?:之|以)?前|半年(?P<only_half>)(?:之|以)?前")


def parse(text: str, question: QuestionContext) -> str | None:
    """The day as ISO, `ongoing`, or None (also for 去年 alone and for a day that is still to come)."""
    said = normalise(text).text
    day = calendar_date.parse(text, question) or _by_month(said, question.today)
    if day is not None:
        return day.isoformat() if day <= question.today else None
    return ONGOING if _ONGOING.search(said) and not _ENDED.search(said) else None


def _by_month(said: str, today: date) -> date | None:
    ago = _YEARS_AGO.search(said)
    if ago is not None:
        half = ago.group("years") is None or ago.group("half") is not None
        return _back(today, 12 * (whole_number(ago.group("years") or "") or 0) + 6 * half)
    turn = _TURN_OF_YEAR.search(said)
    if turn is not None:
        year = today.year - _YEARS_AWAY[turn.group("named")]
        return date(year, 1 if turn.group("part") in ("年初", "年头") else 12, 1)
    lunar = lunar_month(said, today)
    if lunar is not None:
        return lunar
    month = _MONTH.search(said)
    if month is not None:
        return _first_of(month, today)
    named = _NAMED_MONTH.search(said)
    return None if named is None else _back(today.replace(day=1), _MONTHS_AWAY[named.group("which")])


def _first_of(found: re.Match[str], today: date) -> date | None:
    """The first of the month; without a year, of the last such month."""
    number = whole_number(found.group("month")) or 0
    if not 1 <= number <= 12:
        return None
    if found.group("year"):
        return date(int(found.group("year")), number, 1)
    if found.group("named"):
        return date(today.year - _YEARS_AWAY[found.group("named")], number, 1)
    return date(today.year - (number > today.month), number, 1)


def _back(day: date, months: int) -> date:
    place = day.year * 12 + day.month - 1 - months
    return date(place // 12, place % 12 + 1, min(day.day, 28))
