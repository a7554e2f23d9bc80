"""Under which limit (时效、期限) a request for legal aid stands by its answers, and until when: for the dialogue and for the queue."""

from dataclasses import dataclass
from datetime import date

from backoffice.drafts import Draft
from knowledge import LastDay, LimitRule, last_day, limit_of, load_county

#: Safety and freedom come before any limit: who is in danger or detained is not asked for days.
WITHOUT_LIMIT = frozenset({"danger", "detained"})
#: The answers that a last day depends on.
DECIDES_DEADLINE = frozenset({"event_date", "deadline_date", "paper", "matter_type", "urgency"})


@dataclass(frozen=True)
class Deadline:
    """The last day of a case.

    Attributes:
        day: None where none can be named.
        rule: by which it was reckoned; None where the resident or staff named the day itself.
    """

    day: date | None = None
    rule: str | None = None


def rule_of(draft: Draft) -> LimitRule | None:
    """The limit that a draft is under as far as it tells; None where none can be named, or the last day itself was told."""
    if isinstance(draft.value("deadline_date"), str) or draft.value("urgency") in WITHOUT_LIMIT:
        return None
    paper = draft.value("paper")
    return limit_of(str(draft.value("matter_type")), paper if isinstance(paper, str) else None)


def reckoned(draft: Draft, today: date) -> LastDay | None:
    """The last day as the day of the event tells it; None where nothing can be reckoned."""
    rule, event = rule_of(draft), _day(draft.value("event_date"))
    return None if rule is None or event is None else last_day(rule, event, today, load_county(draft.county))


def deadline_of(draft: Draft, today: date) -> Deadline:
    """By which day something must be done: the day that was named, else the reckoned one while it lies ahead."""
    named = _day(draft.value("deadline_date"))
    if named is not None:
        return Deadline(named)
    last = reckoned(draft, today)
    return Deadline() if last is None or last.days_left(today) < 0 else Deadline(last.day, last.rule.id)


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None  # 还在那里做工
