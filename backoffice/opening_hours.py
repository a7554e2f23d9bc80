"""Opening hours as a directory writes them: 工作日 8:30-12:00 14:00-17:30；周六 9:00-11:30."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

type WorksOn = Callable[[date], bool]

_WEEK = "一二三四五六日"
_CLAUSE = re.compile(
    r"(?P<days>工作日|每天|周[一二三四五六日天](?:(?:至|到|-)周?[一二三四五六日天]|(?:、?周?[一二三四五六日天])*))(?P<spans>.+)"
)
_SPAN = re.compile(r"(\d{1,2}):(\d{2})(?:-|至|到|~)(\d{1,2}):(\d{2})")
_GAPS = re.compile(r"[\s,、和]*")
#: No holiday is longer.
_DAYS_AHEAD = 22


@dataclass(frozen=True)
class _Clause:
    """Hours of some days: of weekdays by number, Monday 0, or of the office's working days."""

    weekdays: frozenset[int] | None
    spans: tuple[tuple[time, time], ...]

    def holds(self, day: date, works_on: WorksOn) -> bool:
        return works_on(day) if self.weekdays is None else day.weekday() in self.weekdays


@dataclass(frozen=True)
class OpeningHours:
    """When a place is open. 工作日 follows the office's calendar, days of the week are as they are written."""

    clauses: tuple[_Clause, ...]

    @classmethod
    def parse(cls, written: str) -> "OpeningHours | None":
        """None when it is written in any other way, or a span ends before it begins."""
        parts = [part for part in re.split(r"[;；]", unicodedata.normalize("NFKC", written)) if part.strip()]
        clauses = [_clause(part.strip()) for part in parts]
        whole = [clause for clause in clauses if clause is not None]
        return cls(tuple(whole)) if whole and len(whole) == len(clauses) else None

    def closes_at(self, now: datetime, works_on: WorksOn) -> time | None:
        """When the place closes, if it is open now."""
        today = self._spans(now.date(), works_on)
        return next((closes for opens, closes in today if opens <= now.time() < closes), None)

    def next_opening(self, now: datetime, works_on: WorksOn) -> datetime | None:
        """When it opens next; None when not within three weeks."""
        for ahead in range(_DAYS_AHEAD):
            day = now.date() + timedelta(days=ahead)
            opening = (datetime.combine(day, opens, now.tzinfo) for opens, _ in self._spans(day, works_on))
            found = next((moment for moment in opening if moment > now), None)
            if found is not None:
                return found
        return None

    def _spans(self, day: date, works_on: WorksOn) -> list[tuple[time, time]]:
        return sorted(span for clause in self.clauses if clause.holds(day, works_on) for span in clause.spans)


def _clause(written: str) -> _Clause | None:
    found = _CLAUSE.fullmatch(written)
    if found is None or _GAPS.fullmatch(_SPAN.sub("", found.group("spans"))) is None:
        return None
    spans = tuple(_times(found.group("spans")))
    if not spans or any(span is None for span in spans):
        return None
    return _Clause(_weekdays(found.group("days")), tuple(span for span in spans if span is not None))


def _times(written: str) -> Iterator[tuple[time, time] | None]:
    for numbers in _SPAN.findall(written):
        first_hour, first_minute, last_hour, last_minute = map(int, numbers)
        try:
            opens, closes = time(first_hour, first_minute), time(last_hour, last_minute)
        except ValueError:
            yield None
        else:
            yield (opens, closes) if opens < closes else None


def _weekdays(written: str) -> frozenset[int] | None:
    if written == "工作日":
        return None
    if written == "每天":
        return frozenset(range(7))
    days = [_WEEK.index(day) for day in written.replace("天", "日") if day in _WEEK]
    if re.search("[至到-]", written):
        return frozenset(range(days[0], days[1] + 1)) if days[0] <= days[1] else frozenset(days)
    return frozenset(days)
