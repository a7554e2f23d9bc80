"""A situation: what is known of one household, its persons and its legal matter, and nothing more.

Answers are kept flat, by key: `member_count` (household or matter), `applicant.age` (a person),
`applicant.supporters.0.age` (somebody with a duty to support that person). The first person is the one the application is about.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Self

from knowledge.errors import SituationError
from knowledge.facts import Interval, Scope, vocabulary
from knowledge.trees.arithmetic import Pair
from knowledge.trees.frames import Frame, Parameters
from knowledge.values import interval_of

APPLICANT = "applicant"
NOBODY: tuple[()] = ()

# Signed when applying, not asked in a first check: the answers a talk takes as given and says so.
PROMISES: Mapping[str, bool] = MappingProxyType({"consent_to_verification": True, "declared_truthfully": True})

# What is taken as read when one fact is told and its companion is not.
IMPLIED: Mapping[str, tuple[str, Any]] = MappingProxyType(
    {
        # a figure per head has been worked out by somebody who had to settle the basic pension already
        "pc_income_month": ("basic_pension_month", 0),
        # a roll of cards that names no group says nothing against the holder
        "legal_aid_card_valid": ("legal_aid_card_group", "unspecified"),
        # whoever knows what they paid themselves would know of aid received this year
        "oop_compliant_cost": ("medical_aid_paid_this_year", 0),
    }
)

# A household is certified as one of these at a time (R649 14; DB21 8; RG25 2; G42): a yes to one is a no to those not told.
CERTIFIED = ("is_tekun", "is_dibao", "is_edge", "is_rigid", "is_medical_poor")
# So one question can settle all of them: a choice of the same names, or none.
CERTIFIED_STATUS = "certified_status"
YES, NO = (1.0, 1.0), (0.0, 0.0)


@dataclass(frozen=True)
class FactRef:
    """Names one fact of one bearer: `person` is None for the household and the matter."""

    name: str
    person: str | None = None

    @property
    def key(self) -> str:
        """As answers are keyed: `member_count`, `applicant.age`."""
        return self.name if self.person is None else f"{self.person}.{self.name}"

    @classmethod
    def parse(cls, key: str) -> Self:
        """The fact that a key names; raises `UnknownFactError` with the nearest names."""
        person, _, name = key.rpartition(".")
        vocabulary()[name]
        return cls(name, person or None)


@dataclass(frozen=True)
class Person:
    """One person: facts as whole-number intervals; supporters, or None when nobody has listed them."""

    id: str
    facts: Mapping[str, Interval]
    supporters: tuple[Mapping[str, Interval], ...] | None = None


@dataclass(frozen=True)
class Situation:
    """What is known. Immutable: a new answer gives a new situation. `known` holds the answers as they were given."""

    facts: Mapping[str, Interval]
    persons: tuple[Person, ...]
    known: Mapping[str, Any]

    @classmethod
    def from_answers(cls, answers: Mapping[str, Any], persons: Iterable[str] = ()) -> Self:
        """A situation from flat answers; `persons` lists people of whom nothing may be known yet.

        Raises `SituationError` for a value that a fact cannot have and `UnknownFactError` for a name that is none.
        """
        told = {key: value for key, value in answers.items() if value is not None}
        household: dict[str, Interval] = {}
        people = {id: Person(id, {}) for id in (*persons, *_people(told))} or {APPLICANT: Person(APPLICANT, {})}
        for key, value in told.items():
            _put(key, value, household, people)
        return cls(
            _certified_once(household),
            tuple(sorted(people.values(), key=lambda one: one.id != APPLICANT)),
            MappingProxyType(told),
        )

    def with_fact(self, key: str | FactRef, value: Any) -> "Situation":
        """The same situation with one answer changed, or forgotten when the value is None."""
        name = key.key if isinstance(key, FactRef) else key
        return Situation.from_answers({**self.known, name: value}, (person.id for person in self.persons))

    def with_facts(self, answers: Mapping[str, Any]) -> "Situation":
        """The same situation with several answers changed."""
        return Situation.from_answers({**self.known, **answers}, (person.id for person in self.persons))

    def interval(self, ref: FactRef) -> Interval:
        """What is known of one fact, as the rules' whole numbers."""
        return self._bearer(ref.person).get(ref.name, vocabulary()[ref.name].untold)

    def _bearer(self, person: str | None) -> Mapping[str, Interval]:
        if person is None:
            return self._counted()
        id, _, place = person.partition(".supporters.")
        found = next(one for one in self.persons if one.id == id)
        return found.supporters[int(place)] if place and found.supporters else found.facts

    def frame(
        self,
        parameters: Parameters,
        on: date,
        *,
        record: bool = False,
        changes: Mapping[FactRef, Pair] = MappingProxyType({}),
    ) -> Frame:
        """The frame of the household with those of its persons; `changes` puts other values, or arrays of values, for some facts."""
        by_bearer: dict[str | None, dict[str, Pair]] = {}
        for ref, pair in changes.items():
            by_bearer.setdefault(ref.person, {})[ref.name] = pair
        today = float(on.toordinal())

        def build(facts: Mapping[str, Interval], key: str | None, parent: Frame | None) -> Frame:
            changed = by_bearer.get(key)
            frame = Frame({**facts, **changed} if changed else facts, parameters, today, parent=parent, record=record)
            frame.key = key
            return frame

        top = build(self._counted(), None, None)
        for one in self.persons:
            person = build(one.facts, one.id, top)
            person.complete = one.supporters is not None
            for place, facts in enumerate(one.supporters or NOBODY):
                person.persons.append(build(facts, f"{one.id}.supporters.{place}", person))
            top.persons.append(person)
        return top

    def _counted(self) -> Mapping[str, Interval]:
        """Household facts, with at least as many members as are listed while nobody has said how many."""
        low, high = vocabulary()["member_count"].domain
        return (
            self.facts
            if "member_count" in self.facts
            else {**self.facts, "member_count": (max(low, len(self.persons)), high)}
        )


def statuses_of(position: float) -> Mapping[str, Interval]:
    """Each certified status as an answer to the question for all of them tells it."""
    held = f"is_{vocabulary()[CERTIFIED_STATUS].code_of(position)}"
    return {status: YES if status == held else NO for status in CERTIFIED}


def _certified_once(household: Mapping[str, Interval]) -> Mapping[str, Interval]:
    if CERTIFIED_STATUS in household:
        return {**statuses_of(household[CERTIFIED_STATUS][0]), **household}
    if not any(household.get(status) == YES for status in CERTIFIED):
        return household
    return {**dict.fromkeys(CERTIFIED, NO), **household}


def _people(told: Mapping[str, Any]) -> list[str]:
    return [key.partition(".")[0] for key in told if "." in key]


def _put(key: str, value: Any, household: dict[str, Interval], people: dict[str, Person]) -> None:
    id, dot, rest = key.partition(".")
    if not dot:
        _write(household, key, value, (Scope.HOUSEHOLD, Scope.MATTER), key)
    elif rest.partition(".")[0] == "supporters":
        people[id] = _with_supporter(people[id], rest, value, key)
    else:
        facts = dict(people[id].facts)
        _write(facts, rest, value, (Scope.PERSON,), key)
        people[id] = Person(id, facts, people[id].supporters)


def _with_supporter(person: Person, rest: str, value: Any, key: str) -> Person:
    listed = list(person.supporters or ())
    _, _, placed = rest.partition(".")
    if not placed:
        return Person(person.id, person.facts, tuple(listed))
    place, _, name = placed.partition(".")
    if not place.isdigit():
        raise SituationError(key, f"{place!r} is not the place of a supporter", "Write supporters.0.age")
    listed.extend({} for _ in range(int(place) + 1 - len(listed)))
    facts = dict(listed[int(place)])
    _write(facts, name, value, (Scope.SUPPORTER,), key)
    listed[int(place)] = facts
    return Person(person.id, person.facts, tuple(listed))


def _write(facts: dict[str, Interval], name: str, value: Any, scopes: tuple[Scope, ...], where: str) -> None:
    fact = vocabulary()[name]
    if not {fact.scope, *fact.also} & set(scopes):
        raise SituationError(
            where, f"{name} is a fact of the {fact.scope}", f"Give it as {_place_of(fact.scope)}{name}"
        )
    facts[name] = interval_of(fact, value, where)
    companion = IMPLIED.get(name)
    if companion and companion[0] not in facts:
        facts[companion[0]] = interval_of(vocabulary()[companion[0]], companion[1], where)


def _place_of(scope: Scope) -> str:
    return {Scope.PERSON: "applicant.", Scope.SUPPORTER: "applicant.supporters.0."}.get(scope, "")
