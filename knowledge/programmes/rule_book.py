"""All programmes built so far, and each as it stands on a day."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from knowledge.errors import UnknownProgrammeError
from knowledge.programmes.dibao import dibao
from knowledge.programmes.dibao_edge import dibao_edge
from knowledge.programmes.legal_aid import legal_aid
from knowledge.programmes.programme import Ground, Programme
from knowledge.programmes.tekun import tekun
from knowledge.trees.dates import Cutter, change_days
from knowledge.trees.nodes import Node

# What the contract promises, in its order; the ones that no file describes yet are left out of answers.
PROMISED = (
    "dibao", "dibao_edge", "rigid_expenditure", "tekun", "medical", "education", "rental_housing", "house_renovation",
    "legal_aid", "employment", "temporary", "price_subsidy", "disability_living", "disability_nursing",
)  # fmt: skip


@cache
def rule_book() -> Mapping[str, Programme]:
    """The programmes by name, with everything that was ever in force."""
    built = (dibao(), dibao_edge(), tekun(), legal_aid())
    return MappingProxyType({programme.name: programme for programme in built})


def programmes_on(on: date, names: Iterable[str] | None = None) -> dict[str, Programme | None]:
    """The named programmes, or all, as they stand on a day; None where nothing of a programme was in force."""
    standing = _standing(bisect_right(_change_days(), on))
    wanted = tuple(names) if names is not None else tuple(standing)
    for name in wanted:
        if name not in standing:
            raise UnknownProgrammeError(name, standing)
    return {name: standing[name] for name in wanted}


@cache
def _change_days() -> tuple[date, ...]:
    return change_days([node for programme in rule_book().values() for node in _nodes(programme)])


@cache
def _standing(epoch: int) -> Mapping[str, Programme | None]:
    """The programmes between two days on which anything changes."""
    days = _change_days()
    cutter = Cutter(days[epoch - 1] if epoch else date.min)
    return {name: _cut(programme, cutter) for name, programme in rule_book().items()}


def _cut(programme: Programme, cutter: Cutter) -> Programme | None:
    """The programme with every tree in it cut down; grounds that are not in force fall away."""
    rule = cutter.cut(programme.rule)
    if rule is None:
        return None
    changes = {field.name: _cut_value(getattr(programme, field.name), cutter) for field in fields(programme)}
    return replace(programme, **changes)


def _cut_value(value: Any, cutter: Cutter) -> Any:
    if isinstance(value, Node):
        return cutter.cut(value)
    if isinstance(value, tuple):
        kept = (_cut_value(entry, cutter) for entry in value)
        return tuple(entry for entry in kept if not (isinstance(entry, Ground) and entry.test is None))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _cut_value(getattr(value, field.name), cutter) for field in fields(value)})
    return value


def _nodes(value: Any) -> list[Node]:
    if isinstance(value, Node):
        return [value]
    if isinstance(value, tuple):
        return [node for entry in value for node in _nodes(entry)]
    if is_dataclass(value) and not isinstance(value, type):
        return [node for field in fields(value) for node in _nodes(getattr(value, field.name))]
    return []
