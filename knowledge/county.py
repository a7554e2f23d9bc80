"""County packs: a place with its offices, its villages and its figures. A pack belongs to exactly one policy set.

A pack is a folder with `county.yml` (who and where) and `figures.yml` (its own values for declared parameters).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.errors import CountyError, ParameterError, UnknownCountyError
from knowledge.files import ROOM, below, read_yaml
from knowledge.parameters.dated import DatedValue, ParameterSet, Reference, dated_values, read_parameters

COUNTIES = ROOM / "counties"


class PolicySet(StrEnum):
    """Two worlds of figures and rules that are never mixed in one answer."""

    SEED_2012 = "seed_2012"
    CURRENT = "current"


# The report of 2012 is read on its own day, whatever the day of the question.
LAST_DAY: Mapping[PolicySet, date] = {PolicySet.SEED_2012: date(2012, 11, 30)}
PACK_OF_SET: Mapping[PolicySet, str] = {PolicySet.SEED_2012: "zhejiang_2012"}


@dataclass(frozen=True)
class Office:
    """A place people can go to. `duties` are topics such as dibao or legal_aid."""

    id: str
    name_zh: str
    address_zh: str
    phone: str
    hours_zh: str
    duties: tuple[str, ...]


@dataclass(frozen=True)
class Hotline:
    """A number to call, and where it was published."""

    number: str
    name_zh: str
    source: str


@dataclass(frozen=True)
class Township:
    """A township or street with its villages or communities."""

    name_zh: str
    villages_zh: tuple[str, ...]


@dataclass(frozen=True)
class County:
    """One county: names, offices, places and figures. `invented` places must be named as examples wherever shown."""

    id: str
    name_zh: str
    invented: bool
    policy_set: PolicySet
    offices: tuple[Office, ...]
    hotlines: tuple[Hotline, ...]
    places: tuple[Township, ...]
    parameters: ParameterSet

    @property
    def label_zh(self) -> str:
        """The name with a mark where it is invented."""
        return f"{self.name_zh}（虚构）" if self.invented else self.name_zh

    def day(self, on: date) -> date:
        """The day whose rules and figures answer a question asked for `on`."""
        return min(on, LAST_DAY.get(self.policy_set, on))

    def answering(self, on: date) -> "County":
        """The pack that answers a question of a day while no set is named: for the days of the report of 2012, the report's."""
        days_of_report = on <= LAST_DAY[PolicySet.SEED_2012]
        return self.in_policy_set(PolicySet.SEED_2012) if days_of_report else self

    def in_policy_set(self, wanted: PolicySet) -> "County":
        """This county if the set is its own; else the law's figures of the other set, never this county's."""
        if wanted is self.policy_set:
            return self
        if wanted in PACK_OF_SET:
            return load_county(PACK_OF_SET[wanted])
        return replace(self, policy_set=wanted, parameters=laws_parameters(), offices=(), places=())

    def with_parameters(self, values: Mapping[str, Any], source: str = "输入中给定") -> "County":
        """The same county with other values for some parameters; raises for an unknown name or a value of the wrong kind.

        `dibao_std` stands for both lines at once, or for {"urban": …, "rural": …}.
        """
        rows = {
            name: _given(self.parameters[name].unit, value, name, source) for name, value in _spread(values).items()
        }
        return replace(self, parameters=self.parameters.with_values(rows))


# Where packs are looked for: in this room, then in the folder that the composition named.
_shelves: list[Path] = [COUNTIES]


def also_look_in(folder: Path) -> None:
    """Packs are looked for in one other folder too, named by whoever puts the rooms together. A pack of this room comes first."""
    _shelves[1:] = [folder]
    load_county.cache_clear()


def built_in_counties() -> tuple[str, ...]:
    """The ids of the packs that come with the room."""
    return _packs_in(COUNTIES)


def counties() -> tuple[str, ...]:
    """The ids of all county packs."""
    return tuple(sorted({id for shelf in _shelves for id in _packs_in(shelf)}))


@cache
def load_county(id: str) -> County:
    """A county pack by its id; raises `UnknownCountyError` with the nearest ids."""
    for shelf in _shelves:
        if id in _packs_in(shelf):
            return read_county(shelf / id)
    raise UnknownCountyError(id, counties())


def _packs_in(shelf: Path) -> tuple[str, ...]:
    return tuple(sorted(path.parent.name for path in shelf.glob("*/county.yml")))


def read_county(folder: Path) -> County:
    """A county pack from its folder; raises `CountyError` or `ParameterError` with the place and the remedy."""
    where = below(folder / "county.yml")
    content = read_yaml(folder / "county.yml", CountyError)
    try:
        return County(
            id=folder.name,
            name_zh=content["name_zh"],
            invented=bool(content["invented"]),
            policy_set=PolicySet(content["policy_set"]),
            offices=tuple(Office(**{**row, "duties": tuple(row["duties"])}) for row in content["offices"]),
            hotlines=tuple(Hotline(**row) for row in content["hotlines"]),
            places=tuple(Township(row["name_zh"], tuple(row["villages_zh"])) for row in content["places"]),
            parameters=_with_figures(folder / "figures.yml"),
        )
    except (KeyError, TypeError, ValueError) as problem:
        raise CountyError(
            where, f"{problem!r} is missing or not allowed", "Compare with knowledge/counties/example/county.yml"
        ) from problem


@cache
def laws_parameters() -> ParameterSet:
    """What the law itself fixes, and the declarations of what a county must fill in."""
    return read_parameters(ROOM / "parameters")


def _with_figures(path: Path) -> ParameterSet:
    law = laws_parameters()
    rows = read_yaml(path, ParameterError) or {}
    where = below(path)
    values = {name: dated_values(row.get("values"), f"{where}, {name}", law[name].unit) for name, row in rows.items()}
    return law.with_values({name: _after_law(law[name].values, own) for name, own in values.items()})


def _after_law(law: tuple[DatedValue, ...], own: tuple[DatedValue, ...]) -> tuple[DatedValue, ...]:
    """The law's values until the county's first one, then the county's."""
    return tuple(value for value in law if value.since < own[0].since) + own


def _spread(values: Mapping[str, Any]) -> dict[str, Any]:
    spread = dict(values)
    both = spread.pop("dibao_std", None)
    if both is not None:
        lines = both if isinstance(both, Mapping) else {"urban": both, "rural": both}
        spread.update({f"dibao_std_{area}": line for area, line in lines.items()})
    return spread


def _given(unit: str, value: Any, name: str, source: str) -> tuple[DatedValue, ...]:
    row = {
        "value": float(value) if isinstance(value, Decimal) else value,
        "metadata": {"reference": {"instrument": source}},
    }
    dated = dated_values({date(1900, 1, 1): row}, f"parameters.{name}", unit)
    return tuple(replace(entry, reference=Reference(source, rank="input")) for entry in dated)
