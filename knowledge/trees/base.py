"""What every part of a rule has, and the parts that Python's own operators make.

Every node has a depth: 0 for the household and its matter, 1 for one person, 2 for one supporter of a person.
Operators that Python would misread on trees (`and`, `or`, `not`, `a < b < c`, `==`, `in`) raise `TreeError`.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn, Self

from knowledge.errors import TreeError
from knowledge.trees.arithmetic import Pair

if TYPE_CHECKING:
    from knowledge.trees.frames import Frame

MEMBERS, SUPPORTERS = "members", "supporters"
ROSTER_DEPTH = {MEMBERS: 1, SUPPORTERS: 2}


class Node:
    """A part of a rule. `kids` are the parts it is made of; `depth` is the bearer of the value it gives.

    `reads` has the bit (`Vocabulary.bit`) of every fact that may move its value, whoever bears it, that of the switches
    and that of what is told in two ways.
    """

    __slots__ = ("depth", "kids", "reads")
    kids: tuple["Node", ...]
    depth: int
    reads: int

    def __init__(self, *kids: "Node") -> None:
        self.kids = kids
        self.depth = max((kid.depth for kid in kids), default=0)
        self.reads = _read_by(kids)

    def evaluate(self, frame: "Frame") -> Pair:
        """The value of this node where `frame` is at this node's depth."""
        raise NotImplementedError

    def rebuilt(self, kids: tuple["Node", ...]) -> Self:
        """The same node over other kids."""
        copy = object.__new__(type(self))
        for kind in type(self).__mro__:
            for slot in getattr(kind, "__slots__", ()):
                setattr(copy, slot, getattr(self, slot))
        copy.kids = kids
        copy.reads = self.reads | _read_by(kids)
        return copy

    def __bool__(self) -> NoReturn:
        raise TreeError(
            type(self).__name__,
            "a rule has no truth of its own in Python",
            "Write & for and, | for or, ~ for not, and split a < b < c into (a < b) & (b < c)",
        )

    def __eq__(self, other: object) -> NoReturn:
        raise TreeError(type(self).__name__, "a rule cannot be compared with ==", "Write one_of(fact, value) instead")

    __ne__ = __eq__
    __hash__ = object.__hash__


def _read_by(kids: tuple[Node, ...]) -> int:
    bits = 0
    for kid in kids:
        bits |= kid.reads
    return bits


class Truth(Node):
    """A part of a rule that holds, does not hold, or is not known."""

    __slots__ = ()

    def __and__(self, other: "Truth") -> "Truth":
        return All(self, other)

    def __or__(self, other: "Truth") -> "Truth":
        return AnyOf(self, other)

    def __invert__(self) -> "Truth":
        return Not(self)


class Number(Node):
    """A part of a rule that is a number: fen, hundredths of a square metre, people, days, a position in a list."""

    __slots__ = ()

    def __add__(self, other: "Number | float") -> "Number":
        return Plus(self, _number(other))

    def __sub__(self, other: "Number | float") -> "Number":
        return Minus(self, _number(other))

    def __mul__(self, other: "Number | float") -> "Number":
        return Times(self, _number(other))

    __rmul__ = __mul__
    __radd__ = __add__

    def __lt__(self, other: "Number | float") -> Truth:
        return Below(self, _number(other))

    def __gt__(self, other: "Number | float") -> Truth:
        return Below(_number(other), self)

    def __le__(self, other: "Number | float") -> Truth:
        return Not(Below(_number(other), self))

    def __ge__(self, other: "Number | float") -> Truth:
        return Not(Below(self, _number(other)))


def _number(value: "Number | float") -> Number:
    return value if isinstance(value, Number) else Constant(float(value))


class Constant(Number):
    """A number that no law could move, such as 100 percent or 12 months."""

    __slots__ = ("value",)

    def __init__(self, value: float) -> None:
        super().__init__()
        self.value = value

    def evaluate(self, frame: "Frame") -> Pair:
        return self.value, self.value


class Plus(Number):
    """Sum of two numbers."""

    __slots__ = ()

    def evaluate(self, frame: "Frame") -> Pair:
        a, b = (frame.value(kid) for kid in self.kids)
        return a[0] + b[0], a[1] + b[1]


class Minus(Number):
    """Difference of two numbers; may be below nought."""

    __slots__ = ()

    def evaluate(self, frame: "Frame") -> Pair:
        a, b = (frame.value(kid) for kid in self.kids)
        return a[0] - b[1], a[1] - b[0]


class Times(Number):
    """Product of two numbers that are never below nought."""

    __slots__ = ()

    def evaluate(self, frame: "Frame") -> Pair:
        a, b = (frame.value(kid) for kid in self.kids)
        return a[0] * b[0], a[1] * b[1]


class Below(Truth):
    """A number is below another; equality is not below."""

    __slots__ = ()

    def evaluate(self, frame: "Frame") -> Pair:
        a, b = frame.value(self.kids[0]), frame.value(self.kids[1])
        return a[1] < b[0], a[0] < b[1]


class All(Truth):
    """Every part holds."""

    __slots__ = ()

    def __init__(self, *kids: Truth) -> None:
        super().__init__(*_flattened(All, kids))

    def evaluate(self, frame: "Frame") -> Pair:
        surely, possibly = frame.value(self.kids[0])
        for kid in self.kids[1:]:
            also, maybe = frame.value(kid)
            surely, possibly = surely & also, possibly & maybe
        return surely, possibly


class AnyOf(Truth):
    """At least one part holds."""

    __slots__ = ()

    def __init__(self, *kids: Truth) -> None:
        super().__init__(*_flattened(AnyOf, kids))

    def evaluate(self, frame: "Frame") -> Pair:
        surely, possibly = frame.value(self.kids[0])
        for kid in self.kids[1:]:
            also, maybe = frame.value(kid)
            surely, possibly = surely | also, possibly | maybe
        return surely, possibly


def _flattened(kind: type[Node], kids: tuple[Truth, ...]) -> tuple[Node, ...]:
    return tuple(part for kid in kids for part in (kid.kids if type(kid) is kind else (kid,)))


class Not(Truth):
    """A part does not hold."""

    __slots__ = ()

    def evaluate(self, frame: "Frame") -> Pair:
        surely, possibly = frame.value(self.kids[0])
        return possibly ^ True, surely ^ True


def one_up(node: Node, roster: str) -> int:
    """The depth of a node that looks at a roster, from above."""
    if max(kid.depth for kid in node.kids) > ROSTER_DEPTH[roster]:
        raise TreeError(type(node).__name__, f"asks {roster} for a fact of somebody else", "Correct the rule")
    return ROSTER_DEPTH[roster] - 1


def walk(node: Node, visit: Callable[[Node], None]) -> None:
    """Visits a node and everything below it, each once."""
    seen: set[int] = set()

    def descend(part: Node) -> None:
        if id(part) not in seen:
            seen.add(id(part))
            visit(part)
            for kid in part.kids:
                descend(kid)

    descend(node)
