"""Whether intervals lose nothing on a rule: every open fact stands in one place of what is open of it, in a test of its own.

What the rule says of such facts is exact already: there are answers that make it hold and answers that make it fail, and each fact turns
it for some answers to the others. Splitting them into cells would settle nothing and leave none of them out.
"""

from collections.abc import Collection

from knowledge.facts import vocabulary
from knowledge.trees.arithmetic import is_open
from knowledge.trees.frames import Frame
from knowledge.trees.nodes import (
    All,
    AnyOf,
    ApplicantIs,
    Below,
    Dated,
    FactNumber,
    Flag,
    Node,
    Not,
    OneOf,
    Told,
    UpToStaff,
)
from knowledge.trees.open import OpenFact


def stands_once(rule: Node, frame: Frame, open_facts: Collection[OpenFact]) -> bool:
    """Whether the open facts stand in the rule like that, for the household or the person whose frame this is."""
    return _Search(open_facts).through(rule, frame)


class _Search:
    """One walk over what is open of a rule; `met` are the facts seen on the way."""

    def __init__(self, open_facts: Collection[OpenFact]) -> None:
        self.open_facts = open_facts
        self.met: set[OpenFact] = set()
        self.bits = 0
        for _, name in open_facts:
            self.bits |= vocabulary().bit(name)

    def through(self, node: Node, frame: Frame) -> bool:
        """Whether nothing below this part stands in the way of that."""
        while frame.depth > node.depth and frame.parent is not None:
            frame = frame.parent
        if not is_open(frame.value(node)):
            return True
        match node:
            case All() | AnyOf() | Not() | Dated() | UpToStaff():
                return all(self.through(kid, frame) for kid in node.kids)
            case ApplicantIs():
                return self.through(node.kids[0], frame.persons[0])
            case Told():
                # a way of telling that none of these facts belongs to stays as open as it is
                ways = [kid for kid in node.kids if kid.reads & self.bits]
                return len(ways) == 1 and self.through(ways[0], frame)
            case Flag() | OneOf():
                return self._only_here(node.kids[0], frame)
            case Below():
                sides = [kid for kid in node.kids if is_open(frame.value(kid))]
                return len(sides) == 1 and self._only_here(sides[0], frame)
            case _:
                return False

    def _only_here(self, node: Node, frame: Frame) -> bool:
        if not isinstance(node, FactNumber):
            return False
        while frame.depth > node.depth and frame.parent is not None:
            frame = frame.parent
        fact = (frame.key, node.name)
        first = fact in self.open_facts and fact not in self.met
        self.met.add(fact)
        return first
