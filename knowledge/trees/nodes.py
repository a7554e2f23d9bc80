"""The words of the rule language.

A rule is a tree of nodes. Numbers carry (lowest, highest) and truths (surely, possibly) through every node, so that what is not known
stays not known exactly as far as it matters. Money is in whole fen and stays whole: a line is compared as
`total * 100 < line * members * percent`, never as a quotient.

Every node has a depth: 0 for the household and its matter, 1 for one person, 2 for one supporter of a person.
Operators that Python would misread on trees (`and`, `or`, `not`, `a < b < c`, `==`, `in`) raise `TreeError`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn, Self

from knowledge.errors import TreeError
from knowledge.facts import FactKind, Scope, vocabulary
from knowledge.trees.arithmetic import Pair, agreement, larger, overlap, pick, smaller

if TYPE_CHECKING:
    from knowledge.trees.frames import Frame

DEPTH = {Scope.HOUSEHOLD: 0, Scope.MATTER: 0, Scope.PERSON: 1, Scope.SUPPORTER: 2}
MEMBERS, SUPPORTERS = "members", "supporters"
ROSTER_DEPTH = {MEMBERS: 1, SUPPORTERS: 2}


class Node:
    """A part of a rule. `kids` are the parts it is made of; `depth` is the bearer of the value it gives."""

    __slots__ = ("depth", "kids")
    kids: tuple["Node", ...]
    depth: int

    def __init__(self, *kids: "Node") -> None:
        self.kids = kids
        self.depth = max((kid.depth for kid in kids), default=0)

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


# ---------------------------------------------------------------------------------------------------------------- leaves


class Constant(Number):
    """A number that no law could move, such as 100 percent or 12 months."""

    __slots__ = ("value",)

    def __init__(self, value: float) -> None:
        super().__init__()
        self.value = value

    def evaluate(self, frame: "Frame") -> Pair:
        return self.value, self.value


class Parameter(Number):
    """A number fixed by law or by the county, by name; money in fen, a multiple in percent. Missing: any number at all."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def evaluate(self, frame: "Frame") -> Pair:
        return frame.parameter(self.name)


class ParameterFlag(Truth):
    """A switch of the law or of the county. Missing: either reading is possible."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def evaluate(self, frame: "Frame") -> Pair:
        low, high = frame.parameter(self.name)
        return low >= 1, high >= 1


class Today(Number):
    """The day for which the question is asked, as an ordinal."""

    __slots__ = ()

    def evaluate(self, frame: "Frame") -> Pair:
        return frame.today, frame.today


class FactNumber(Number):
    """A fact of the household, the matter, a person or a supporter."""

    __slots__ = ("domain", "name", "scope")

    def __init__(self, name: str, scope: Scope) -> None:
        super().__init__()
        self.name = name
        self.scope = scope
        self.domain = vocabulary()[name].domain
        self.depth = DEPTH[scope]

    def evaluate(self, frame: "Frame") -> Pair:
        return frame.fact(self.name, self.domain)


# --------------------------------------------------------------------------------------------------------------- numbers


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


class Least(Number):
    """The smaller of two numbers."""

    __slots__ = ()

    def evaluate(self, frame: "Frame") -> Pair:
        a, b = (frame.value(kid) for kid in self.kids)
        return smaller(a[0], b[0]), smaller(a[1], b[1])


class NotNegative(Number):
    """A number, or nought where it would be below."""

    __slots__ = ()

    def evaluate(self, frame: "Frame") -> Pair:
        low, high = frame.value(self.kids[0])
        return larger(low, 0.0), larger(high, 0.0)


class Called(Number):
    """A number with a name that people know it by, such as the dibao line."""

    __slots__ = ("label_zh",)

    def __init__(self, label_zh: str, number: Number) -> None:
        super().__init__(number)
        self.label_zh = label_zh

    def evaluate(self, frame: "Frame") -> Pair:
        return frame.value(self.kids[0])


class UpTo(Number):
    """Anything from nought to a number: what one person can have of what a household has."""

    __slots__ = ()

    def evaluate(self, frame: "Frame") -> Pair:
        low, high = frame.value(self.kids[0])
        return low * 0.0, larger(high, 0.0)


class Where(Number):
    """One number where a truth holds, another where it does not; both while that is not known."""

    __slots__ = ()

    def evaluate(self, frame: "Frame") -> Pair:
        (surely, possibly), a, b = (frame.value(kid) for kid in self.kids)
        low = pick(surely, a[0], pick(possibly, smaller(a[0], b[0]), b[0]))
        high = pick(surely, a[1], pick(possibly, larger(a[1], b[1]), b[1]))
        return low, high


class Summed(Number):
    """A fact of persons, summed over the listed members; `unlisted` is what the members not listed have together."""

    __slots__ = ("unlisted",)

    def __init__(self, each: Number, unlisted: Number) -> None:
        super().__init__(each, unlisted)
        self.depth = _one_up(self, MEMBERS)

    def evaluate(self, frame: "Frame") -> Pair:
        low, high = frame.total(MEMBERS, self.kids[0])
        rest_low, rest_high = frame.value(self.kids[1])
        surely_more, possibly_more = frame.unlisted(MEMBERS)
        return low + pick(surely_more, rest_low, 0.0), high + pick(possibly_more, rest_high, 0.0)


def _one_up(node: Node, roster: str) -> int:
    """The depth of a node that looks at a whole roster, from above."""
    if max(kid.depth for kid in node.kids) > ROSTER_DEPTH[roster]:
        raise TreeError(type(node).__name__, f"asks {roster} for a fact of somebody else", "Correct the rule")
    return ROSTER_DEPTH[roster] - 1


class ToldNumber(Number):
    """One number that can be told in two ways; each way narrows it. `resident` is the way that is asked for in a talk."""

    __slots__ = ()

    def __init__(self, resident: Number, record: Number) -> None:
        super().__init__(resident, record)

    def evaluate(self, frame: "Frame") -> Pair:
        return overlap([frame.value(kid) for kid in self.kids])


class ApplicantNumber(Number):
    """A number of the person the application is about."""

    __slots__ = ()

    def __init__(self, number: Number) -> None:
        super().__init__(number)
        self.depth = _one_up(self, MEMBERS)

    def evaluate(self, frame: "Frame") -> Pair:
        return frame.first(MEMBERS, self.kids[0])


# ---------------------------------------------------------------------------------------------------------------- truths


class Below(Truth):
    """A number is below another; equality is not below."""

    __slots__ = ()

    def evaluate(self, frame: "Frame") -> Pair:
        a, b = frame.value(self.kids[0]), frame.value(self.kids[1])
        return a[1] < b[0], a[0] < b[1]


class OneOf(Truth):
    """A choice is one of some codes."""

    __slots__ = ("codes", "positions")

    def __init__(self, fact: FactNumber, codes: tuple[str, ...]) -> None:
        super().__init__(fact)
        self.codes = codes
        self.positions = tuple(vocabulary()[fact.name].position_of(code) for code in codes)

    def evaluate(self, frame: "Frame") -> Pair:
        low, high = frame.value(self.kids[0])
        return among(low, high, self.positions)


def among(low: Any, high: Any, positions: tuple[float, ...]) -> Pair:
    """Whether a whole number between `low` and `high` is surely, possibly one of `positions`."""
    possibly: Any = False
    covered: Any = 0
    for position in positions:
        inside = (low <= position) & (position <= high)
        possibly = possibly | inside
        covered = covered + inside
    return covered == high - low + 1, possibly


class InParameterList(Truth):
    """A choice is in a list that the county keeps. While the list is missing, the codes in `candidates` may be in it."""

    __slots__ = ("candidates", "name")

    def __init__(self, fact: FactNumber, name: str, candidates: tuple[str, ...]) -> None:
        super().__init__(fact)
        self.name = name
        self.candidates = candidates

    def evaluate(self, frame: "Frame") -> Pair:
        fact = self.kids[0]
        assert isinstance(fact, FactNumber)  # the constructor takes nothing else
        listed = frame.parameter_list(self.name)
        codes = self.candidates if listed is None else listed
        low, high = frame.value(fact)
        surely, possibly = among(low, high, tuple(vocabulary()[fact.name].position_of(code) for code in codes))
        return (surely & False, possibly) if listed is None else (surely, possibly)


class Flag(Truth):
    """A yes-or-no fact is yes."""

    __slots__ = ()

    def __init__(self, fact: FactNumber) -> None:
        super().__init__(fact)

    def evaluate(self, frame: "Frame") -> Pair:
        low, high = frame.value(self.kids[0])
        return low >= 1, high >= 1


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


class Either(Truth):
    """One truth where a condition holds, another where it does not."""

    __slots__ = ()

    def __init__(self, condition: Truth, then: Truth, otherwise: Truth) -> None:
        super().__init__(condition, then, otherwise)

    def evaluate(self, frame: "Frame") -> Pair:
        (surely, possibly), a, b = (frame.value(kid) for kid in self.kids)
        return (
            (surely & a[0]) | ((possibly ^ True) & b[0]) | (a[0] & b[0]),
            (possibly & a[1]) | ((surely ^ True) & b[1]),
        )


class SomePerson(Truth):
    """A truth of persons holds for at least one of a roster; somebody not listed may have it too."""

    __slots__ = ("roster",)

    def __init__(self, roster: str, test: Truth) -> None:
        super().__init__(test)
        self.roster = roster
        self.depth = _one_up(self, roster)

    def evaluate(self, frame: "Frame") -> Pair:
        surely, possibly = frame.some(self.roster, self.kids[0])
        return surely, possibly | frame.unlisted(self.roster)[1]


class EveryPerson(Truth):
    """A truth of persons holds for everybody of a roster, the ones not listed included."""

    __slots__ = ("roster",)

    def __init__(self, roster: str, test: Truth) -> None:
        super().__init__(test)
        self.roster = roster
        self.depth = _one_up(self, roster)

    def evaluate(self, frame: "Frame") -> Pair:
        surely, possibly = frame.every(self.roster, self.kids[0])
        return surely & (frame.unlisted(self.roster)[1] ^ True), possibly


class ApplicantIs(Truth):
    """A truth of the person the application is about."""

    __slots__ = ()

    def __init__(self, test: Truth) -> None:
        super().__init__(test)
        self.depth = _one_up(self, MEMBERS)

    def evaluate(self, frame: "Frame") -> Pair:
        return frame.first(MEMBERS, self.kids[0])


class Told(Truth):
    """One truth that can be told in two ways, settled by either. `resident` is the way that is asked for in a talk."""

    __slots__ = ()

    def __init__(self, resident: Truth, record: Truth) -> None:
        super().__init__(resident, record)

    def evaluate(self, frame: "Frame") -> Pair:
        return agreement([frame.value(kid) for kid in self.kids])


class UpToStaff(Truth):
    """Where its condition holds, the texts do not decide and a person does: not known, and no fact would settle it."""

    __slots__ = ("reason_zh",)

    def __init__(self, condition: Truth, reason_zh: str) -> None:
        super().__init__(condition)
        self.reason_zh = reason_zh

    def evaluate(self, frame: "Frame") -> Pair:
        _, possibly = frame.value(self.kids[0])
        return possibly & False, possibly


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


# ------------------------------------------------------------------------------------------------- short words for rules


def household(name: str) -> FactNumber:
    """A fact of the household."""
    return _fact(name, Scope.HOUSEHOLD)


def matter(name: str) -> FactNumber:
    """A fact of the legal matter."""
    return _fact(name, Scope.MATTER)


def person(name: str) -> FactNumber:
    """A fact of one person."""
    return _fact(name, Scope.PERSON)


def supporter(name: str) -> FactNumber:
    """A fact of somebody who has a legal duty to support the person."""
    return _fact(name, Scope.SUPPORTER)


def _fact(name: str, scope: Scope) -> FactNumber:
    fact = vocabulary()[name]
    if scope is not fact.scope and scope not in fact.also:
        raise TreeError(name, f"is a fact of the {fact.scope}, not of the {scope}", "Correct the rule or facts.yml")
    return FactNumber(name, scope)


def yes(fact: FactNumber) -> Flag:
    """The fact is yes; raises on a fact that is no flag."""
    if vocabulary()[fact.name].kind is not FactKind.FLAG:
        raise TreeError(fact.name, "is not a yes-or-no fact", "Use one_of or a comparison")
    return Flag(fact)


def one_of(fact: FactNumber, *codes: str) -> OneOf:
    """The choice is one of these codes."""
    return OneOf(fact, codes)


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
