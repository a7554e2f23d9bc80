"""From what people write for a fact to the whole numbers that the rules count with, and back.

Money is given in yuan and kept in fen, rounded to the fen; area in square metres, kept in hundredths; dates as ordinals.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from knowledge.errors import SituationError
from knowledge.facts import Fact, FactKind, Interval

SCALES: Mapping[FactKind, int] = {FactKind.MONEY: 100, FactKind.MONEY_MONTH: 100, FactKind.AREA: 100}
YES = frozenset({"是", "有", "对", "同意", "愿意", "yes", "y", "true", "1"})
NO = frozenset({"否", "不是", "没有", "没", "无", "不", "不同意", "no", "n", "false", "0"})
GRADES = {"一": 1, "二": 2, "三": 3, "四": 4}
NUMBER_KINDS = frozenset(FactKind) - {FactKind.FLAG, FactKind.CHOICE}


@dataclass(frozen=True)
class Between:
    """A number or date known only to lie between two bounds, both included; a bound may be open (None)."""

    low: Any = None
    high: Any = None


def interval_of(fact: Fact, value: Any, where: str) -> Interval:
    """The whole numbers that an answer leaves possible; raises `SituationError` on an answer that the fact cannot have."""
    between = _as_between(value)
    if between is not None:
        return _range(fact, between, where)
    number = _number_of(fact, value, where)
    low, high = fact.domain
    if not low <= number <= high:
        raise SituationError(where, f"{value!r} is outside what {fact.name} can be", _allowed(fact))
    return number, number


def _as_between(value: Any) -> Between | None:
    if isinstance(value, Between):
        return value
    if isinstance(value, Mapping) and value and set(value) <= {"low", "high"}:
        return Between(value.get("low"), value.get("high"))
    return None


def _range(fact: Fact, between: Between, where: str) -> Interval:
    if fact.kind not in NUMBER_KINDS:
        raise SituationError(where, f"{fact.name} cannot be a range", _allowed(fact))
    low = fact.domain[0] if between.low is None else interval_of(fact, between.low, f"{where}.low")[0]
    high = fact.domain[1] if between.high is None else interval_of(fact, between.high, f"{where}.high")[1]
    if low > high:
        raise SituationError(where, "low is above high", "Swap the two")
    return low, high


def _number_of(fact: Fact, value: Any, where: str) -> float:
    match fact.kind:
        case FactKind.FLAG:
            return _flag(fact, value, where)
        case FactKind.CHOICE:
            return _choice(fact, value, where)
        case FactKind.DATE:
            return _day(fact, value, where)
        case FactKind.GRADE if isinstance(value, str) and value.rstrip("级") in GRADES:
            return float(GRADES[value.rstrip("级")])
        case FactKind.GRADE if isinstance(value, str):
            return _amount(fact, value.rstrip("级"), where)
        case _:
            return _amount(fact, value, where)


def _amount(fact: Fact, value: Any, where: str) -> float:
    scale = SCALES.get(fact.kind, 1)
    try:
        if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
            raise InvalidOperation
        exact = Decimal(str(value)) * scale
        whole = exact.quantize(Decimal(1), ROUND_HALF_UP)
    except InvalidOperation:
        raise SituationError(where, f"{value!r} is not a number", _allowed(fact)) from None
    if scale == 1 and whole != exact:
        raise SituationError(where, f"{value!r} is not a whole number", _allowed(fact))
    return float(whole)


def _flag(fact: Fact, value: Any, where: str) -> float:
    word = str(value).strip().lower()
    if word in YES or word in NO:
        return float(word in YES)
    raise SituationError(where, f"{value!r} is neither yes nor no", _allowed(fact))


def _choice(fact: Fact, value: Any, where: str) -> float:
    words = (
        ({"是", "有"} if value else {"不是", "无", "没有"}) if isinstance(value, bool) else {str(value).strip().lower()}
    )
    for position, choice in enumerate(fact.choices):
        if words & {name.lower() for name in (choice.code, choice.label_zh, *choice.aliases)}:
            return float(position)
    raise SituationError(where, f"{value!r} is not one of the choices of {fact.name}", _allowed(fact))


def _day(fact: Fact, value: Any, where: str) -> float:
    try:
        return float((value if isinstance(value, date) else date.fromisoformat(str(value))).toordinal())
    except ValueError:
        raise SituationError(where, f"{value!r} is not a date", "Write it as 2026-12-01") from None


def _allowed(fact: Fact) -> str:
    match fact.kind:
        case FactKind.FLAG:
            return "Give true or false"
        case FactKind.CHOICE:
            return "Give one of " + ", ".join(f"{choice.code} ({choice.label_zh})" for choice in fact.choices)
        case FactKind.DATE:
            return "Write a date as 2026-12-01"
        case FactKind.MONEY | FactKind.MONEY_MONTH:
            return 'Give yuan from 0 as a number, or a range {"low": 1000, "high": 2000}'
        case FactKind.AREA:
            return "Give square metres from 0"
        case _:
            return f"Give a whole number from {fact.domain[0]:g} to {fact.domain[1]:g}"
