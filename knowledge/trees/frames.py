"""Frames give nodes their values: one for the household, one for each person in it, one for each supporter of a person.

A frame's facts are pairs of plain numbers for one situation, or of equally long arrays for many variants of one situation
(the candidate answers of the next question, the cells of what is unknown). The nodes do not notice the difference.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from knowledge.facts import Interval, vocabulary
from knowledge.trees.arithmetic import Pair, larger
from knowledge.trees.nodes import MEMBERS, Node

Parameters = Mapping[str, Any]
# Other values of facts, by the key of the bearer (None for household and matter) and the name of the fact.
Changes = Mapping[tuple[str | None, str], Pair]


class Frame:
    """The values of one bearer of facts. `persons` are the frames one level down, by roster.

    `told` says of a roster whether it is complete: for members this follows from the count of members,
    for supporters from whether they were listed at all. `memo` holds the values of the nodes asked for so far, `open_parts`
    what the open ones of them depend on.
    """

    def __init__(
        self,
        facts: Mapping[str, Pair],
        parameters: Parameters,
        today: float,
        *,
        parent: "Frame | None" = None,
        record: bool = False,
    ) -> None:
        self.facts = facts
        self.parameters = parameters
        self.today = today
        self.parent = parent
        self.depth: int = 0 if parent is None else parent.depth + 1
        self.record = record
        self.persons: list[Frame] = []
        self.complete = False
        self.key: str | None = None
        self.memo: dict[Node, Pair] = {}
        self.open_parts: dict[Node, Any] = {}

    def value(self, node: Node) -> Pair:
        """The value of a node, taken where the node belongs and remembered."""
        if node.depth < self.depth:
            assert self.parent is not None  # only the household has no parent, and its depth is nought
            return self.parent.value(node)
        known = self.memo.get(node)
        if known is None:
            known = self.memo[node] = node.evaluate(self)
        return known

    def varied(self, changes: Changes, *, within: bool = False) -> "Frame":
        """This frame, of a household, with other values, or arrays of values, for some facts of its bearers.

        `within` says that they lie within what is possible here: what is settled here is settled there.
        """
        changed = 0
        by_bearer: dict[str | None, dict[str, Pair]] = {}
        for (bearer, name), pair in changes.items():
            by_bearer.setdefault(bearer, {})[name] = pair
            changed |= vocabulary().bit(name)
        return _Varied(self, by_bearer, changed, self.parameters, within, None)

    def read_as(self, parameters: Parameters) -> "Frame":
        """This frame, of a household, where `parameters` differ in switches alone."""
        return _Varied(self, {}, vocabulary().bit_of_switches, parameters, True, None)

    def keeper(self, node: Node) -> "Frame":
        """The frame that knows most of a node of this depth and has its value."""
        return self

    def fact(self, name: str, untold: Interval) -> Pair:
        """A fact as told, else what it can be."""
        return self.facts.get(name, untold)

    def parameter(self, name: str) -> Interval:
        """A parameter as (lowest, highest): a point where it is loaded."""
        low, high = self.parameters[name].interval
        return low, high

    def parameter_list(self, name: str) -> tuple[str, ...] | None:
        """A parameter that is a list of codes; None while it is missing."""
        codes: tuple[str, ...] | None = self.parameters[name].codes
        return codes

    def unlisted(self, roster: str) -> Pair:
        """Whether there are surely, possibly persons of a roster that are not listed."""
        if roster != MEMBERS:
            return False, not self.complete
        low, high = self.facts.get("member_count") or vocabulary()["member_count"].domain
        return low > len(self.persons), high > len(self.persons)

    def most_unlisted_members(self) -> Any:
        """How many members there may be who are not listed."""
        _, high = self.facts.get("member_count") or vocabulary()["member_count"].domain
        return larger(high - len(self.persons), 0.0)

    def total(self, roster: str, each: Node) -> Pair:
        """A number summed over the listed persons."""
        low: Any = 0.0
        high: Any = 0.0
        for one in self.persons:
            a, b = one.value(each)
            low, high = low + a, high + b
        return low, high

    def some(self, roster: str, test: Node) -> Pair:
        """Whether a truth holds for at least one listed person."""
        surely: Any = False
        possibly: Any = False
        for one in self.persons:
            a, b = one.value(test)
            surely, possibly = surely | a, possibly | b
        return surely, possibly

    def every(self, roster: str, test: Node) -> Pair:
        """Whether a truth holds for all listed persons."""
        surely: Any = True
        possibly: Any = True
        for one in self.persons:
            a, b = one.value(test)
            surely, possibly = surely & a, possibly & b
        return surely, possibly

    def first(self, roster: str, node: Node) -> Pair:
        """The value for the person the application is about, who is listed first."""
        return self.persons[0].value(node)


class _Varied(Frame):
    """A frame with other values for some facts or switches. Nodes that read none of them have the value that they have without."""

    def __init__(
        self,
        base: Frame,
        by_bearer: Mapping[str | None, dict[str, Pair]],
        changed: int,
        parameters: Parameters,
        within: bool,
        parent: Frame | None,
    ) -> None:
        own = by_bearer.get(base.key)
        facts = {**base.facts, **own} if own else base.facts
        super().__init__(facts, parameters, base.today, parent=parent, record=base.record)
        self.base, self.changed = base, changed
        # two ways of telling one thing may part where they agreed: there nothing stays settled
        self.may_unsettle = vocabulary().bit_of_tellings if within else -1
        self.key, self.complete = base.key, base.complete
        self.persons = [_Varied(one, by_bearer, changed, parameters, within, self) for one in base.persons]

    def value(self, node: Node) -> Pair:
        if node.depth < self.depth and self.parent is not None:
            return self.parent.value(node)
        if not node.reads & self.changed:
            return self.base.value(node)
        known = self.memo.get(node)
        if known is None:
            known = self.memo[node] = self._still_settled(node) or node.evaluate(self)
        return known

    def _still_settled(self, node: Node) -> Pair | None:
        if node.reads & self.may_unsettle:
            return None
        low, high = self.base.value(node)
        return (low, high) if not isinstance(low, np.ndarray) and low == high else None

    def keeper(self, node: Node) -> Frame:
        return self if node.reads & self.changed else self.base.keeper(node)
