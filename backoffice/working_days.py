"""Ends of limits counted in working days, by the State Council's calendar of days off and days worked in exchange."""

from datetime import date, timedelta

from knowledge import is_working_day
from knowledge.errors import CalendarError

_SATURDAY = 5


def end_of_limit(start: date, days: int) -> date:
    """The day on which a limit of so many working days ends; the day it starts does not count.

    The State Council publishes a year's days off in the autumn before. Days of a year whose table is not there yet
    count by the week alone: the end comes out too early rather than too late, and filing never waits for a table.
    """
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= _is_worked(day)
    return day


def _is_worked(day: date) -> bool:
    try:
        return is_working_day(day)
    except CalendarError:
        return day.weekday() < _SATURDAY
