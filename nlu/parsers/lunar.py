"""Days of the lunar calendar (农历): 下个月初三, 去年腊月二十, 农历八月十五, and festivals by name."""

import re
from datetime import date, timedelta

from borax.calendars.lunardate import LunarDate, TermUtils  # type: ignore[import-untyped]

_MONTHS = {"正": 1, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_MONTHS |= {"十一": 11, "冬": 11, "十二": 12, "腊": 12}
_DAYS = {"初" + numeral: day for day, numeral in enumerate("一二三四五六七八九十", start=1)}
_DAYS |= {"十" + numeral: day for day, numeral in enumerate("一二三四五六七八九", start=11)}
_DAYS |= {"十": 10, "二十": 20, "廿": 20, "三十": 30, "卅": 30}
_DAYS |= {"二十" + numeral: day for day, numeral in enumerate("一二三四五六七八九", start=21)}
_DAYS |= {"廿" + numeral: day for day, numeral in enumerate("一二三四五六七八九", start=21)}

_YEARS_AWAY = {"前年": -2, "去年": -1, "今年": 0, "明年": 1}
_MONTH = r"(?P<leap>闰)?(?P<month>正|冬|腊|十一|十二|[一二三四五六七八九十])月"
_DAY = r"(?P<day>初[一二三四五六七八九十]|三十|二?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|卅)"
_YEAR = r"(?P<year>前年|去年|今年|明年|(?:19|20)[0-9]{2}年)?"
_IN_A_MONTH = re.compile(
    rf"{_YEAR}(?:的)?(?P<lunar>农历|阴历|旧历|老历)?{_YEAR.replace('year', 'year2')}{_MONTH}{_DAY}(?![日号])"
)
_RELATIVE = re.compile(r"(?P<which>上上个?|上个?|这个?|本|下个?|下下个?)月(?P<day>初[一二三四五六七八九十])(?![日号])")
_DAY_ALONE = re.compile(r"^(?:就是|是)?(?P<day>初[一二三四五六七八九十])(?:那天|的)?$")
_STEPS = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1, "下下": 2}

# Festivals: lunar (month, day) or solar; a lunar 除夕 is the day before the first of the first month.
_FESTIVALS: tuple[tuple[str, tuple[int, int], bool], ...] = (
    ("除夕|大年三十|年三十|三十晚上", (1, 0), True),
    ("春节|大年初一|年初一|过年那天|正月初一", (1, 1), True),
    ("元宵|正月半", (1, 15), True),
    ("端午", (5, 5), True),
    ("七夕", (7, 7), True),
    ("中元节|七月半", (7, 15), True),
    ("中秋|八月半", (8, 15), True),
    ("重阳", (9, 9), True),
    ("腊八", (12, 8), True),
    ("小年", (12, 23), True),
    ("龙抬头|二月二", (2, 2), True),
    ("情人节", (2, 14), False),
    ("植树节", (3, 12), False),
    ("青年节|五四", (5, 4), False),
    ("建党节|七一", (7, 1), False),
    ("教师节", (9, 10), False),
    ("双十一|双11", (11, 11), False),
    ("平安夜", (12, 24), False),
    ("圣诞", (12, 25), False),
    ("元旦", (1, 1), False),
    ("妇女节|三八节", (3, 8), False),
    ("五一|劳动节", (5, 1), False),
    ("儿童节|六一", (6, 1), False),
    ("建军节|八一", (8, 1), False),
    ("国庆|(?<![月一二三])十一(?!月)", (10, 1), False),
)

_TERM = re.compile(
    r"(?P<year>前年|去年|今年|明年|(?:19|20)[0-9]{2}年)?的?(?P<term>立春|雨水|惊蛰|春分|清明|谷雨|立夏|小满|芒种|夏至|小暑|大暑|"
    r"立秋|处暑|白露|秋分|寒露|霜降|立冬|小雪|大雪|冬至|小寒|大寒)(?:节气?)?(?:那天|当天|的?前后)?(?:$|[,。])"
)


def lunar_day(said: str, today: date) -> tuple[date, ...]:
    """The day, or the same day of the years around where no year is said; empty when the words name no lunar day.

    Months are lunar with 农历, 初, 正月, 冬月, 腊月, and in 八月十五; other months in words are solar ones.
    """
    relative = _RELATIVE.search(said)
    if relative:
        return _in_month_away(today, _STEPS[relative.group("which").replace("个", "")], _DAYS[relative.group("day")])
    alone = _DAY_ALONE.search(said)
    if alone:
        return tuple(day for step in (-1, 0, 1) for day in _in_month_away(today, step, _DAYS[alone.group("day")]))
    found = _IN_A_MONTH.search(said)
    if found is None or not _is_lunar(found):
        return ()
    years = _years(found.group("year") or found.group("year2"), today)
    return tuple(
        day
        for year in years
        for day in _solar(
            year, _MONTHS[found.group("month")], _DAYS[found.group("day")], leap=bool(found.group("leap"))
        )
    )


_MONTH_ALONE = re.compile(
    rf"{_YEAR}(?:的)?(?P<lunar>农历|阴历|旧历|老历)?(?P<leap>闰)?(?P<month>正|冬|腊|(?<=历)(?:十一|十二|[一二三四五六七八九十]))月(?!{_DAY})"
)


def lunar_month(said: str, today: date) -> date | None:
    """The first day of a lunar month that is named without a day (去年腊月); without a year, of the last one that began."""
    found = _MONTH_ALONE.search(said)
    if found is None:
        return None
    years = _years(found.group("year"), today)
    month, leap = _MONTHS[found.group("month")], bool(found.group("leap"))
    begun = [day for year in years for day in _solar(year, month, 1, leap=leap) if day <= today]
    return max(begun, default=None)


def festival(said: str, today: date) -> tuple[date, ...]:
    """The day of a festival that is named, in the year that is said or in the years around."""
    for names, (month, day), is_lunar in _FESTIVALS:
        found = re.search(rf"(?P<year>前年|去年|今年|明年|(?:19|20)[0-9]{{2}}年)?的?(?:{names})", said)
        if found:
            years = _years(found.group("year"), today, lunar=is_lunar)
            away = _next_to(said[found.end() :])
            return tuple(
                one + away
                for year in years
                for one in (_solar(year, month, day) if is_lunar else (date(year, month, day),))
            )
    return ()


def _next_to(rest: str) -> timedelta:
    """国庆节第二天 and 除夕前一天 are a day away from the festival."""
    if re.match(r"[节日]?的?(?:第二天|后一天|次日|隔天|过后一天)", rest):
        return timedelta(days=1)
    return timedelta(days=-1) if re.match(r"[节日]?的?(?:前一天|头一天|前一晚)", rest) else timedelta(0)


def solar_term(said: str, today: date) -> tuple[date, ...]:
    """The day of a solar term (节气: 清明, 冬至 …) in the year that is said or in the years around."""
    found = _TERM.search(said)
    if found is None:
        return ()
    years = _years(found.group("year"), today, lunar=False)
    return tuple(TermUtils.day_start_from_term(year, found.group("term")) for year in years)


def _is_lunar(found: re.Match[str]) -> bool:
    return bool(
        found.group("lunar")
        or found.group("leap")
        or found.group("day").startswith("初")
        or found.group("month") in ("正", "冬", "腊")
        or (found.group("month"), found.group("day")) == ("八", "十五")
    )


def _years(named: str | None, today: date, *, lunar: bool = True) -> tuple[int, ...]:
    this_year = int(LunarDate.from_solar(today).year) if lunar else today.year
    if named is None:
        return this_year - 1, this_year, this_year + 1
    if named in _YEARS_AWAY:
        return (this_year + _YEARS_AWAY[named],)
    return (int(named[:4]),)


def _in_month_away(today: date, steps: int, day: int) -> tuple[date, ...]:
    months = LunarDate.from_solar(today)
    count = months.year * 12 + months.month - 1 + steps
    return _solar(count // 12, count % 12 + 1, day)


def _solar(year: int, month: int, day: int, *, leap: bool = False) -> tuple[date, ...]:
    """The solar day as a tuple of one; empty when that lunar month has no such day. Day 0 is the day before the first."""
    try:
        first = LunarDate(year, month, max(day, 1), int(leap)).to_solar_date()
    except ValueError:
        return ()
    return (first if day else date.fromordinal(first.toordinal() - 1),)
