"""What a programme is made of."""

from dataclasses import dataclass
from enum import StrEnum

from knowledge.trees.nodes import Number, Truth


class Unit(StrEnum):
    """For whom a programme is decided: the household, one person, or one legal matter."""

    HOUSEHOLD = "household"
    PERSON = "person"
    MATTER = "matter"


@dataclass(frozen=True)
class AmountRule:
    """What a household gets: `line` a head, less what it has, as whole fen a month, where `given_when` holds.

    `per_head` and `total` are the two ways in which income can be told; `otherwise_zh` says what holds on another route.
    """

    label_zh: str
    unit_zh: str
    law: str
    amount: Number
    line: Number
    income: Number
    members: Number
    given_when: Truth
    otherwise_zh: str = ""


@dataclass(frozen=True)
class Ground:
    """A paper or circumstance that the verdict should name: shown where its test holds."""

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


@dataclass(frozen=True)
class Programme:
    """One programme: its rule as a dated tree, what it gives, and what the answer should say beside the verdict."""

    name: str
    label_zh: str
    unit: Unit
    rule: Truth
    amount: AmountRule | None = None
    means: Means | None = None
    urgent: tuple[Ground, ...] = ()
    priority: Truth | None = None
    notes: tuple[Ground, ...] = ()
