"""The answer to "who may have what": verdicts with their reasons, their figures and what is still missing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from knowledge.situation import FactRef
from knowledge.sources import Source


class Verdict(StrEnum):
    """What the rules say on what is known: a first check, never a decision."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, holds: bool | None) -> "Verdict":
        """From a truth that may not be known."""
        return cls.UNKNOWN if holds is None else cls.ELIGIBLE if holds else cls.INELIGIBLE


@dataclass(frozen=True)
class Figure:
    """A number that a reply may say: its value, unit, source and the day from which it applies.

    `approximate` marks a value that was rounded for reading.
    """

    id: str
    value: Decimal
    unit_zh: str
    label_zh: str = ""
    source: Source | None = None
    from_date: date | None = None
    approximate: bool = False

    @property
    def number_zh(self) -> str:
        """The bare number without trailing noughts, such as 464.09 or 960."""
        return plain(self.value)

    @property
    def text_zh(self) -> str:
        """The number with its unit as it is said: 464.09元, 30个工作日; a rounded one with 约."""
        return f"{'约' if self.approximate else ''}{self.number_zh}{self.unit_zh.partition('/')[0]}"


def plain(value: Decimal) -> str:
    """A decimal without exponent and without trailing noughts."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True)
class CriterionResult:
    """One criterion: whether it holds, its words, its law, the resident's figure and the line it is held against."""

    id: str
    label_zh: str
    holds: bool | None
    sources: tuple[Source, ...]
    figure: Figure | None = None
    threshold: Figure | None = None

    @property
    def detail_zh(self) -> str:
        """The words for it, with figure and line where both are known: 人均月收入1000元，标准960元."""
        if self.figure is None or self.threshold is None:
            return self.label_zh
        return f"{self.figure.label_zh or self.label_zh}{self.figure.text_zh}，标准{self.threshold.text_zh}"


@dataclass(frozen=True)
class Amount:
    """What the programme gives, in yuan as `unit_zh` says, between `low` and `high`; `steps` show the arithmetic.

    `at_most` marks a ceiling: the office decides below it.
    """

    low: Decimal
    high: Decimal
    unit_zh: str
    steps: tuple[str, ...]
    figures: tuple[str, ...]
    sources: tuple[Source, ...]
    at_most: bool = False

    @property
    def exact(self) -> bool:
        """Whether the amount is one number."""
        return self.low == self.high


@dataclass(frozen=True)
class Given:
    """What a programme would give: the amount where one can be said, else why not.

    `note_zh` says what holds where the formula does not apply, `formula_zh` how it is reckoned while a figure is missing,
    `missing_parameters` which figures nobody has loaded, `missing` which facts the amount still depends on.
    """

    label_zh: str = ""
    amount: Amount | None = None
    note_zh: str = ""
    formula_zh: str = ""
    missing_parameters: tuple[str, ...] = ()
    missing: tuple[FactRef, ...] = ()


@dataclass(frozen=True)
class NearestMiss:
    """By how much the deciding line was missed, such as 每人每月超出40元."""

    criterion_id: str
    excess: Figure
    text_zh: str


@dataclass(frozen=True)
class GroundResult:
    """A paper, circumstance or benefit in kind that the answer names."""

    id: str
    label_zh: str
    holds: bool | None
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class ProgrammeResult:
    """One programme: verdict, criteria in the law's order, and the ones that decided it.

    `missing` always settles the verdict once all of it is known, unless parameters are missing or staff must decide.
    `missing_parameters` names the figures nobody has loaded that the verdict or the amount depends on.
    """

    programme: str
    label_zh: str
    verdict: Verdict
    criteria: tuple[CriterionResult, ...] = ()
    deciding: tuple[CriterionResult, ...] = ()
    missing: tuple[FactRef, ...] = ()
    missing_parameters: tuple[str, ...] = ()
    staff_decides: tuple[str, ...] = ()
    given: Given = Given()
    more_given: tuple[Given, ...] = ()
    in_kind: tuple[GroundResult, ...] = ()
    nearest_miss: NearestMiss | None = None
    members: Mapping[str, "ProgrammeResult"] = field(default_factory=lambda: MappingProxyType({}))
    means: str | None = None
    papers: tuple[GroundResult, ...] = ()
    urgent: bool | None = None
    urgent_reasons: tuple[GroundResult, ...] = ()
    priority: bool | None = None
    notes: tuple[GroundResult, ...] = ()
    of_persons: Mapping[str, tuple[GroundResult, ...]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def amount(self) -> Amount | None:
        """The amount, where one can be said."""
        return self.given.amount

    @property
    def papers_zh(self) -> tuple[str, ...]:
        """The papers to bring for a waiver that holds."""
        return tuple(paper.label_zh for paper in self.papers if paper.holds)

    @property
    def urgent_reasons_zh(self) -> tuple[str, ...]:
        """Why the matter is urgent."""
        return tuple(reason.label_zh for reason in self.urgent_reasons if reason.holds)


@dataclass(frozen=True)
class Assessment:
    """All programmes on one day in one county. Every number that a reply may say about it is one of `figures`."""

    on: date
    county_id: str
    county_zh: str
    invented: bool
    policy_set: str
    rules_version: str
    programmes: Mapping[str, ProgrammeResult]
    figures: Mapping[str, Figure]
    conflicts: tuple[str, ...] = ()
