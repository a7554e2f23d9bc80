"""What if the income were another: verdict and amount of one programme along the income, with the place where the household stands.

All incomes are judged in one run on arrays; where the verdict turns is then found to the fen. Every other income that was told is
left out while one is moved, so that a total and its parts cannot contradict each other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from knowledge.assessment import Verdict
from knowledge.county import County
from knowledge.programmes.programme import Programme, Unit
from knowledge.programmes.rule_book import programmes_on
from knowledge.situation import FactRef, Situation
from knowledge.trees.frames import Frame
from knowledge.trees.nodes import FactNumber, Node, walk
from knowledge.trees.scales import scale_of

TOTAL, A_HEAD, OWN = "household_income_month", "pc_income_month", "income_month"
FEN = 100
# Incomes are looked at up to this many yuan a month; beyond it no line of assistance lies.
HIGHEST, STEP = 40_000, 20
VERDICTS = (Verdict.INELIGIBLE, Verdict.UNKNOWN, Verdict.ELIGIBLE)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Stretch:
    """Incomes from `low` (included) to `high` (not included; None without end), in yuan a month, that have one verdict."""

    low: Decimal
    high: Decimal | None
    verdict: Verdict


@dataclass(frozen=True)
class Amount:
    """What is given at one income, between `low` and `high`."""

    income: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class WhatIf:
    """One programme along the income. `fact` is the income that is moved: the household's total, or the income a head.

    `income` is the household's own, None where it has not told it in full. `amounts` are the corners of a broken line over the
    stretches in which something may be given; empty where the programme gives no money that can be said.
    """

    programme: str
    label_zh: str
    fact: str
    income: Decimal | None
    stretches: tuple[Stretch, ...]
    amounts: tuple[Amount, ...]
    amount_unit_zh: str

    @property
    def here(self) -> Stretch | None:
        """The stretch in which the household stands."""
        return None if self.income is None else self.at(self.income)

    def at(self, income: Decimal) -> Stretch:
        """The stretch of an income."""
        return next(one for one in reversed(self.stretches) if one.low <= income)

    def amount_at(self, income: Decimal) -> Amount | None:
        """What is given at an income, read off the line between its corners; None where nothing can be said."""
        for before, after in pairwise(self.amounts):
            if before.income <= income <= after.income and after.income > before.income:
                share = (income - before.income) / (after.income - before.income)
                low, high = (
                    start + (end - start) * share for start, end in ((before.low, after.low), (before.high, after.high))
                )
                return Amount(income, low, high)
        return None

    @property
    def next_turn(self) -> tuple[Decimal, Verdict] | None:
        """The nearest income at which the verdict is another, and that verdict; above the household's own where there is one."""
        here = self.here
        if here is None or len(self.stretches) == 1:
            return None
        place = self.stretches.index(here)
        if here.high is not None:
            return here.high, self.stretches[place + 1].verdict
        return here.low, self.stretches[place - 1].verdict


def what_if(situation: Situation, on: date, county: County, programme: str) -> WhatIf | None:
    """The programme along the income; None where its rule does not ask for an income, or was not in force.

    Raises `UnknownProgrammeError`.
    """
    day = county.day(on)
    standing = programmes_on(day, [programme])[programme]
    fact = A_HEAD if A_HEAD in situation.facts and TOTAL not in situation.facts else TOTAL
    if standing is None or not _asks(standing, fact):
        return None
    return _Moved(situation, day, county, standing, fact).found()


def _asks(programme: Programme, fact: str) -> bool:
    found: list[str] = []

    def note(node: Node) -> None:
        if isinstance(node, FactNumber):
            found.append(node.name)

    walk(programme.rule, note)
    return fact in found


class _Moved:
    """One household whose income is moved."""

    def __init__(self, situation: Situation, day: date, county: County, programme: Programme, fact: str) -> None:
        others = [key for key in situation.known if key.rpartition(".")[2] in {TOTAL, A_HEAD, OWN} - {fact}]
        self.told = situation
        self.situation = situation.with_facts(dict.fromkeys(others))
        self.parameters = county.parameters.at(day)
        self.day, self.programme, self.fact = day, programme, fact

    def found(self) -> WhatIf:
        """Everything that changes with the income."""
        income = self._own()
        coarse = np.arange(0, HIGHEST * FEN + 1, STEP * FEN, dtype=float)
        if income is not None:
            coarse = np.union1d(coarse, [float(income * FEN)])
        turns = self._turns(coarse, self._verdicts)
        starts = np.array([0.0, *turns])
        verdicts = self._verdicts(starts)
        stretches = tuple(
            Stretch(_yuan(low), _yuan(high) if high is not None else None, VERDICTS[int(verdict)])
            for low, high, verdict in zip(starts, [*turns, None], verdicts, strict=True)
        )
        amounts, unit_zh = self._amounts(turns, stretches, income)
        return WhatIf(self.programme.name, self.programme.label_zh, self.fact, income, stretches, amounts, unit_zh)

    def _own(self) -> Decimal | None:
        """The household's own income in yuan a month: told as a total, a head, or by every member."""
        low, high = self.told.facts.get(self.fact, (0.0, 1.0))
        if low == high:
            return _yuan(low)
        count = self.told.facts.get("member_count", (0.0, 1.0))
        own = [person.facts.get(OWN, (0.0, 1.0)) for person in self.told.persons]
        if self.fact == TOTAL and count == (float(len(own)),) * 2 and all(low == high for low, high in own):
            return _yuan(sum(low for low, _ in own))
        return None

    def _verdicts(self, incomes: Floats) -> Floats:
        """0 refused, 1 not known, 2 may be had, for each income in fen."""
        surely, possibly = (np.asarray(side) for side in self._frame(incomes).value(self.programme.rule))
        return np.broadcast_to(surely.astype(float) + possibly.astype(float), incomes.shape)

    def _turns(self, incomes: Floats, value: Callable[[Floats], Floats]) -> list[float]:
        """The first fen of each new value, between neighbouring incomes with different ones."""
        values = value(incomes)
        found: list[float] = []
        for place in np.nonzero(np.diff(values))[0]:
            low, high = incomes[place], incomes[place + 1]
            while high - low > 1:
                middle = float((low + high) // 2)
                low, high = (middle, high) if value(np.array([middle]))[0] == values[place] else (low, middle)
            found.append(float(high))
        return found

    def _amounts(
        self, turns: list[float], stretches: tuple[Stretch, ...], income: Decimal | None
    ) -> tuple[tuple[Amount, ...], str]:
        rule = self.programme.amount
        if rule is None or not any(one.verdict is not Verdict.INELIGIBLE for one in stretches):
            return (), ""
        may = [one for one in stretches if one.verdict is not Verdict.INELIGIBLE]
        last = max(float((one.high or HIGHEST) * FEN) for one in may)
        corners = np.unique([0.0, *(turn - 1 for turn in turns), *turns, *np.linspace(0, last, 81).round()])
        corners = corners[corners < max(last, 1)]
        frame = self._frame(corners)
        scale = scale_of(rule.amount, frame)
        low, high = (np.broadcast_to(np.asarray(side), corners.shape) / scale for side in frame.value(rule.amount))
        may_have = self._verdicts(corners) > 0
        amounts = tuple(
            Amount(_yuan(corner), Decimal(str(round(a, 2))), Decimal(str(round(b, 2))))
            for corner, a, b, given in zip(corners, low, high, may_have, strict=True)
            if given and b < HIGHEST * FEN
        )
        return amounts, rule.unit_zh

    def _frame(self, incomes: Floats) -> Frame:
        moved = {FactRef(self.fact): (incomes, incomes)}
        top = self.situation.frame(self.parameters, self.day, changes=moved)
        return top.persons[0] if self.programme.unit is Unit.PERSON else top


def _yuan(fen: float) -> Decimal:
    return Decimal(round(fen)) / FEN
