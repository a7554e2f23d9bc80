"""In which unit a number of a rule is counted: how many of its whole numbers make one unit that people say (100 fen, one yuan)."""

from knowledge.facts import vocabulary
from knowledge.parameters.dated import UNITS
from knowledge.trees.frames import Frame
from knowledge.trees.nodes import (
    Bounded,
    ByChoice,
    Constant,
    CountOf,
    FactNumber,
    Node,
    Parameter,
    Percent,
    Times,
    Today,
    ToldNumber,
    TopUp,
    Where,
)
from knowledge.values import SCALES


def scale_of(node: Node, frame: Frame) -> int:
    """How many to one: 100 for money in fen, 10000 for fen times a multiple in percent, 1 for people and bare numbers.

    Of two numbers that are compared or added the larger scale counts: a bare number beside money stands for nought.
    """
    match node:
        case Parameter():
            return UNITS[frame.parameters[node.name].unit][0]
        case FactNumber():
            return SCALES.get(vocabulary()[node.name].kind, 1)
        case Constant() | Today() | CountOf():
            return 1
        case Times():
            return scale_of(node.kids[0], frame) * scale_of(node.kids[1], frame)
        case Percent() | Bounded() | ToldNumber():
            return scale_of(node.kids[0], frame)
        case TopUp():
            return scale_of(node.kids[2], frame)
        case Where() | ByChoice():
            return _largest(node.kids[1:], frame)
        case _:
            return _largest(node.kids, frame)


def _largest(kids: tuple[Node, ...], frame: Frame) -> int:
    return max(scale_of(kid, frame) for kid in kids)
