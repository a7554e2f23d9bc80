"""Limitation periods and time limits (时效、期限): until when somebody must act, counted from the day that they name.

The day on which it begins is not counted (CIV Art. 201, CPL Art. 85); a limit in months or years ends on the same day of
its last month, in a shorter month on its last day (CIV Art. 202). A last day that is a holiday moves to the next
working day (CIV Art. 203): that is not done here, so that the day told is never later than the law's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal

from knowledge.county import County
from knowledge.errors import KnowledgeError
from knowledge.files import ROOM, read_yaml
from knowledge.parameters.dated import ParameterValue
from knowledge.sources import Source, citation
from knowledge.working_days import next_month_same_day

LimitEvent = Literal["right", "left", "paper", "due"]

_FILE = ROOM / "limitation.yml"
_MONTHS_OF = {"months": 1, "years": 12}


@dataclass(frozen=True)
class LimitRule:
    """What must be done within a time.

    Attributes:
        figure: name of the parameter that says how long.
        event: what the time is counted from.
        then: the limit that is left when this one is over.
    """

    id: str
    what_zh: str
    figure: str
    event: LimitEvent
    then: str | None = None


@dataclass(frozen=True)
class LastDay:
    """The last day of a limit as far as one can tell from what a resident says: a lawyer's reckoning goes before it."""

    rule: LimitRule
    day: date
    source: Source

    def days_left(self, today: date) -> int:
        """How many days are left; below zero when it is over."""
        return (self.day - today).days


def limit_of(matter: str, paper: str | None = None) -> LimitRule | None:
    """The limit of a matter, or of the paper that was received in it; None where no single limit can be named."""
    book = _book()
    if paper in book["papers"]:
        by_matter: Mapping[str, str] = book["papers"][paper]
        return limits()[by_matter.get(matter, by_matter["any"])]
    name = book["matters"].get(matter)
    return None if name is None else limits()[name]


def last_day(rule: LimitRule, event: date, today: date, county: County) -> LastDay | None:
    """The last day of a limit that began on `event`; of one that is over, that of the next way that is open.

    None where the law in force today gives no figure.
    """
    reckoned = _reckoned(rule, event, today, county)
    if reckoned is None or reckoned.day >= today or rule.then is None:
        return reckoned
    other = _reckoned(limits()[rule.then], event, today, county)
    return other if other is not None and other.day >= today else reckoned


def without_end(matter: str) -> Source | None:
    """Where it stands that a claim is not lost with time; None for every other claim."""
    law = _book()["without_end"].get(matter)
    return None if law is None else citation(law)


def while_working() -> Source:
    """Where it stands that wages are not lost with time while one still works there."""
    return citation(_book()["while_working"])


@cache
def limits() -> Mapping[str, LimitRule]:
    """All limits by their ids."""
    return {name: LimitRule(name, **row) for name, row in _book()["limits"].items()}


def _reckoned(rule: LimitRule, event: date, today: date, county: County) -> LastDay | None:
    figure = county.parameters[rule.figure].at(today)
    if figure.missing or figure.source is None:
        return None
    return LastDay(rule, _end(event, figure), figure.source)


def _end(event: date, figure: ParameterValue) -> date:
    length = int(figure.interval[0])
    if figure.unit in _MONTHS_OF:
        return next_month_same_day(event, length * _MONTHS_OF[figure.unit])
    return event + timedelta(days=length)


@cache
def _book() -> Mapping[str, Any]:
    content: Mapping[str, Any] = read_yaml(_FILE, KnowledgeError)
    return content
