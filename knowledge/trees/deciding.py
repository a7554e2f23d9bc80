"""Which named criterion made the verdict of each entry of a register: what `reasons` says of one case, for all at once.

Of several, the one that people ask for first: of a refusal the first that failed, of an open verdict the first still open, of an
approval the one with a figure to it (the income under the line), else the first in the law's order.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.trees.arithmetic import Pair
from knowledge.trees.nodes import All, AnyOf, Criterion, Node, Truth
from knowledge.trees.reasons import criteria_of
from knowledge.trees.registers import RegisterFrame

Truths = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int16]
NONE = -1


@dataclass(frozen=True)
class Deciding:
    """The criteria of a rule, and for each entry the place of the deciding one among them; -1 where no criterion is named."""

    criteria: tuple[Criterion, ...]
    place: Places


def deciding(rule: Truth, frame: RegisterFrame) -> Deciding:
    """The deciding criterion of every entry of a frame."""
    search = _Search(rule, frame)
    search.descend(rule, np.ones(frame.size, bool))
    return Deciding(search.criteria, np.where(search.best != NONE, search.best, search.any))


class _Search:
    """Walks a rule once; `best` holds the wanted criterion of each entry, `any` the first one that had a part in it."""

    def __init__(self, rule: Truth, frame: RegisterFrame) -> None:
        self.frame = frame
        self.criteria = criteria_of(rule)
        self.places = {id(criterion): place for place, criterion in enumerate(self.criteria)}
        self.holds, self.may_hold = self._sides(frame.value(rule))
        self.best: Places = np.full(frame.size, NONE, np.int16)
        self.any: Places = np.full(frame.size, NONE, np.int16)

    def descend(self, node: Node, entries: Truths) -> None:
        """Follows the parts that made a node what it is, each for the entries where it did."""
        if not entries.any():
            return
        if isinstance(node, Criterion):
            self._note(node, entries)
        elif isinstance(node, All | AnyOf) and node.depth <= self.frame.depth:
            self._agreeing(node, entries)
        else:
            for kid in node.kids:
                self.descend(kid, entries)

    def _agreeing(self, node: Node, entries: Truths) -> None:
        surely, possibly = self._sides(self.frame.value(node))
        for kid in node.kids:
            also, maybe = self._sides(self.frame.value(kid))
            part = entries & (also == surely) & (maybe == possibly)
            self.descend(kid, part)
            if isinstance(node, AnyOf):
                entries = entries & ~(part & surely)

    def _note(self, criterion: Criterion, entries: Truths) -> None:
        place = self.places[id(criterion)]
        self.any[entries & (self.any == NONE)] = place
        self.best[entries & self._wanted(criterion) & (self.best == NONE)] = place

    def _wanted(self, criterion: Criterion) -> Truths:
        """Where a criterion is what people ask for first."""
        approved = self.holds & (criterion.measure is not None)
        if criterion.depth > self.frame.depth:
            return approved
        holds, may_hold = self._sides(self.frame.value(criterion))
        failed, open_ = ~may_hold, may_hold & ~holds
        return approved | (failed & ~self.may_hold) | (open_ & ~self.holds & self.may_hold)

    def _sides(self, pair: Pair) -> tuple[Truths, Truths]:
        surely, possibly = (np.broadcast_to(np.asarray(side, bool), (self.frame.size,)) for side in pair)
        return surely, possibly
