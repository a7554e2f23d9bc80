"""Frames over a whole register: one array entry a household, a person or a supporter, grouped by whose they are.

The same trees run on them; a million households are judged by looking at each node once.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from knowledge.facts import vocabulary
from knowledge.trees.arithmetic import Pair
from knowledge.trees.frames import Frame, Parameters
from knowledge.trees.nodes import MEMBERS, Node

Index = npt.NDArray[np.intp]


class RegisterFrame(Frame):
    """One level of a register. `home` says for each entry to which entry of the level above it belongs, in rising order.

    `size` is the number of entries here. The level below is `below`: persons of households, supporters of persons.
    """

    def __init__(
        self,
        facts: Mapping[str, Pair],
        parameters: Parameters,
        today: float,
        size: int,
        *,
        parent: "RegisterFrame | None" = None,
        home: Index | None = None,
    ) -> None:
        super().__init__(facts, parameters, today, parent=parent)
        self.size = size
        self.home = home
        self.below: RegisterFrame | None = None
        self.listed: npt.NDArray[np.bool_] | None = None
        self._spread: dict[Node, Pair] = {}
        if parent is not None:
            parent.below = self

    @property
    def bytes(self) -> int:
        """What the values found so far take in memory; an array that several nodes share counts once."""
        kept = (side for pair in (*self.memo.values(), *self._spread.values()) for side in pair)
        return sum({id(side): side.nbytes for side in kept if isinstance(side, np.ndarray)}.values())

    def forget(self) -> None:
        """Lets go of its values and of the level below. Levels name each other, and would stay until Python looks for cycles."""
        self.memo.clear()
        self._spread.clear()
        self.below = None

    def value(self, node: Node) -> Pair:
        """The value of a node for every entry here; values from above are spread over the entries that belong to them."""
        if node.depth >= self.depth or self.parent is None:
            return super().value(node)
        if node not in self._spread:
            low, high = self.parent.value(node)
            self._spread[node] = self._per_entry(low), self._per_entry(high)
        return self._spread[node]

    def _per_entry(self, values: object) -> object:
        return values[self.home] if isinstance(values, np.ndarray) else values

    def unlisted(self, roster: str) -> Pair:
        """Whether somebody of a roster is not listed, for every entry."""
        if roster == MEMBERS:
            low, high = self.facts.get("member_count") or vocabulary()["member_count"].domain
            return low > self._counts(), high > self._counts()
        complete = np.zeros(self.size, bool) if self.listed is None else self.listed
        return np.zeros(self.size, bool), ~complete

    def most_unlisted_members(self) -> npt.NDArray[np.float64]:
        """How many members there may be, of every entry, who are not listed."""
        _, high = self.facts.get("member_count") or vocabulary()["member_count"].domain
        most: npt.NDArray[np.float64] = np.maximum(high - self._counts(), 0.0)
        return most

    def total(self, roster: str, each: Node) -> Pair:
        """A number summed over the listed persons of every entry."""
        low, high = self._below_values(each)
        return self._sum(low), self._sum(high)

    def some(self, roster: str, test: Node) -> Pair:
        """Whether a truth holds for at least one listed person of every entry."""
        surely, possibly = self._below_values(test)
        return self._sum(surely) > 0, self._sum(possibly) > 0

    def every(self, roster: str, test: Node) -> Pair:
        """Whether a truth holds for all listed persons of every entry."""
        surely, possibly = self._below_values(test)
        return self._sum(surely == 0) == 0, self._sum(possibly == 0) == 0

    def first(self, roster: str, node: Node) -> Pair:
        """The value for the first person of every entry; every household lists at least one."""
        low, high = self._below_values(node)
        starts = np.concatenate([[0], np.cumsum(self._counts())[:-1]]).astype(np.intp)
        return low[starts], high[starts]

    def _counts(self) -> npt.NDArray[np.intp]:
        if self.below is None or self.below.home is None:
            return np.zeros(self.size, np.intp)
        return np.bincount(self.below.home, minlength=self.size)

    def _below_values(self, node: Node) -> Pair:
        if self.below is None:
            return np.zeros(0), np.zeros(0)
        low, high = self.below.value(node)
        shape = (self.below.size,)
        return np.broadcast_to(low, shape), np.broadcast_to(high, shape)

    def _sum(self, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        if self.below is None or self.below.home is None:
            return np.zeros(self.size)
        return np.bincount(self.below.home, weights=values, minlength=self.size)
