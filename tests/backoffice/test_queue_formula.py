"""The formula of the queue: what comes before what, and the words that say why."""

import itertools
from datetime import date, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.queue_formula import Formula, Waiting
from conversations.inbox import CHILD_WRITES
from nlu.keywords.keyword import DangerKind
from storage.clock import CHINA

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=CHINA)
TODAY = NOW.date()
FORMULA = Formula.load()


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def on(days: int) -> date:
    return TODAY + timedelta(days=days)


JUST_FILED = Waiting("case", NOW)

#: from the most to the least urgent; each row must stand before every row below it
ORDER = [
    ("danger, written a minute ago", Waiting("person", ago(minutes=1), danger="violence", wait_reason="danger")),
    ("danger in a case of no other urgency", Waiting("case", NOW, danger="hunger")),
    ("detained, deadline today", Waiting("case", NOW, urgent_reason="detained", deadline_on=on(0))),
    ("detained", Waiting("case", NOW, urgent_reason="detained")),
    (
        "property must be secured, deadline in a week",
        Waiting("case", NOW, urgent_reason="preservation", deadline_on=on(7)),
    ),
    ("deadline today", Waiting("case", NOW, deadline_on=on(0))),
    ("deadline tomorrow", Waiting("case", NOW, deadline_on=on(1))),
    ("property must be secured", Waiting("case", NOW, urgent_reason="preservation")),
    ("deadline in three days", Waiting("case", NOW, deadline_on=on(3))),
    ("deadline in a week, card holder", Waiting("case", NOW, deadline_on=on(7), card_holder=True)),
    ("deadline in a week", Waiting("case", NOW, deadline_on=on(7))),
    ("a person has waited three hours", Waiting("person", ago(hours=3), wait_reason="asked")),
    ("a person has waited 42 minutes", Waiting("person", ago(minutes=42), wait_reason="asked")),
    ("a message that failed a moment ago", Waiting("person", NOW, trouble="failed_message")),
    ("overdue by a month", Waiting("case", NOW, due_on=on(-30))),
    ("deadline in eight days, card holder", Waiting("case", NOW, deadline_on=on(8), card_holder=True)),
    ("a send of unknown outcome", Waiting("person", NOW, trouble="unsure_send")),
    ("card holder, due today", Waiting("case", NOW, card_holder=True, due_on=on(0))),
    ("card holder", Waiting("case", NOW, card_holder=True)),
    ("deadline in a month", Waiting("case", NOW, deadline_on=on(30))),
    ("overdue since yesterday", Waiting("case", NOW, due_on=on(-1))),
    ("waiting for two weeks", Waiting("case", ago(days=14))),
    ("due today", Waiting("case", NOW, due_on=on(0))),
    ("waiting since yesterday", Waiting("case", ago(days=1))),
    ("just filed, deadline in a year", Waiting("case", NOW, deadline_on=on(365))),
]

REASONS = [
    (
        Waiting("person", ago(minutes=42), danger="violence", wait_reason="asked"),
        ("危险 · 家暴", "要求人工", "已等 42 分钟"),
    ),
    (Waiting("person", NOW, danger="something new"), ("危险 · 待核实", "已等 0 分钟")),
    (
        Waiting("case", ago(hours=5), deadline_on=on(3), card_holder=True),
        ("距时效 3 天", "持法律援助卡", "已等 5 小时"),
    ),
    (Waiting("case", ago(days=3), deadline_on=on(0), due_on=on(-2)), ("今天到时效", "已超期 2 天", "已等 3 天")),
    (Waiting("case", NOW, deadline_on=on(-1), due_on=on(0)), ("时效已过 1 天", "今天到期", "已等 0 分钟")),
    (Waiting("case", NOW, deadline_on=on(6), deadline_reckoned=True), ("距时效 6 天（推算）", "已等 0 分钟")),
    (Waiting("case", NOW, urgent_reason="detained"), ("当事人被羁押", "已等 0 分钟")),
    (Waiting("case", NOW, urgent_reason="preservation"), ("需要财产保全或先予执行", "已等 0 分钟")),
    (
        Waiting("person", ago(minutes=5), trouble="failed_message", wait_reason="failed"),
        ("来信未能处理", "机器人处理失败", "已等 5 分钟"),
    ),
    (Waiting("person", ago(minutes=5), trouble="unsure_send"), ("回复是否送达不明", "已等 5 分钟")),
    (Waiting("person", ago(minutes=5), trouble="refused_send"), ("回复发送失败", "已等 5 分钟")),
    (Waiting("person", None), ()),
    (Waiting("case", NOW, deadline_on=on(365), due_on=on(5)), ("已等 0 分钟",)),
]

MOMENTS = st.one_of(st.none(), st.integers(-10, 10**6).map(lambda minutes: ago(minutes=minutes)))
DAYS = st.one_of(st.none(), st.integers(-400, 400).map(on))
ROWS = st.builds(
    Waiting,
    who=st.sampled_from(["person", "case"]),
    since=MOMENTS,
    urgent_reason=st.sampled_from([None, "detained", "preservation"]),
    deadline_on=DAYS,
    card_holder=st.booleans(),
    due_on=DAYS,
    wait_reason=st.sampled_from([None, "asked", "unclear", "failed", "idle", "new"]),
    trouble=st.sampled_from([None, "failed_message", "unsure_send", "refused_send"]),
)


def score(row: Waiting) -> int:
    return sum(term.points for term in FORMULA.terms(row, NOW))


@pytest.mark.parametrize(("above", "below"), list(itertools.pairwise(ORDER)), ids=[row[0] for row in ORDER[:-1]])
def test_a_more_urgent_row_stands_before_the_next(above: tuple[str, Waiting], below: tuple[str, Waiting]) -> None:
    assert score(above[1]) > score(below[1])


@pytest.mark.parametrize(("row", "reasons"), REASONS)
def test_every_row_says_why_it_stands_where_it_stands(row: Waiting, reasons: tuple[str, ...]) -> None:
    assert tuple(term.reason for term in FORMULA.terms(row, NOW)) == reasons


@given(ROWS, ROWS)
def test_danger_stands_before_whatever_else_comes_together(quiet: Waiting, busy: Waiting) -> None:
    in_danger = Waiting(quiet.who, quiet.since, danger="violence")
    assert score(in_danger) > score(busy)


@given(ROWS, st.integers(1, 10_000))
def test_waiting_longer_never_moves_a_row_back(row: Waiting, minutes: int) -> None:
    if row.since is None:
        return
    longer = Waiting(**{**vars(row), "since": row.since - timedelta(minutes=minutes)})
    assert score(longer) >= score(row)


@given(ROWS, st.integers(1, 60))
def test_a_nearer_deadline_never_moves_a_row_back(row: Waiting, days: int) -> None:
    if row.deadline_on is None:
        return
    nearer = Waiting(**{**vars(row), "deadline_on": row.deadline_on - timedelta(days=days)})
    assert score(nearer) >= score(row)


@given(ROWS)
def test_points_come_with_reasons(row: Waiting) -> None:
    terms = FORMULA.terms(row, NOW)
    assert all(term.reason for term in terms)
    assert all(term.points >= 0 for term in terms)


def test_every_danger_that_a_message_may_show_has_a_word() -> None:
    assert set(FORMULA.points["danger_labels"]) == {*get_args(DangerKind), CHILD_WRITES}
    assert JUST_FILED.danger is None
