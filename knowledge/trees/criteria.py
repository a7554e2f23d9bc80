"""The parts of a rule that the law names or dates."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from knowledge.trees.arithmetic import Pair
from knowledge.trees.base import Number, Truth

if TYPE_CHECKING:
    from knowledge.trees.frames import Frame


@dataclass(frozen=True)
class Measure:
    """The number a criterion looks at and the line it is held against, for people to read.

    `amount` is divided by `per` (members) and by its scale before it is shown, `line` by its own scale.
    `per_head` is the same number told a head already. `excess_zh` says by how much the line is missed.
    """

    label_zh: str
    unit_zh: str
    amount: Number
    line: Number
    per: Number | None = None
    per_head: Number | None = None
    amount_scale: int = 100
    line_scale: int = 100
    excess_zh: str = "超出{excess}"


class Dated(Truth):
    """A part of a rule that is in force only on certain days; outside them it is taken out of the tree."""

    __slots__ = ("since", "until")

    def __init__(self, test: Truth, *, since: date | None = None, until: date | None = None) -> None:
        super().__init__(test)
        self.since = since
        self.until = until

    def evaluate(self, frame: "Frame") -> Pair:
        return frame.value(self.kids[0])

    def in_force(self, on: date) -> bool:
        """Whether the part applies on a day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


class Criterion(Dated):
    """A part of a rule that the law names: shown to people with its words, its citation and the days it is in force."""

    __slots__ = ("id", "label_zh", "law", "measure")

    def __init__(
        self,
        id: str,
        label_zh: str,
        law: str,
        test: Truth,
        *,
        measure: Measure | None = None,
        since: date | None = None,
        until: date | None = None,
    ) -> None:
        super().__init__(test, since=since, until=until)
        self.id = id
        self.label_zh = label_zh
        self.law = law
        self.measure = measure
