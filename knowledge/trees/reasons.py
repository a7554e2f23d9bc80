"""Which named criteria made a verdict: the ones that failed, the ones that carried it, or the ones still open."""

from collections.abc import Iterator
from functools import cache

from knowledge.trees.arithmetic import Pair, is_open
from knowledge.trees.frames import Frame
from knowledge.trees.nodes import (
    All,
    AnyOf,
    Bounded,
    ByChoice,
    Criterion,
    FactNumber,
    Node,
    Not,
    Number,
    Parameter,
    Where,
)
from knowledge.trees.open import live_branches, live_rows


@cache
def criteria_of(node: Node) -> tuple[Criterion, ...]:
    """The criteria shown for a rule, in the law's order; what a criterion is made of is not taken apart."""
    found: dict[int, Criterion] = {}

    def collect(part: Node) -> None:
        if isinstance(part, Criterion):
            found.setdefault(id(part), part)
            return
        for kid in part.kids:
            collect(kid)

    collect(node)
    return tuple(found.values())


def reasons(node: Node, frame: Frame) -> list[Criterion]:
    """The criteria that made the node's value: deciding ones only, in the law's order."""
    return list(dict.fromkeys(_reasons(node, frame)))


def _reasons(node: Node, frame: Frame) -> Iterator[Criterion]:
    if isinstance(node, Criterion):
        yield node
        return
    value = frame.value(node)
    for kid in _deciding(node, value, frame):
        yield from _reasons(kid, frame)


def _deciding(node: Node, value: Pair, frame: Frame) -> tuple[Node, ...]:
    """The parts that make a settled node what it is, or the open parts of an open one."""
    if isinstance(node, Not) or not isinstance(node, All | AnyOf):
        return node.kids
    if is_open(value):
        return tuple(kid for kid in node.kids if is_open(frame.value(kid)))
    agreeing = tuple(kid for kid in node.kids if frame.value(kid) == value)
    one_is_enough = isinstance(node, AnyOf) and value[0]
    return agreeing[:1] if one_is_enough else agreeing


def parameters_behind(node: Number, frame: Frame) -> list[str]:
    """The parameters that a number is made of on this situation: of two lines only the one that applies."""
    found: dict[str, None] = {}

    def collect(part: Node) -> None:
        match part:
            case Parameter():
                found[part.name] = None
            case Where():
                for kid in live_branches(part, frame):
                    collect(kid)
            case ByChoice():
                for kid in live_rows(part, frame):
                    collect(kid)
            case Bounded() if not is_open(frame.value(part.kids[0])):
                collect(part.kids[0])
            case FactNumber():
                pass
            case _:
                for kid in part.kids:
                    collect(kid)

    collect(node)
    return list(found)
