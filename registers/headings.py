"""What the columns of a register mean: a fact of the household, a fact of its n-th member, what is received, or who it is.

    id, county, area_type, member_count, m1.age, m2.age, receives.dibao, m1.receives.disability_living

A fact may be named as in docs/facts.md or by its Chinese label. A person's fact without a member is the first member's.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache

from knowledge import Scope, vocabulary
from knowledge.programmes.programme import Unit
from knowledge.programmes.rule_book import PROMISED, rule_book
from registers.errors import HeadingError

ID, COUNTY, HOUSEHOLD = "id", "county", "household"
RECEIVES = "receives."
FIRST = 1
_MEMBER = re.compile(r"(?:m(\d+)|(applicant))\.(.+)")


@dataclass(frozen=True)
class Headings:
    """The columns of a file by what they mean. Members count from one; in a file of members each row is one member, number one.

    `facts` and `receives` are of the household, `member_facts`, `member_receives` and `member_ids` by the number of the member.
    """

    id: str | None = None
    county: str | None = None
    household: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    receives: Mapping[str, str] = field(default_factory=dict)
    member_facts: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    member_receives: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    member_ids: Mapping[int, str] = field(default_factory=dict)

    @property
    def members(self) -> tuple[int, ...]:
        """The numbers of the members that have columns."""
        return tuple(sorted({*self.member_facts, *self.member_receives, *self.member_ids}))

    @property
    def read(self) -> tuple[str, ...]:
        """The columns that are read at all."""
        inside = [self.facts, self.receives, *self.member_facts.values(), *self.member_receives.values()]
        named = [column for one in inside for column in one.values()]
        who = [column for column in (self.id, self.county, self.household) if column]
        return (*who, *named, *self.member_ids.values())


def household_headings(columns: Iterable[str], where: str, left_out: Iterable[str] = ()) -> Headings:
    """The columns of a register of households; raises `HeadingError` for a column that means nothing and is not left out."""
    return _Reader(where, one_member=False).read(columns, left_out)


def member_headings(columns: Iterable[str], where: str, left_out: Iterable[str] = ()) -> Headings:
    """The columns of a file of members: `household`, perhaps `id`, facts of persons, what each receives."""
    headings = _Reader(where, one_member=True).read(columns, left_out)
    if headings.household is None:
        raise HeadingError(
            where, "has no column `household`", "Add the id of the household that each member belongs to"
        )
    return headings


class _Reader:
    """Sorts columns one after another."""

    def __init__(self, where: str, *, one_member: bool) -> None:
        self.where = where
        self.one_member = one_member
        self.who: dict[str, str] = {}
        self.facts: dict[str, str] = {}
        self.receives: dict[str, str] = {}
        self.member_facts: dict[int, dict[str, str]] = {}
        self.member_receives: dict[int, dict[str, str]] = {}
        self.member_ids: dict[int, str] = {}

    def read(self, columns: Iterable[str], left_out: Iterable[str]) -> Headings:
        """The meaning of every column that is not left out."""
        kept = [column for column in columns if column not in set(left_out)]
        for column in kept:
            self._sort(column, column.strip())
        if not (self.facts or self.member_facts):
            raise HeadingError(self.where, "has no column that is a fact", "Name the columns as docs/registers.md does")
        return Headings(
            **self.who,
            facts=self.facts,
            receives=self.receives,
            member_facts=self.member_facts,
            member_receives=self.member_receives,
            member_ids=self.member_ids,
        )

    def _sort(self, column: str, name: str) -> None:
        member = _MEMBER.fullmatch(name)
        if member and not self.one_member:
            self._of_member(int(member[1] or FIRST), member[3], column)
        elif name == ID and self.one_member:
            self._put(self.member_ids, FIRST, column)
        elif name in ((HOUSEHOLD,) if self.one_member else (ID, COUNTY)):
            self._put(self.who, name, column)
        elif name.startswith(RECEIVES):
            self._received(self._programme(name, column), column)
        else:
            fact = self._fact(name, column)
            own = vocabulary()[fact].scope is Scope.PERSON
            if self.one_member and not own:
                raise HeadingError(
                    f"{self.where}, {column!r}", "is no fact of a person", "Move it to the households' file"
                )
            self._put(self.member_facts.setdefault(FIRST, {}) if own else self.facts, fact, column)

    def _of_member(self, number: int, name: str, column: str) -> None:
        if name == ID:
            self._put(self.member_ids, number, column)
        elif name.startswith(RECEIVES):
            self._put(self.member_receives.setdefault(number, {}), self._programme(name, column), column)
        else:
            fact = self._fact(name, column)
            if vocabulary()[fact].scope is not Scope.PERSON:
                raise HeadingError(
                    f"{self.where}, {column!r}", "is no fact of a person", f"Write {fact} without member"
                )
            self._put(self.member_facts.setdefault(number, {}), fact, column)

    def _received(self, programme: str, column: str) -> None:
        by_person = rule_book()[programme].unit is Unit.PERSON
        if by_person or self.one_member:
            self._put(self.member_receives.setdefault(FIRST, {}), programme, column)
        else:
            self._put(self.receives, programme, column)

    def _put[Key: (str, int)](self, columns: dict[Key, str], key: Key, column: str) -> None:
        if key in columns:
            raise HeadingError(
                f"{self.where}, {column!r}", f"tells the same as {columns[key]!r}", "Leave one of them out"
            )
        columns[key] = column

    def _programme(self, name: str, column: str) -> str:
        programme = name.removeprefix(RECEIVES)
        if programme not in rule_book():
            self._unknown(column, programme, PROMISED, "programme")
        return programme

    def _fact(self, name: str, column: str) -> str:
        fact = _names().get(name)
        if fact is None:
            self._unknown(column, name, _names(), "fact")
        return str(fact)

    def _unknown(self, column: str, name: str, known: Iterable[str], kind: str) -> None:
        near = get_close_matches(name, list(known), n=3, cutoff=0.5)
        offer = f"Did you mean {' or '.join(near)}? Else" if near else "Correct it, or"
        raise HeadingError(
            f"{self.where}, {column!r}", f"names no {kind}", f"{offer} leave the column out by --leave-out"
        )


@cache
def _names() -> Mapping[str, str]:
    """Facts by their names and by the Chinese labels that only one fact has; supporters one by one have no place in a register."""
    facts = [fact for fact in vocabulary().values() if fact.scope is not Scope.SUPPORTER]
    labels = [fact.label_zh for fact in facts]
    by_label = {fact.label_zh: fact.name for fact in facts if labels.count(fact.label_zh) == 1}
    return {**by_label, **{fact.name: fact.name for fact in facts}}
