"""Frames give nodes their values: one for the household, one for each person in it, one for each supporter of a person.

A frame's facts are pairs of plain numbers for one situation, or of equally long arrays for many variants of one situation
(the candidate answers of the next question, the cells of what is unknown). The nodes do not notice the difference.
"""

from collections.abc import Mapping
from typing import Any

from knowledge.facts import Interval, vocabulary
from knowledge.trees.arithmetic import Pair, larger
from knowledge.trees.nodes import MEMBERS, Node

Parameters = Mapping[str, Any]


class Frame:
    """The values of one bearer of facts. `persons` are the frames one level down, by roster.

    `told` says of a roster whether it is complete: for members this follows from the count of members,
    for supporters from whether they were listed at all. `memo` holds the values of the nodes asked for so far.
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

    def value(self, node: Node) -> Pair:
        """The value of a node, taken where the node belongs and remembered."""
        if node.depth < self.depth:
            assert self.parent is not None  # only the household has no parent, and its depth is nought
            return self.parent.value(node)
        known = self.memo.get(node)
        if known is None:
            known = self.memo[node] = node.evaluate(self)
        return known

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
