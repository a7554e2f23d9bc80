"""What a programme is made of: who may have it, what it gives, what to bring, how it goes, how it ends and what can be done about it.

Rules are trees and dated inside; everything else that the law says carries its own days in force (`Provision`).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.trees.nodes import Number, Truth


class Unit(StrEnum):
    """For whom a programme is decided: the household, one person, or one legal matter."""

    HOUSEHOLD = "household"
    PERSON = "person"
    MATTER = "matter"


@dataclass(frozen=True, kw_only=True)
class Provision:
    """Something that the law says on certain days only; both days included, None where it has no end."""

    law: str
    since: date | None = None
    until: date | None = None

    def in_force(self, on: date) -> bool:
        """Whether it applies on a day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


@dataclass(frozen=True)
class AmountRule:
    """What is given, as a tree of numbers; its arithmetic is written from the tree, its named parts (`Called`) step by step.

    `unit_zh` says for whom and how often, such as 元/月, 元/人·月, 元/次, 元/年. `at_most` marks a ceiling: the office decides below it.
    `given_when` tells the route on which the formula applies (None: wherever the programme does), `otherwise_zh` what holds on another.
    `known_first` are numbers without which not even a range is said.
    """

    label_zh: str
    unit_zh: str
    law: str
    amount: Number
    given_when: Truth | None = None
    otherwise_zh: str = ""
    at_most: bool = False
    known_first: tuple[Number, ...] = ()


@dataclass(frozen=True)
class Ground:
    """A paper, circumstance or benefit in kind that the answer should name: shown where its test holds."""

    id: str
    label_zh: str
    law: str
    test: Truth


@dataclass(frozen=True)
class Means:
    """The three outcomes of a means test (LAL 42 and 32): no line at all, presumed on a paper, or to be checked."""

    not_required: Truth
    presumed: Truth
    papers: tuple[Ground, ...]


@dataclass(frozen=True, kw_only=True)
class Document(Provision):
    """A paper to bring. `when` says for whom (None: everybody); what the office can look up itself may not be asked for again.

    `told_here` marks what an application by conversation holds already: the answers, and the promise that they are true.
    """

    label_zh: str
    when: Truth | None = None
    office_looks_up: bool = False
    told_here: bool = False


@dataclass(frozen=True, kw_only=True)
class Step(Provision):
    """One step of the procedure: who does what, and within which limit.

    `limit` names the parameter with the time allowed; its unit says whether working or calendar days are counted. `alarm` names a
    second, longer limit where two texts differ: the shorter one is worked to, at the longer one somebody must be told.
    """

    id: str
    body_zh: str
    label_zh: str
    limit: str = ""
    alarm: str = ""
    when: Truth | None = None


@dataclass(frozen=True, kw_only=True)
class Review(Provision):
    """How often it is looked at again; `cycle` names the parameter with the months, `when` for whom."""

    label_zh: str
    cycle: str = ""
    when: Truth | None = None


@dataclass(frozen=True, kw_only=True)
class Exit(Provision):
    """A ground on which it ends or is reduced."""

    label_zh: str
    limit: str = ""


@dataclass(frozen=True, kw_only=True)
class Remedy(Provision):
    """What somebody who disagrees can do; `limit` names the parameter with the time in which to do it."""

    label_zh: str
    limit: str = ""


@dataclass(frozen=True)
class Programme:
    """One programme: its rule as a dated tree, what it gives, and what the answer should say beside the verdict.

    `of_persons` are grounds that a record asks of each person beside the household's verdict. Which other programmes it excludes
    stands in `exclusions`.
    """

    name: str
    label_zh: str
    unit: Unit
    rule: Truth
    amount: AmountRule | None = None
    more_amounts: tuple[AmountRule, ...] = ()
    in_kind: tuple[Ground, ...] = ()
    means: Means | None = None
    urgent: tuple[Ground, ...] = ()
    priority: Truth | None = None
    notes: tuple[Ground, ...] = ()
    of_persons: tuple[Ground, ...] = ()
    documents: tuple[Document, ...] = ()
    procedure: tuple[Step, ...] = ()
    review: tuple[Review, ...] = ()
    exits: tuple[Exit, ...] = ()
    appeal: tuple[Remedy, ...] = ()
