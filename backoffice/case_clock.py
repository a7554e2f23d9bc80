"""The clock of the law on one case: which limit runs at its stage, on what authority, when it ends, whether it is over."""

from dataclasses import dataclass
from datetime import date

from backoffice.process import Limit, Stage, WorkingDays


@dataclass(frozen=True)
class RunningLimit:
    """One limit of a stage with its last day; that day still belongs to it."""

    limit: Limit
    ends_on: date


@dataclass(frozen=True)
class CaseClock:
    """Where the time of a case stands on a day.

    Attributes:
        running: the limit that ends first, none where neither law nor office sets one.
        outer: the law's outer limit, where a shorter one is promised.
        waits_until: the last day of a period that must run out in full, such as a public notice.
        days_over: calendar days since the running limit ended; zero while it runs, and on its last day.
    """

    stage_label: str
    closed: bool
    running: RunningLimit | None
    outer: RunningLimit | None
    waits_until: date | None
    days_over: int


def case_clock(stage: Stage, filed_on: date, stage_on: date, working_days: WorkingDays, today: date) -> CaseClock:
    """Read the clock of a case that came to a stage on a day."""
    every = [RunningLimit(limit, limit.ends(filed_on, stage_on, working_days)) for limit in stage.limits]
    running = min(every, key=lambda one: one.ends_on, default=None)
    outer = max((one for one in every if one.limit.latest), key=lambda one: one.ends_on, default=None)
    over = max(0, (today - running.ends_on).days) if running is not None and not stage.final else 0
    return CaseClock(
        stage_label=stage.label,
        closed=stage.final,
        running=None if stage.final else running,
        outer=outer if outer != running else None,
        waits_until=stage.earliest_end(filed_on, stage_on, working_days),
        days_over=over,
    )
