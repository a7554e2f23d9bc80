"""Transactions that the application commits for a turn, counted where SQLAlchemy commits them."""

import threading
from collections.abc import Sequence
from statistics import median
from typing import Any

from sqlalchemy import Connection, event

from bench.result import Result
from storage.database import Database

A_TURN, A_REPLY = 4, 2


class CommitCount:
    """Counts commits of transactions that may write; looking only is no commit."""

    def __init__(self, database: Database) -> None:
        self._lock, self.seen = threading.Lock(), 0
        event.listen(database.engine, "commit", self._count)

    def _count(self, c: Connection, *_rest: Any) -> None:
        if not c.get_execution_options().get("readonly", False):
            with self._lock:
                self.seen += 1

    def reset(self) -> None:
        """Begin a new turn."""
        with self._lock:
            self.seen = 0


def commits_a_turn(counted: Sequence[tuple[int, int]]) -> Result:
    """From (commits, replies) of each turn, counted until the last reply could be seen."""
    return Result(
        name="commits",
        what="transactions that the application commits from a message to its visible reply",
        unit="commits",
        figure=median(commits for commits, _ in counted),
        baseline=median(A_TURN + A_REPLY * replies for _, replies in counted),
        baseline_name=f"{A_TURN} a turn and {A_REPLY} a reply",
        compared="difference",
        bar=0,
        bar_on="compared",
        count=len(counted),
        details={
            "most": max(commits for commits, _ in counted),
            "turns_over_the_bar": sum(commits > A_TURN + A_REPLY * replies for commits, replies in counted),
            "replies_a_turn": median(replies for _, replies in counted),
        },
    )
