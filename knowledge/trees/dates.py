"""Taking out of a tree what is not in force on a day."""

from datetime import date

from knowledge.errors import TreeError
from knowledge.trees.nodes import All, AnyOf, Dated, Node, walk


class Cutter:
    """Cuts trees down to one day. One cutter for all trees of a day keeps the parts that they share shared."""

    def __init__(self, on: date) -> None:
        self.on = on
        self._done: dict[Node, Node | None] = {}

    def cut[Rule: Node](self, rule: Rule) -> Rule | None:
        """The rule as it stands on the day; None when it is not in force at all."""
        if rule not in self._done:
            self._done[rule] = self._cut(rule)
        return self._done[rule]  # type: ignore[return-value]  # a part is replaced by the same part, cut down

    def _cut(self, node: Node) -> Node | None:
        if isinstance(node, Dated) and not node.in_force(self.on):
            return None
        kids = tuple(self.cut(kid) for kid in node.kids)
        kept = tuple(kid for kid in kids if kid is not None)
        if all(now is then for now, then in zip(kids, node.kids, strict=True)):
            return node
        if len(kept) == len(kids) or (isinstance(node, All | AnyOf) and kept):
            return node.rebuilt(kept)
        return None


def change_days(rules: list[Node]) -> tuple[date, ...]:
    """The days on which some part of them begins or has just ended, in order."""
    days: set[date] = set()

    def note(node: Node) -> None:
        if isinstance(node, Dated):
            days.update(days_of_change(node.since, node.until))

    for rule in rules:
        walk(rule, note)
    return tuple(sorted(days))


def days_of_change(since: date | None, until: date | None) -> tuple[date, ...]:
    """The day on which something begins and the day after its last."""
    if since and until and since > until:
        raise TreeError(str(since), "ends before it begins", "Correct its dates")
    return tuple(day for day in (since, _day_after(until)) if day)


def _day_after(day: date | None) -> date | None:
    return date.fromordinal(day.toordinal() + 1) if day else None
