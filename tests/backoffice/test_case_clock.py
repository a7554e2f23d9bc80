"""The clock of the law on a case: the limit that ends first, its article, its last day, and the day after it."""

from datetime import date

import pytest

from backoffice.case_clock import case_clock
from backoffice.process import Limit, Processes
from backoffice.working_days import end_of_limit
from knowledge.sources import citations
from tests.backoffice.desk import labels

PROCESSES = Processes.load()
TUESDAY = date(2026, 11, 24)

#: Kind, stage, today, last day of the running limit, days over, last day that must be waited for.
CLOCKS = [
    ("on the day it is filed", "dibao", "filed", TUESDAY, date(2026, 11, 27), 0, None),
    ("on its last day", "dibao", "filed", date(2026, 11, 27), date(2026, 11, 27), 0, None),
    ("the day after", "dibao", "filed", date(2026, 11, 28), date(2026, 11, 27), 1, None),
    ("a public notice", "dibao", "publicity", date(2026, 11, 25), date(2026, 12, 1), 0, date(2026, 12, 1)),
    ("where no limit was found", "medical", "county_decision", date(2026, 12, 30), None, 0, None),
    ("what is closed is not late", "dibao", "paying", date(2027, 6, 1), None, 0, None),
]


@pytest.mark.parametrize(("when", "kind", "stage", "today", "ends", "over", "waits"), CLOCKS, ids=labels(CLOCKS))
def test_the_clock_reads(
    when: str, kind: str, stage: str, today: date, ends: date | None, over: int, waits: date | None
) -> None:
    clock = case_clock(PROCESSES.stage(kind, stage), TUESDAY, TUESDAY, end_of_limit, today)
    assert (clock.running and clock.running.ends_on, clock.days_over, clock.waits_until) == (ends, over, waits)


def test_an_outer_limit_of_the_law_is_told_apart_from_the_shorter_one() -> None:
    clock = case_clock(PROCESSES.stage("dibao", "county_decision"), TUESDAY, TUESDAY, end_of_limit, TUESDAY)
    assert clock.running is not None
    assert clock.outer is not None
    assert (clock.running.limit.law, clock.outer.limit.law) == ("ZJ-SA 11", "DB21 20")


LAWS = [
    ("DB21 Art. 19; ZJ-SA Art. 11", "DB21 19; ZJ-SA 11"),
    ("ZJ-HSE Art. 19, urgent", "ZJ-HSE 19"),
    ("own service promise, as DB21 Art. 15", ""),
    ("as ZJ-SA Art. 11", ""),
    ("common form of the national programme", ""),
]


@pytest.mark.parametrize(("source", "law"), LAWS, ids=labels(LAWS))
def test_only_an_article_that_sets_the_limit_is_cited(source: str, law: str) -> None:
    assert Limit(3, "working", "stage", source).law == law


def test_every_limit_of_every_process_is_cited_or_called_a_promise() -> None:
    for process in PROCESSES.by_kind.values():
        for stage in process.stages.values():
            for limit in stage.limits:
                cited = citations(limit.law, TUESDAY) if limit.law else ()
                assert cited or limit.source.startswith(("own ", "as ", "common ")), (process.kind, limit.source)
