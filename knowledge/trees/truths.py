"""Truths in a rule: choices, flags, case distinctions, and what holds for some or for every person."""

from typing import TYPE_CHECKING, Any

from knowledge.facts import vocabulary
from knowledge.trees.arithmetic import Pair, agreement
from knowledge.trees.base import MEMBERS, Truth, one_up
from knowledge.trees.numbers import CLOSES_THE_ROSTER, FactNumber

if TYPE_CHECKING:
    from knowledge.trees.frames import Frame


class ParameterFlag(Truth):
    """A switch of the law or of the county. Missing: either reading is possible."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.reads = vocabulary().bit_of_switches
        self.name = name

    def evaluate(self, frame: "Frame") -> Pair:
        low, high = frame.parameter(self.name)
        return low >= 1, high >= 1


class Always(Truth):
    """Holds whatever is known: what is given or noted with every case."""

    __slots__ = ()

    def evaluate(self, frame: "Frame") -> Pair:
        return True, True


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
        self.depth = one_up(self, roster)
        self.reads |= vocabulary().bit(CLOSES_THE_ROSTER)

    def evaluate(self, frame: "Frame") -> Pair:
        surely, possibly = frame.some(self.roster, self.kids[0])
        return surely, possibly | frame.unlisted(self.roster)[1]


class EveryPerson(Truth):
    """A truth of persons holds for everybody of a roster, the ones not listed included."""

    __slots__ = ("roster",)

    def __init__(self, roster: str, test: Truth) -> None:
        super().__init__(test)
        self.roster = roster
        self.depth = one_up(self, roster)
        self.reads |= vocabulary().bit(CLOSES_THE_ROSTER)

    def evaluate(self, frame: "Frame") -> Pair:
        surely, possibly = frame.every(self.roster, self.kids[0])
        return surely & (frame.unlisted(self.roster)[1] ^ True), possibly


class ApplicantIs(Truth):
    """A truth of the person the application is about."""

    __slots__ = ()

    def __init__(self, test: Truth) -> None:
        super().__init__(test)
        self.depth = one_up(self, MEMBERS)

    def evaluate(self, frame: "Frame") -> Pair:
        return frame.first(MEMBERS, self.kids[0])


class Told(Truth):
    """One truth that can be told in two ways, settled by either. `resident` is the way that is asked for in a talk."""

    __slots__ = ()

    def __init__(self, resident: Truth, record: Truth) -> None:
        super().__init__(resident, record)
        self.reads |= vocabulary().bit_of_tellings

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
