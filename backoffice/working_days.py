"""Ends of limits counted in working days."""

from datetime import date, timedelta


def end_of_limit(start: date, days: int) -> date:
    """The day on which a limit of so many working days ends; the day it starts does not count."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day
