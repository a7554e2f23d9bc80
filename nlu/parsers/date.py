"""A day: written out, told from today (昨天, 上周五, 三天前), a festival, a day of the lunar calendar (下个月初三)."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from nlu.normalise import normalise
from nlu.parsers.lunar import festival, lunar_day, solar_term
from nlu.parsers.numerals import whole_number
from nlu.parsers.question import QuestionContext

_DIGIT_BY_DIGIT = str.maketrans("〇零一二三四五六七八九", "00123456789")
_N = r"(?:[0-9]{1,2}|[一二两三四五六七八九十廿卅]{1,3})"
_YEAR = (
    r"(?P<year>(?:19|20)[0-9]{2}|[一二][〇零九][〇零一二三四五六七八九]{2}"
    r"|(?<![0-9])[0-9]{2}(?=年|[./-][0-9]{1,2}[./-][0-9]{1,2}(?![0-9]))|[〇零一二三四五六七八九]{2}(?=年))年?"
)
_WRITTEN = re.compile(rf"{_YEAR}[\s./-]*(?P<month>{_N})(?:月|[\s./-])\s*(?P<day>{_N})(?:日|号)?(?![0-9])")
_COMPACT = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])(?![0-9])")
_NAMED_YEAR = re.compile(
    rf"(?P<named>大前年|前年|去年|今年|明年|后年|本年)的?(?P<month>{_N})月(?:份)?(?P<day>{_N})(?:日|号)?"
)
_WITHOUT_YEAR = re.compile(rf"(?<![0-9.年])(?P<month>{_N})(?:月|[./-])(?P<day>{_N})(?:日|号)?(?![0-9.])")
_DAY_OF_MONTH = re.compile(
    rf"(?P<which>上上个?月|上个?月|这个?月|本月|当月|下个?月|下下个?月)的?(?P<day>{_N})(?:日|号|$)"
)
_LAST_DAY = re.compile(r"(?P<which>上上个?|上个?|这个?|本|当|下个?|下下个?)月的?最后(?:一|1)[天日]")
_DAY_ALONE = re.compile(rf"(?<![0-9月年个])(?P<day>{_N})(?:日|号)")
_WEEKDAY = re.compile(r"(?P<which>上上个?|上个?|这个?|本|下个?|下下个?)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天1-7])")
_AGO = re.compile(
    rf"(?P<number>[0-9]{{3}}|[一两二三]百|{_N}|(?<!个)半)个?(?P<unit>天|日|周|星期|礼拜|月)(?:之?前|以前|了$|了(?=[,。]))"
)
_AHEAD = re.compile(
    rf"(?:还有|还剩|剩下?|再过|过)(?P<number>{_N})个?(?P<unit>天|日|周|星期|礼拜)"
    rf"|(?P<later>{_N})个?(?P<unit2>天|日|周|星期|礼拜)(?:之|以)?后"
)
_SAME_DAY = re.compile(
    r"(?:(?P<named>前年|去年|明年)|(?P<which>上上个?|上个?|下个?|下下个?)月)的?(?:今天|今日|这一?天|同一天)"
)
_YEARS_AGO_TODAY = re.compile(rf"(?P<years>{_N})年前的?(?:今天|今日|这一?天)")
_EITHER = re.compile(r"[日号0-9一二三四五六七八九十天]\s*(?:或者?|还是|要么)")
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾", "一二三四五六七八九十")
_NAMED_DAYS = (
    (re.compile("大大前[天日]"), -4),
    (re.compile("大前[天日]"), -3),
    (re.compile("前[天日晚]"), -2),
    (re.compile("昨"), -1),
    (re.compile("今[天日早晚晨]|刚才|刚刚"), 0),
    (re.compile("大后[天日]"), 3),
    (re.compile("后[天日]"), 2),
    (re.compile("明[天日早晚]"), 1),
)
_YEARS_AWAY = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}
_MONTHS_AWAY = {"上上": -2, "上": -1, "这": 0, "本": 0, "当": 0, "下": 1, "下下": 2}
_DAYS_OF = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7}


def parse(text: str, question: QuestionContext) -> date | None:
    """The day that an answer names, or None (also for 5月, 2024年, 记不清).

    A day without a year is the last such day, the next one where the question looks ahead.
    """
    said = normalise(text).text.replace(" ", "-") if re.match(r"[0-9]{4} ", text) else normalise(text).text
    said = said.translate(_FORMAL)
    if _EITHER.search(said):
        return None
    for reader in _READERS:
        day = reader(said, question)
        if day is not None:
            return day
        if reader in _FINAL and _shape_of(reader).search(said):
            return None
    return None


def _written_out(said: str, question: QuestionContext) -> date | None:
    compact = _COMPACT.search(said)
    if compact:
        return _day(*(int(part) for part in compact.groups()))
    found = _WRITTEN.search(said)
    if found is None:
        return None
    year = int(found.group("year").translate(_DIGIT_BY_DIGIT))
    if year < 100:
        year += 2000 if year <= question.today.year % 100 + 10 else 1900
    return _day(year, _figure(found.group("month")), _figure(found.group("day")))


def _in_a_named_year(said: str, question: QuestionContext) -> date | None:
    found = _NAMED_YEAR.search(said)
    if found is None:
        return None
    year = question.today.year + _YEARS_AWAY[found.group("named")]
    return _day(year, _figure(found.group("month")), _figure(found.group("day")))


def _without_year(said: str, question: QuestionContext) -> date | None:
    found = _WITHOUT_YEAR.search(said)
    if found is None:
        return None
    month, day = _figure(found.group("month")), _figure(found.group("day"))
    year = question.today.year
    return _on_the_right_side([_day(year + step, month, day) for step in (-1, 0, 1)], question)


def _in_a_named_month(said: str, question: QuestionContext) -> date | None:
    found = _DAY_OF_MONTH.search(said)
    if found is None:
        return None
    steps = _MONTHS_AWAY[re.sub("个?月", "", found.group("which"))]
    return _in_month(question.today, steps, _figure(found.group("day")))


def _last_day_of_a_named_month(said: str, question: QuestionContext) -> date | None:
    found = _LAST_DAY.search(said)
    if found is None:
        return None
    following = _in_month(question.today, _MONTHS_AWAY[found.group("which").replace("个", "")] + 1, 1)
    return following - timedelta(days=1) if following else None


def _same_day_of_a_named_month(said: str, question: QuestionContext) -> date | None:
    """上个月今天; None where that month is shorter."""
    ago = _YEARS_AGO_TODAY.search(said)
    if ago:
        return _in_month(question.today, -12 * _figure(ago.group("years")), question.today.day)
    found = _SAME_DAY.search(said)
    if found is None:
        return None
    named = found.group("named")
    months = 12 * _YEARS_AWAY[named] if named else _MONTHS_AWAY[found.group("which").replace("个", "")]
    return _in_month(question.today, months, question.today.day)


def _day_of_the_month_alone(said: str, question: QuestionContext) -> date | None:
    found = _DAY_ALONE.search(said)
    if found is None:
        return None
    day = _figure(found.group("day"))
    return _on_the_right_side([_in_month(question.today, step, day) for step in (-2, -1, 0, 1, 2)], question)


def _named_day(said: str, question: QuestionContext) -> date | None:
    return next((question.today + timedelta(days=step) for word, step in _NAMED_DAYS if word.search(said)), None)


def _weekday(said: str, question: QuestionContext) -> date | None:
    found = _WEEKDAY.search(said)
    if found is None:
        return None
    today = question.today
    weekday = 6 if found.group("day") in "日天7" else "一二三四五六123456".index(found.group("day")) % 6
    monday = today - timedelta(days=today.weekday())
    if found.group("which"):
        return monday + timedelta(weeks=_MONTHS_AWAY[found.group("which").replace("个", "")], days=weekday)
    return _on_the_right_side([monday + timedelta(weeks=step, days=weekday) for step in (-1, 0, 1)], question)


def _ago(said: str, question: QuestionContext) -> date | None:
    found = _AGO.search(said)
    if found is None:
        return None
    if found.group("number") == "半":
        return question.today - timedelta(days=15) if found.group("unit") == "月" else None
    number = _figure(found.group("number"))
    if found.group("unit") == "月":
        return _in_month(question.today, -number, question.today.day)
    return question.today - timedelta(days=number * _DAYS_OF[found.group("unit")])


def _ahead(said: str, question: QuestionContext) -> date | None:
    found = _AHEAD.search(said)
    if found is None:
        return None
    number, unit = found.group("number") or found.group("later"), found.group("unit") or found.group("unit2")
    return question.today + timedelta(days=_figure(number) * _DAYS_OF[unit])


def _by_the_moon(said: str, question: QuestionContext) -> date | None:
    named = lunar_day(said, question.today)
    candidates = named or festival(said, question.today) or solar_term(said, question.today)
    return candidates[0] if len(candidates) == 1 else _on_the_right_side(list(candidates), question)


def _on_the_right_side(days: list[date | None], question: QuestionContext) -> date | None:
    real = sorted(day for day in days if day is not None)
    if question.future:
        return next((day for day in real if day >= question.today), None)
    return next((day for day in reversed(real) if day <= question.today), None)


def _in_month(today: date, steps: int, day: int) -> date | None:
    months = today.year * 12 + today.month - 1 + steps
    return _day(months // 12, months % 12 + 1, day)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _figure(numeral: str) -> int:
    return whole_number(numeral) or 0


_Reader = Callable[[str, QuestionContext], "date | None"]
_READERS: tuple[_Reader, ...] = (
    _same_day_of_a_named_month,
    _last_day_of_a_named_month,
    _by_the_moon,
    _written_out,
    _in_a_named_year,
    _in_a_named_month,
    _without_year,
    _weekday,
    _named_day,
    _ahead,
    _ago,
    _day_of_the_month_alone,
)
# A full date that does not exist (2月30号) is not read as 30号.
_FINAL: dict[_Reader, re.Pattern[str]] = {
    _written_out: _WRITTEN,
    _in_a_named_year: _NAMED_YEAR,
    _in_a_named_month: _DAY_OF_MONTH,
    _without_year: _WITHOUT_YEAR,
}


def _shape_of(reader: _Reader) -> re.Pattern[str]:
    return _FINAL[reader]
