"""The vocabulary: every fact that a rule may ask about, with its type, its words for residents and its burden.

The facts themselves are data in `facts.yml`; `docs/facts.md` is generated from it.
Inside the rules every fact is a whole number: money in fen, area in hundredths of a square metre, a date as its ordinal,
a flag as 0 or 1, a choice as its position. `Fact.domain` is what the number can be when nothing is known.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from knowledge.errors import UnknownFactError, VocabularyError
from knowledge.files import ROOM, read_yaml

Interval = tuple[float, float]

# Stands for "any amount": a hundred thousand million yuan. Finite, so that no product of unknowns becomes infinity times zero.
MOST_FEN = 1e13
MOST_AREA = 1e9


class FactKind(StrEnum):
    """How a fact is asked, parsed and counted."""

    MONEY_MONTH = "money_month"
    MONEY = "money"
    COUNT = "count"
    GRADE = "grade"
    FLAG = "flag"
    CHOICE = "choice"
    AGE = "age"
    DATE = "date"
    AREA = "area"


class Scope(StrEnum):
    """Who or what bears a fact. A supporter is somebody with a legal duty to support a person."""

    HOUSEHOLD = "household"
    MATTER = "matter"
    PERSON = "person"
    SUPPORTER = "supporter"


UNITS_ZH = {
    FactKind.MONEY_MONTH: "元/月",
    FactKind.MONEY: "元",
    FactKind.AREA: "平方米",
    FactKind.AGE: "岁",
    FactKind.GRADE: "级",
}

DOMAINS: Mapping[FactKind, Interval] = {
    FactKind.MONEY_MONTH: (0.0, MOST_FEN),
    FactKind.MONEY: (0.0, MOST_FEN),
    FactKind.AREA: (0.0, MOST_AREA),
    FactKind.FLAG: (0.0, 1.0),
    FactKind.DATE: (float(date(1900, 1, 1).toordinal()), float(date(2199, 12, 31).toordinal())),
}


@dataclass(frozen=True)
class Choice:
    """One allowed value: its code, the label a resident sees, other ways to write it."""

    code: str
    label_zh: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fact:
    """One fact: what it is, what it can be, and how a resident is asked for it in plain words.

    `burden` is 1 (light) to 5 (heavy); `sensitive` facts are asked late; `sms_safe` says whether the question may go by SMS.
    `unless_told` is what a fact is taken for until somebody reports it; nobody is asked for it before.
    `typical` holds plausible answers in the rules' whole numbers, `typical_weights` how often each is given; they choose the
    next question and are never taken as values.
    """

    name: str
    scope: Scope
    kind: FactKind
    unit_zh: str
    domain: Interval
    choices: tuple[Choice, ...]
    label_zh: str
    question_zh: str
    example_zh: str
    why_zh: str
    burden: int
    sensitive: bool
    sms_safe: bool
    group: str
    also: tuple[Scope, ...] = ()
    typical: tuple[float, ...] = ()
    typical_weights: tuple[float, ...] = ()
    unless_told: float | None = None

    @property
    def untold(self) -> Interval:
        """What the number can be as long as nobody has told it."""
        return self.domain if self.unless_told is None else (self.unless_told, self.unless_told)

    def code_of(self, position: float) -> str:
        """The code of a choice from its position."""
        return self.choices[int(position)].code

    def label_of(self, code: str) -> str:
        """The Chinese label of a choice from its code."""
        return next(choice.label_zh for choice in self.choices if choice.code == code)

    def position_of(self, code: str) -> float:
        """The number that stands for a choice inside the rules."""
        for position, choice in enumerate(self.choices):
            if choice.code == code:
                return float(position)
        raise VocabularyError(f"facts.yml, {self.name}", f"has no choice {code!r}", "Add it or correct the rule")


class Vocabulary(Mapping[str, Fact]):
    """All facts by name, in the order of the file. A name that is not there raises with the nearest ones."""

    def __init__(self, facts: Mapping[str, Fact], groups: Mapping[str, str]) -> None:
        self._facts = dict(facts)
        self.groups = dict(groups)
        self._bits = {name: 1 << place for place, name in enumerate(facts)}

    @property
    def bit_of_switches(self) -> int:
        """The bit beside those of the facts that stands for all switches of the law and of the county."""
        return 1 << len(self._facts)

    @property
    def bit_of_tellings(self) -> int:
        """The bit that stands for whatever can be told in two ways, which may then contradict each other."""
        return 1 << (len(self._facts) + 1)

    def bit(self, name: str) -> int:
        """A number with one bit of its own for each fact, so that many facts together are one number."""
        return self._bits[self[name].name]

    def __getitem__(self, name: str) -> Fact:
        try:
            return self._facts[name]
        except KeyError:
            raise UnknownFactError(name, self._facts) from None

    def __contains__(self, name: object) -> bool:
        return name in self._facts

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)


@cache
def vocabulary() -> Vocabulary:
    """The facts of `facts.yml`, read once."""
    content = read_yaml(ROOM / "facts.yml", VocabularyError)
    facts = {name: _fact(name, row) for name, row in content["facts"].items()}
    for fact in facts.values():
        if fact.group not in content["groups"]:
            raise VocabularyError(
                f"facts.yml, {fact.name}", f"group {fact.group!r} is not declared", "Add it to `groups`"
            )
    return Vocabulary(facts, content["groups"])


def _fact(name: str, row: Mapping[str, Any]) -> Fact:
    try:
        kind = FactKind(row["kind"])
        choices = tuple(
            Choice(code, entry["label_zh"], tuple(entry.get("aliases", ())))
            for code, entry in row.get("choices", {}).items()
        )
        bare = Fact(
            name=name,
            scope=Scope(row["scope"]),
            kind=kind,
            unit_zh=row.get("unit_zh", UNITS_ZH.get(kind, "")),
            domain=_domain(kind, row, len(choices)),
            choices=choices,
            label_zh=row["label_zh"],
            question_zh=row["question_zh"],
            example_zh=row["example_zh"],
            why_zh=row["why_zh"],
            burden=int(row.get("burden", 1)),
            sensitive=bool(row.get("sensitive", False)),
            sms_safe=bool(row.get("sms_safe", True)),
            group=row["group"],
            also=tuple(Scope(scope) for scope in row.get("also", ())),
            unless_told=None if row.get("unless_told") is None else float(row["unless_told"]),
        )
    except (KeyError, ValueError) as problem:
        raise VocabularyError(
            f"facts.yml, {name}", f"{problem!r} is missing or not allowed", "See the head of the file"
        ) from problem
    return _with_typical(bare, row.get("typical", ()))


def _domain(kind: FactKind, row: Mapping[str, Any], choices: int) -> Interval:
    if kind is FactKind.CHOICE:
        return 0.0, float(choices - 1)
    if kind in DOMAINS:
        return DOMAINS[kind]
    low, high = row["range"]
    return float(low), float(high)


def _with_typical(fact: Fact, answers: list[Any] | Mapping[Any, int]) -> Fact:
    scale = 100 if fact.kind in (FactKind.MONEY, FactKind.MONEY_MONTH, FactKind.AREA) else 1
    weights: dict[float, float] = {}
    for answer, weight in answers.items() if isinstance(answers, Mapping) else ((answer, 1) for answer in answers):
        number = fact.position_of(str(answer)) if fact.kind is FactKind.CHOICE else float(answer) * scale
        weights[number] = weights.get(number, 0.0) + weight
    ordered = sorted(weights.items())
    return replace(
        fact,
        typical=tuple(number for number, _ in ordered),
        typical_weights=tuple(weight for _, weight in ordered),
    )
