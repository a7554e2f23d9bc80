"""Many households at once: what is known of them as columns, and what the rules say of each.

The trees are the ones of `assess`; they run on arrays here, each node once for all households. An open verdict is not looked at a
second time with its facts split into cells, so a register says "not known" a little more often than a single check, never less.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from knowledge.county import County
from knowledge.facts import MOST_FEN, Fact, Interval, Scope, vocabulary
from knowledge.programmes.programme import AmountRule, Programme, Unit
from knowledge.programmes.rule_book import programmes_on
from knowledge.screening import TAKEN_OFF, TOTAL_INCOME
from knowledge.situation import CERTIFIED, CERTIFIED_STATUS, IMPLIED, NO, YES, Situation, statuses_of
from knowledge.trees.deciding import Deciding, deciding
from knowledge.trees.registers import Index, RegisterFrame
from knowledge.trees.scales import scale_of
from knowledge.values import interval_of

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]
Column = tuple[Floats, Floats]
NOTHING = (0.0, 0.0)


@dataclass(frozen=True)
class Register:
    """What is known of many households, by fact, as (lowest, highest) in the rules' whole numbers.

    `home` says for each person to which household it belongs, in rising order; every household has at least one, and the first is
    the one the application is about. A fact that is not there is not known of anybody.
    """

    households: Mapping[str, Column]
    persons: Mapping[str, Column]
    home: Index
    size: int

    @classmethod
    def of(cls, situations: Sequence[Situation]) -> "Register":
        """The situations in their order. Supporters listed one by one are left out: a register tells their count and whether all are unable."""
        persons = [person for situation in situations for person in situation.persons]
        home = np.repeat(np.arange(len(situations)), [len(situation.persons) for situation in situations])
        facts = vocabulary().values()
        own = [fact for fact in facts if fact.scope is Scope.PERSON]
        shared = [fact for fact in facts if fact.scope in (Scope.HOUSEHOLD, Scope.MATTER)]
        return cls(
            dict(_columns(shared, [situation.facts for situation in situations])),
            dict(_columns(own, [person.facts for person in persons])),
            home,
            len(situations),
        ).counted()

    @cached_property
    def listed(self) -> Index:
        """How many persons of each household are listed."""
        return np.bincount(self.home, minlength=self.size)

    @cached_property
    def first(self) -> Index:
        """The place of each household's first person."""
        return np.concatenate([[0], np.cumsum(self.listed)[:-1]]).astype(np.intp)

    @property
    def bytes(self) -> int:
        """What the columns take in memory; a column that stands under two names counts once."""
        columns = (*self.households.values(), *self.persons.values())
        return sum({id(side): side.nbytes for pair in columns for side in pair}.values())

    def only(self, kept: Truths) -> "Register":
        """Some of the households, with their persons."""
        if kept.all():
            return self
        persons = kept[self.home]
        return Register(
            {name: (low[kept], high[kept]) for name, (low, high) in self.households.items()},
            {name: (low[persons], high[persons]) for name, (low, high) in self.persons.items()},
            (np.cumsum(kept) - 1)[self.home[persons]],
            int(kept.sum()),
        )

    def certified_as(self, name: str, certified: Truths) -> "Register":
        """With a certified status as it is known to be, wherever nothing was told of it."""
        told = _told(self.households, name, self.size)
        low, high = self.households.get(name, vocabulary()[name].domain)
        column = np.where(told, low, certified), np.where(told, high, certified)
        return replace(self, households={**self.households, name: column})

    def as_records(self) -> "Register":
        """With what a record leaves unsaid: counted incomes, companions of a fact that was told, one certified status at a time."""
        households, persons = dict(self.households), dict(self.persons)
        counted = ~_told(self.households, TOTAL_INCOME, self.size)
        for name in TAKEN_OFF:
            own = vocabulary()[name].scope is Scope.PERSON
            size, where = (len(self.home), counted[self.home]) if own else (self.size, counted)
            _fill(persons if own else households, name, NOTHING, where, size)
        for name, (companion, value) in IMPLIED.items():
            own = vocabulary()[companion].scope is Scope.PERSON
            columns, size = (persons, len(self.home)) if own else (households, self.size)
            where = _told(self.persons if own else self.households, name, size)
            _fill(columns, companion, interval_of(vocabulary()[companion], value, companion), where, size)
        _tell_statuses(households, self.size)
        _hold_apart(households, self.size)
        return replace(self, households=households, persons=persons).counted()

    def counted(self) -> "Register":
        """With at least as many members as are listed where nobody has said how many."""
        low, high = vocabulary()["member_count"].domain
        told = _told(self.households, "member_count", self.size)
        lows, highs = self.households.get("member_count", (np.full(self.size, low), np.full(self.size, high)))
        column = (np.where(told, lows, np.maximum(low, self.listed)), highs)
        return replace(self, households={**self.households, "member_count": column})


@dataclass(frozen=True)
class Given:
    """What a programme gives to each of a register, between `low` and `high` in the rule's unit; NaN where no amount can be said."""

    rule: AmountRule
    low: Floats
    high: Floats


@dataclass(frozen=True)
class RegisterVerdicts:
    """What one programme says of every household, or of every person where `by_person`.

    `surely` where it may be had, not `possibly` where it may not. `deciding` tells the criterion that made each verdict.
    """

    programme: Programme
    surely: Truths
    possibly: Truths
    deciding: Deciding
    given: Given | None

    @property
    def by_person(self) -> bool:
        """Whether there is one verdict a person."""
        return self.programme.unit is Unit.PERSON


@dataclass(frozen=True)
class RegisterJudged:
    """All programmes for one register; `bytes` is what columns and values took in memory while it was judged."""

    programmes: Mapping[str, RegisterVerdicts]
    bytes: int


def judge_register(
    register: Register, on: date, county: County, programmes: Sequence[str] | None = None
) -> RegisterJudged:
    """The verdicts of the named programmes, or of all in force on the day. Raises `UnknownProgrammeError`."""
    day = county.day(on)
    parameters, today = county.parameters.at(day), float(day.toordinal())
    top = RegisterFrame(register.households, parameters, today, register.size)
    below = RegisterFrame(register.persons, parameters, today, len(register.home), parent=top, home=register.home)
    found = {
        name: _verdicts(programme, below if programme.unit is Unit.PERSON else top)
        for name, programme in programmes_on(day, programmes).items()
        if programme is not None
    }
    used = register.bytes + top.bytes + below.bytes
    for frame in (top, below):
        frame.forget()
    return RegisterJudged(MappingProxyType(found), used)


def _verdicts(programme: Programme, frame: RegisterFrame) -> RegisterVerdicts:
    surely, possibly = (np.broadcast_to(side, (frame.size,)) for side in frame.value(programme.rule))
    given = None if programme.amount is None else _given(programme.amount, frame)
    return RegisterVerdicts(programme, surely, possibly, deciding(programme.rule, frame), given)


def _given(rule: AmountRule, frame: RegisterFrame) -> Given:
    scale = scale_of(rule.amount, frame)
    low, high = (np.broadcast_to(side, (frame.size,)) / scale for side in frame.value(rule.amount))
    said = high < MOST_FEN / 100
    if rule.given_when is not None:
        said = said & np.asarray(frame.value(rule.given_when)[0])
    for number in rule.known_first:
        lowest, highest = frame.value(number)
        said = said & np.asarray(lowest == highest)
    return Given(rule, np.where(said, low, np.nan), np.where(said, high, np.nan))


def _columns(facts: Sequence[Fact], bearers: Sequence[Mapping[str, Interval]]) -> Iterator[tuple[str, Column]]:
    for fact in facts:
        pairs = [bearer.get(fact.name, fact.domain) for bearer in bearers]
        if any(pair != fact.domain for pair in pairs):
            yield fact.name, (np.array([low for low, _ in pairs]), np.array([high for _, high in pairs]))


def _told(columns: Mapping[str, Column], name: str, size: int) -> Truths:
    """Where anything at all is known of a fact."""
    if name not in columns:
        return np.zeros(size, bool)
    (low, high), domain = columns[name], vocabulary()[name].domain
    told: Truths = (low != domain[0]) | (high != domain[1])
    return told


def _fill(columns: dict[str, Column], name: str, value: Interval, where: Truths, size: int) -> None:
    """Puts a value where nothing was told and `where` asks for it."""
    where = where & ~_told(columns, name, size)
    if not where.any():
        return
    low, high = columns.get(name, vocabulary()[name].domain)
    columns[name] = np.where(where, value[0], low), np.where(where, value[1], high)


def _tell_statuses(households: dict[str, Column], size: int) -> None:
    """What one column tells of all certified statuses."""
    told = _told(households, CERTIFIED_STATUS, size)
    for place in range(len(vocabulary()[CERTIFIED_STATUS].choices) if told.any() else 0):
        here = told & (households[CERTIFIED_STATUS][0] == place)
        for status, pair in statuses_of(place).items():
            _fill(households, status, pair, here, size)


def _hold_apart(households: dict[str, Column], size: int) -> None:
    """Who is certified in one of four ways is not in the others, unless told so."""
    certified = np.zeros(size, bool)
    for name in CERTIFIED:
        if name in households:
            certified = certified | (households[name][0] == YES[0])
    for name in CERTIFIED:
        _fill(households, name, NO, certified, size)
