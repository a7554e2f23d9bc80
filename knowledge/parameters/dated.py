"""Dated parameters: reading them from files, and what holds on a day.

A parameter file has a description, a unit and values by date, each with a reference and perhaps a note:

    description: 低保边缘家庭收入线，低保标准的倍数
    metadata: {label_zh: 低保边缘收入倍数, unit: multiple, jurisdiction: province}
    values:
      2014-11-01:
        value: 1.5
        metadata: {reference: {instrument: ZJ-SA, article: "13"}, note: 以一点五倍为准}
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from knowledge.errors import ParameterError, UnknownParameterError
from knowledge.facts import MOST_FEN, Interval
from knowledge.files import below, read_yaml
from knowledge.sources import Source, article_zh, instruments

# unit -> (whole numbers inside the rules for one unit of the file, Chinese unit). A multiple is counted in percent.
UNITS: Mapping[str, tuple[int, str]] = {
    "yuan_per_person_month": (100, "元/人·月"),
    "yuan_per_month": (100, "元/月"),
    "yuan_per_year": (100, "元/年"),
    "yuan": (100, "元"),
    "yuan_per_person": (100, "元/人"),
    "multiple": (100, "倍"),
    "share": (100, ""),
    "percent": (100, "%"),
    "square_metres": (100, "平方米"),
    "years": (1, "年"),
    "months": (1, "个月"),
    "working_days": (1, "个工作日"),
    "days": (1, "日"),
    "hours": (1, "小时"),
    "grade": (1, "级"),
    "age": (1, "周岁"),
    "count": (1, ""),
    "flag": (1, ""),
    "list": (1, ""),
}

Scalar = Decimal | bool | tuple[str, ...] | None


@dataclass(frozen=True)
class Reference:
    """Where a value comes from. `instrument` is a tag of instruments.yml, or a title in words (a county notice)."""

    instrument: str
    article: str = ""
    rank: str = ""
    link: str = ""

    def source(self, since: date | None) -> Source:
        """The citation, with the day from which this value applies."""
        known = instruments().get(self.instrument)
        title = known.title_zh if known else self.instrument
        rank = self.rank or (known.rank if known else "county")
        return Source(self.instrument, title, article_zh(self.article), since, rank, self.link)


@dataclass(frozen=True)
class DatedValue:
    """One value and since when it holds; None where nothing is known or in force."""

    since: date
    value: Scalar
    reference: Reference | None = None
    note: str = ""


@dataclass(frozen=True)
class Parameter:
    """One figure of the law over time. Bounds are the law's limits for a county's value; they alarm and never stand in for it."""

    name: str
    theme: str
    label_zh: str
    description: str
    unit: str
    jurisdiction: str
    values: tuple[DatedValue, ...]
    lowest: Decimal | None = None
    highest: Decimal | None = None
    where: str = ""

    def at(self, on: date) -> "ParameterValue":
        """What holds on a day; missing before the first date."""
        place = bisect_right([value.since for value in self.values], on)
        return self._value(self.values[place - 1] if place else None)

    def _value(self, dated: DatedValue | None) -> "ParameterValue":
        _, unit_zh = UNITS[self.unit]
        value = dated.value if dated else None
        return ParameterValue(
            name=self.name,
            label_zh=self.label_zh,
            value=value,
            unit_zh=unit_zh,
            source=dated.reference.source(dated.since) if dated and dated.reference else None,
            since=dated.since if dated and value is not None else None,
            note=dated.note if dated else "",
            interval=whole_number(self.unit, value),
            codes=value if isinstance(value, tuple) else None,
            unit=self.unit,
        )


@dataclass(frozen=True)
class ParameterValue:
    """A parameter on one day. `interval` is what the rules count with: a point in whole numbers, or any number while missing."""

    name: str
    label_zh: str
    value: Scalar
    unit_zh: str
    source: Source | None
    since: date | None
    note: str
    interval: Interval
    codes: tuple[str, ...] | None
    unit: str = ""

    @property
    def missing(self) -> bool:
        """Whether nobody has loaded a value for the day."""
        return self.value is None


def whole_number(unit: str, value: Scalar | float) -> Interval:
    """A value as the rules count with it: a point in whole numbers, or everything it could be while it is missing."""
    if isinstance(value, bool):
        return float(value), float(value)
    if isinstance(value, Decimal | float | int):
        scale, _ = UNITS[unit]
        number = float(round(Decimal(str(value)) * scale, 6))
        return number, number
    return 0.0, 1.0 if unit == "flag" else MOST_FEN


class OnDay(Mapping[str, ParameterValue]):
    """All parameters on one day."""

    def __init__(self, values: Mapping[str, ParameterValue]) -> None:
        self._values = dict(values)

    def __getitem__(self, name: str) -> ParameterValue:
        try:
            return self._values[name]
        except KeyError:
            raise UnknownParameterError(name, self._values) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


@dataclass(frozen=True)
class ParameterSet:
    """The parameters of one place: the law's, with the county's values in place of the law's where it has its own."""

    parameters: Mapping[str, Parameter]
    _epochs: dict[int, OnDay] = field(default_factory=dict, compare=False, repr=False)

    def __getitem__(self, name: str) -> Parameter:
        try:
            return self.parameters[name]
        except KeyError:
            raise UnknownParameterError(name, self.parameters) from None

    def at(self, on: date) -> OnDay:
        """Everything that holds on a day."""
        epoch = bisect_right(self._changes, on)
        if epoch not in self._epochs:
            self._epochs[epoch] = OnDay({name: parameter.at(on) for name, parameter in self.parameters.items()})
        return self._epochs[epoch]

    @cached_property
    def _changes(self) -> tuple[date, ...]:
        """The days on which some value begins."""
        return tuple(sorted({dated.since for one in self.parameters.values() for dated in one.values}))

    def with_values(self, values: Mapping[str, tuple[DatedValue, ...]]) -> "ParameterSet":
        """The same parameters with other values for some of them; an unknown name raises with the nearest ones."""
        changed = {name: replace(self[name], values=dated) for name, dated in values.items()}
        return ParameterSet({**self.parameters, **changed})


def read_parameters(folder: Path) -> ParameterSet:
    """The parameters of a folder of themes."""
    files = sorted(folder.glob("*/*.yaml"))
    found = [_read_parameter(path) for path in files]
    names = [parameter.name for parameter in found]
    for parameter in found:
        if names.count(parameter.name) > 1:
            raise ParameterError(parameter.where, f"{parameter.name} is declared twice", "Keep one of the two files")
    return ParameterSet({parameter.name: parameter for parameter in found})


def _read_parameter(path: Path) -> Parameter:
    where = below(path)
    content = read_yaml(path, ParameterError)
    meta = content.get("metadata", {}) if isinstance(content, dict) else {}
    if not isinstance(content, dict) or "values" not in content or meta.get("unit") not in UNITS:
        raise ParameterError(where, "needs `values` and a `metadata.unit`", f"Units: {', '.join(UNITS)}")
    bounds = meta.get("bounds", {})
    return Parameter(
        name=path.stem,
        theme=path.parent.name,
        label_zh=str(meta.get("label_zh") or content.get("description") or path.stem),
        description=content.get("description", ""),
        unit=meta["unit"],
        jurisdiction=meta.get("jurisdiction", "national"),
        values=dated_values(content["values"], where, meta["unit"]),
        lowest=_decimal(bounds.get("min")),
        highest=_decimal(bounds.get("max")),
        where=where,
    )


def dated_values(rows: Mapping[Any, Any], where: str, unit: str) -> tuple[DatedValue, ...]:
    """The values of a parameter in the order of their dates; raises with file and date on anything unclear."""
    if not isinstance(rows, Mapping) or not rows:
        raise ParameterError(
            where, "has no values", "Give at least one date, with `value: null` while nothing is known"
        )
    dated = [_dated_value(since, row, where, unit) for since, row in rows.items()]
    return tuple(sorted(dated, key=lambda value: value.since))


def _dated_value(since: Any, row: Any, where: str, unit: str) -> DatedValue:
    place = f"{where}, values.{since}"
    if not isinstance(since, date) or not isinstance(row, Mapping) or "value" not in row:
        raise ParameterError(place, "is not a date with a `value`", "Write 2026-07-01: {value: 960, metadata: {...}}")
    meta = row.get("metadata", {})
    value = _scalar(row["value"], place, unit)
    reference = meta.get("reference")
    if value is not None and not (isinstance(reference, Mapping) and reference.get("instrument")):
        raise ParameterError(place, "has no reference", "Name the instrument and article that fix this value")
    known = (
        {key: str(reference[key]) for key in ("instrument", "article", "rank", "link") if key in reference}
        if reference
        else {}
    )
    return DatedValue(since, value, Reference(**known) if known else None, str(meta.get("note", "")))


def _scalar(value: Any, place: str, unit: str) -> Scalar:
    if value is None:
        return None
    if unit == "flag" and isinstance(value, bool):
        return value
    if unit == "list" and isinstance(value, list):
        return tuple(str(entry) for entry in value)
    if unit not in ("flag", "list") and isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
        return Decimal(str(value))
    raise ParameterError(
        place, f"{value!r} is not a value in {unit}", "Give a number from 0, true/false for a flag, or a list"
    )


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))
