"""Working days in China: weekends, public holidays, and the weekend days that are worked in exchange (调休).

Each year's table is a file in `holidays/`, as the State Council publishes it in the autumn before.
A limit in working days does not count the day it starts.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from knowledge.errors import CalendarError
from knowledge.files import ROOM, read_yaml

SATURDAY = 5


@dataclass(frozen=True)
class YearTable:
    """One year: the days off beyond weekends, and the weekend days that are worked."""

    days_off: frozenset[date]
    days_worked: frozenset[date]


def is_working_day(day: date) -> bool:
    """Whether offices are open; raises `CalendarError` for a year whose table is not there."""
    table = year_table(day.year)
    return day in table.days_worked or (day.weekday() < SATURDAY and day not in table.days_off)


def deadline(start: date, working_days: int) -> date:
    """The last day of a limit of so many working days that starts on `start`; the day it starts is not counted."""
    day, left = start, working_days
    while left > 0:
        day += timedelta(days=1)
        left -= is_working_day(day)
    return day


def next_month_same_day(first: date, months: int) -> date:
    """The day so many months after the first one; in a shorter month its last day, always reckoned from the first."""
    month = first.month - 1 + months
    year, month = first.year + month // 12, month % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(first.day, last))


@cache
def year_table(year: int) -> YearTable:
    """The table of one year."""
    path = ROOM / "holidays" / f"{year}.yml"
    if not path.exists():
        raise CalendarError(
            f"holidays/{year}.yml", "is not there", "Add the State Council's list of days off and days worked"
        )
    content = read_yaml(path, CalendarError)
    return YearTable(
        frozenset(day for holiday in content["holidays"] for day in _days(holiday)),
        frozenset(day for holiday in content["holidays"] for day in holiday.get("worked", ())),
    )


def _days(holiday: dict[str, Any]) -> list[date]:
    first, last = holiday["from"], holiday["to"]
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
