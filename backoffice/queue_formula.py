"""How urgent a row of the queue is, and why: the formula, its points read from `queue.yml`.

score = danger + concern + detained + preservation + legal deadline (by days left) + a person waiting + a failed message
        + a send of unknown outcome + card holder + the case's clock (due today, or overdue by days)
        + waiting time (by minutes, up to a bound)

Each term that gives points also gives a reason in plain Chinese, so that staff see why a row stands where it stands.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

import yaml

FORMULA_FILE = Path(__file__).with_name("queue.yml")


@dataclass(frozen=True)
class Waiting:
    """What the formula judges a row by.

    Attributes:
        since: since when somebody waits; none where nobody does.
        who: a `person` waits at the other end, or a `case` waits in the office.
        deadline_reckoned: the deadline was reckoned from what the resident said, not read from a paper.
        trouble: a message that failed, a send that is `unsure` or was `refused`.
        concern: something told of which no member of staff has taken notice yet, without present danger.
    """

    who: Literal["person", "case"]
    since: datetime | None
    danger: str | None = None
    urgent_reason: str | None = None
    deadline_on: date | None = None
    deadline_reckoned: bool = False
    card_holder: bool = False
    due_on: date | None = None
    wait_reason: str | None = None
    trouble: Literal["failed_message", "unsure_send", "refused_send"] | None = None
    concern: str | None = None


@dataclass(frozen=True)
class Term:
    """One term of the sum: its points and what staff read; an empty reason is not shown."""

    points: int
    reason: str


@dataclass(frozen=True)
class Formula:
    """The points of every term."""

    points: Mapping[str, Any]

    @classmethod
    def load(cls, path: Path = FORMULA_FILE) -> "Formula":
        """Read the points that stand beside this file."""
        return cls(yaml.safe_load(path.read_text(encoding="utf-8")))

    def terms(self, row: Waiting, now: datetime) -> tuple[Term, ...]:
        """Every term that applies to a row at a moment, weightiest kinds first."""
        return tuple(self._terms(row, now))

    def _terms(self, row: Waiting, now: datetime) -> Iterator[Term]:
        p, today = self.points, now.date()
        yield from self._safety(row)
        if row.urgent_reason == "detained":
            yield Term(p["detained"], "当事人被羁押")
        if row.deadline_on is not None:
            yield from self._deadline((row.deadline_on - today).days, reckoned=row.deadline_reckoned)
        if row.urgent_reason == "preservation":
            yield Term(p["preservation"], "需要财产保全或先予执行")
        if row.trouble is not None:
            yield self._trouble(row.trouble)
        if row.wait_reason is not None:
            yield Term(p["person_waiting"], p["wait_reasons"].get(row.wait_reason, "等待人工"))
        if row.card_holder:
            yield Term(p["card_holder"], "持法律援助卡")
        if row.due_on is not None:
            yield from self._clock((today - row.due_on).days)
        if row.since is not None:
            yield self._waited(row.who, row.since, now)

    def _safety(self, row: Waiting) -> Iterator[Term]:
        p = self.points
        if row.danger is not None:
            yield Term(p["danger"], "危险 · " + p["danger_labels"].get(row.danger, "待核实"))
        if row.concern is not None:
            yield Term(p["concern"], p["concern_labels"].get(row.concern, "请尽快看看"))

    def _deadline(self, days_left: int, *, reckoned: bool) -> Iterator[Term]:
        for step in self.points["deadline"]:
            if days_left <= step["days"]:
                yield Term(step["points"], _deadline_words(days_left) + ("（推算）" if reckoned else ""))
                return

    def _trouble(self, trouble: str) -> Term:
        if trouble == "failed_message":
            return Term(self.points["failed_message"], "来信未能处理")
        return Term(self.points["unsure_send"], "回复是否送达不明" if trouble == "unsure_send" else "回复发送失败")

    def _clock(self, days_over: int) -> Iterator[Term]:
        overdue = self.points["overdue"]
        if days_over > 0:
            points = min(overdue["first"] + overdue["per_day"] * days_over, overdue["most"])
            yield Term(points, f"已超期 {days_over} 天")
        elif days_over == 0:
            yield Term(self.points["due_today"], "今天到期")

    def _waited(self, who: str, since: datetime, now: datetime) -> Term:
        minutes = max(0, int((now - since).total_seconds() // 60))
        rate = self.points["waiting"][who]
        return Term(min(int(minutes * rate["per_minute"]), rate["most"]), "已等 " + _span(minutes))


def _deadline_words(days_left: int) -> str:
    if days_left < 0:
        return f"时效已过 {-days_left} 天"
    return "今天到时效" if days_left == 0 else f"距时效 {days_left} 天"


def _span(minutes: int) -> str:
    if minutes < 60:
        return f"{minutes} 分钟"
    return f"{minutes // 60} 小时" if minutes < 48 * 60 else f"{minutes // (24 * 60)} 天"
