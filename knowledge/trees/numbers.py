"""Numbers in a rule: facts, figures of the law, and what is reckoned from them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from knowledge.facts import Scope, vocabulary
from knowledge.trees.arithmetic import Pair, larger, overlap, pick, smaller
from knowledge.trees.base import MEMBERS, Number, Truth, one_up

if TYPE_CHECKING:
    from knowledge.trees.frames import Frame

# How many members there are says whether all are listed.
CLOSES_THE_ROSTER = "member_count"
DEPTH = {Scope.HOUSEHOLD: 0, Scope.MATTER: 0, Scope.PERSON: 1, Scope.SUPPORTER: 2}


class Parameter(Number):
    """A number fixed by law or by the county, by name; money in fen, a multiple in percent. Missing: any number at all."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def evaluate(self, frame: "Frame") -> Pair:
        return frame.parameter(self.name)


class Today(Number):
    """The day for which the question is asked, as an ordinal."""

    __slots__ = ()

    def evaluate(self, frame: "Frame") -> Pair:
        return frame.today, frame.today


class FactNumber(Number):
    """A fact of the household, the matter, a person or a supporter."""

    __slots__ = ("name", "scope", "untold")

    def __init__(self, name: str, scope: Scope) -> None:
        super().__init__()
        self.name = name
        self.scope = scope
        self.untold = vocabulary()[name].untold
        self.depth = DEPTH[scope]
        self.reads = vocabulary().bit(name)

    def evaluate(self, frame: "Frame") -> Pair:
        return frame.fact(self.name, self.untold)


class Least(Number):
    """The smaller of two numbers."""

    __slots__ = ()

    def evaluate(self, frame: "Frame") -> Pair:
        a, b = (frame.value(kid) for kid in self.kids)
        return smaller(a[0], b[0]), smaller(a[1], b[1])


class Most(Number):
    """The larger of two numbers."""

    __slots__ = ()

    def evaluate(self, frame: "Frame") -> Pair:
        a, b = (frame.value(kid) for kid in self.kids)
        return larger(a[0], b[0]), larger(a[1], b[1])


class Percent(Number):
    """A share of a number, such as 70 percent of a bill; both never below nought. The result may be no whole fen."""

    __slots__ = ()

    def __init__(self, number: Number, share: Number) -> None:
        super().__init__(number, share)

    def evaluate(self, frame: "Frame") -> Pair:
        number, share = (frame.value(kid) for kid in self.kids)
        return number[0] * share[0] / 100, number[1] * share[1] / 100


class TopUp(Number):
    """What lifts everybody to a line: the line for each head less what all have together, never below nought (补差)."""

    __slots__ = ()

    def __init__(self, line: Number, heads: Number, income: Number) -> None:
        super().__init__(line, heads, income)

    def evaluate(self, frame: "Frame") -> Pair:
        line, heads, income = (frame.value(kid) for kid in self.kids)
        return larger(line[0] * heads[0] - income[1], 0.0), larger(line[1] * heads[1] - income[0], 0.0)


class Bounded(Number):
    """A figure the county sets within bounds of the law: while it is missing, anything between the bounds and nothing else."""

    __slots__ = ()

    def __init__(self, figure: Parameter, lowest: Number, highest: Number) -> None:
        super().__init__(figure, lowest, highest)

    def evaluate(self, frame: "Frame") -> Pair:
        (low, high), lowest, highest = (frame.value(kid) for kid in self.kids)
        return (low, high) if low == high else (lowest[0], highest[1])


class ByChoice(Number):
    """A table: one number for each code of a choice, another for all codes that it does not list."""

    __slots__ = ("codes", "fact_name", "positions")

    def __init__(self, fact: FactNumber, table: Mapping[str, Number], otherwise: Number) -> None:
        super().__init__(fact, *table.values(), otherwise)
        self.fact_name = fact.name
        self.codes = tuple(table)
        self.positions = tuple(vocabulary()[fact.name].position_of(code) for code in table)

    def evaluate(self, frame: "Frame") -> Pair:
        at_least, at_most = frame.value(self.kids[0])
        low, high = frame.value(self.kids[-1])
        covered: Any = 0
        for position, kid in zip(self.positions, self.kids[1:-1], strict=True):
            inside = (at_least <= position) & (position <= at_most)
            first, covered = inside & (covered == 0), covered + inside
            a, b = frame.value(kid)
            low = pick(first, a, pick(inside, smaller(low, a), low))
            high = pick(first, b, pick(inside, larger(high, b), high))
        other_low, other_high = frame.value(self.kids[-1])
        unlisted = covered < at_most - at_least + 1
        return pick(unlisted, smaller(low, other_low), low), pick(unlisted, larger(high, other_high), high)


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
        self.depth = one_up(self, MEMBERS)
        self.reads |= vocabulary().bit(CLOSES_THE_ROSTER)

    def evaluate(self, frame: "Frame") -> Pair:
        low, high = frame.total(MEMBERS, self.kids[0])
        rest_low, rest_high = frame.value(self.kids[1])
        surely_more, possibly_more = frame.unlisted(MEMBERS)
        return low + pick(surely_more, rest_low, 0.0), high + pick(possibly_more, rest_high, 0.0)


class CountOf(Number):
    """How many members a truth holds for; of the ones not listed, none to all."""

    __slots__ = ()

    def __init__(self, test: Truth) -> None:
        super().__init__(test)
        self.depth = one_up(self, MEMBERS)
        self.reads |= vocabulary().bit(CLOSES_THE_ROSTER)

    def evaluate(self, frame: "Frame") -> Pair:
        low, high = frame.total(MEMBERS, self.kids[0])
        return low, high + frame.most_unlisted_members()


class ToldNumber(Number):
    """One number that can be told in two ways; each way narrows it. `resident` is the way that is asked for in a talk."""

    __slots__ = ()

    def __init__(self, resident: Number, record: Number) -> None:
        super().__init__(resident, record)
        self.reads |= vocabulary().bit_of_tellings

    def evaluate(self, frame: "Frame") -> Pair:
        return overlap([frame.value(kid) for kid in self.kids])


class ApplicantNumber(Number):
    """A number of the person the application is about."""

    __slots__ = ()

    def __init__(self, number: Number) -> None:
        super().__init__(number)
        self.depth = one_up(self, MEMBERS)

    def evaluate(self, frame: "Frame") -> Pair:
        return frame.first(MEMBERS, self.kids[0])
