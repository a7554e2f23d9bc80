"""Limits in working days, by the State Council's tables."""

from datetime import date

import pytest

from knowledge import deadline, is_working_day
from knowledge.errors import CalendarError
from knowledge.working_days import next_month_same_day

DAYS = {
    "a plain Tuesday": (date(2026, 11, 24), True),
    "a plain Saturday": (date(2026, 11, 28), False),
    "New Year's Day": (date(2026, 1, 1), False),
    "a Sunday worked for New Year": (date(2026, 1, 4), True),
    "the last day of the Spring Festival, a Monday": (date(2026, 2, 23), False),
    "a Saturday worked for the Spring Festival": (date(2026, 2, 14), True),
    "Mid-Autumn on a Friday": (date(2026, 9, 25), False),
    "a Sunday worked for the National Day": (date(2026, 9, 20), True),
    "the National Day 2025": (date(2025, 10, 8), False),
    "a Saturday worked in October 2025": (date(2025, 10, 11), True),
}

LIMITS = {
    "nothing to wait": (date(2026, 11, 24), 0, date(2026, 11, 24)),
    "the day it starts is not counted": (date(2026, 11, 24), 1, date(2026, 11, 25)),
    "over a weekend": (date(2026, 11, 26), 3, date(2026, 12, 1)),
    "starting on a Saturday": (date(2026, 11, 28), 1, date(2026, 11, 30)),
    "over the National Day with worked weekends": (date(2026, 9, 30), 3, date(2026, 10, 10)),
    "over the Spring Festival": (date(2026, 2, 13), 2, date(2026, 2, 24)),
}


@pytest.mark.parametrize(("day", "open_"), DAYS.values(), ids=list(DAYS))
def test_days_on_which_offices_are_open(day: date, open_: bool) -> None:
    assert is_working_day(day) is open_


@pytest.mark.parametrize(("start", "days", "end"), LIMITS.values(), ids=list(LIMITS))
def test_ends_of_limits(start: date, days: int, end: date) -> None:
    assert deadline(start, days) == end


def test_a_year_without_a_table_is_said_not_guessed() -> None:
    with pytest.raises(CalendarError, match=r"holidays/2031\.yml.*Add the State Council's list"):
        is_working_day(date(2031, 5, 5))


VISITS = {
    "the same day of the next month": (date(2026, 3, 15), 1, date(2026, 4, 15)),
    "the last day of a shorter month": (date(2026, 1, 31), 1, date(2026, 2, 28)),
    "anchored to the first visit, not to the short month": (date(2026, 1, 31), 2, date(2026, 3, 31)),
    "over the end of the year": (date(2026, 11, 30), 3, date(2027, 2, 28)),
    "a year later": (date(2024, 2, 29), 12, date(2025, 2, 28)),
}


@pytest.mark.parametrize(("first", "months", "day"), VISITS.values(), ids=list(VISITS))
def test_month_end_visits_fall_on_the_last_day_of_a_shorter_month(first: date, months: int, day: date) -> None:
    assert next_month_same_day(first, months) == day
