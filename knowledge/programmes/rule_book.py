"""All programmes built so far, and each as it stands on a day."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any

from knowledge.errors import UnknownProgrammeError
from knowledge.programmes.dibao import dibao
from knowledge.programmes.dibao_edge import dibao_edge
from knowledge.programmes.disability_living import disability_living
from knowledge.programmes.disability_nursing import disability_nursing
from knowledge.programmes.education import education
from knowledge.programmes.employment import employment
from knowledge.programmes.house_renovation import house_renovation
from knowledge.programmes.legal_aid import legal_aid
from knowledge.programmes.medical import medical
from knowledge.programmes.price_subsidy import price_subsidy
from knowledge.programmes.programme import Programme, Provision
from knowledge.programmes.rental_housing import rental_housing
from knowledge.programmes.rigid_expenditure import rigid_expenditure
from knowledge.programmes.tekun import tekun
from knowledge.programmes.temporary import temporary
from knowledge.trees.dates import Cutter, change_days, days_of_change
from knowledge.trees.nodes import Node
from knowledge.trees.reasons import criteria_of
from knowledge.trees.straight import Straight

# What the contract promises, in its order; the ones that no file describes yet are left out of answers.
PROMISED = (
    "dibao", "dibao_edge", "rigid_expenditure", "tekun", "medical", "education", "rental_housing", "house_renovation",
    "legal_aid", "employment", "temporary", "price_subsidy", "disability_living", "disability_nursing",
)  # fmt: skip


@cache
def rule_book() -> Mapping[str, Programme]:
    """The programmes by name, with everything that was ever in force."""
    built = (
        dibao(),
        dibao_edge(),
        rigid_expenditure(),
        tekun(),
        medical(),
        education(),
        rental_housing(),
        house_renovation(),
        legal_aid(),
        employment(),
        temporary(),
        price_subsidy(),
        disability_living(),
        disability_nursing(),
    )
    return MappingProxyType({programme.name: programme for programme in built})


def programmes_on(on: date, names: Iterable[str] | None = None) -> dict[str, Programme | None]:
    """The named programmes, or all, as they stand on a day; None where nothing of a programme was in force."""
    standing = _standing(bisect_right(_change_days(), on))
    wanted = tuple(names) if names is not None else tuple(standing)
    for name in wanted:
        if name not in standing:
            raise UnknownProgrammeError(name, standing)
    return {name: standing[name] for name in wanted}


def written_out(on: date, names: Iterable[str] | None = None) -> Straight:
    """What an answer about the named programmes, or all, looks at on a day, written out as straight Python."""
    epoch = bisect_right(_change_days(), on)
    return _written_out(epoch, tuple(names) if names is not None else tuple(rule_book()))


@lru_cache(maxsize=64)
def _written_out(epoch: int, names: tuple[str, ...]) -> Straight:
    standing = [programme for name in names if (programme := _standing(epoch)[name]) is not None]
    return Straight(tree for programme in standing for tree in _looked_at(programme))


def _looked_at(programme: Programme) -> Iterator[Node]:
    """The trees that an answer looks at; the conditions of papers and steps are not among them."""
    means = programme.means
    grounds = (*programme.urgent, *programme.notes, *programme.in_kind, *(means.papers if means else ()))
    yield from (programme.rule, *(ground.test for ground in grounds))
    for amount in (programme.amount, *programme.more_amounts):
        if amount is not None:
            yield from (node for node in (amount.amount, amount.given_when, *amount.known_first) if node is not None)
    if means is not None:
        yield from (means.not_required, means.presumed)
    if programme.priority is not None:
        yield programme.priority
    for criterion in criteria_of(programme.rule):
        if (measure := criterion.measure) is not None:
            yield from (
                node for node in (measure.amount, measure.line, measure.per, measure.per_head) if node is not None
            )


def trees_of(programme: Programme) -> list[Node]:
    """Every tree of a programme: its rule, amounts, grounds, and the conditions of papers and steps."""
    return [part for part in _dated_parts(programme) if isinstance(part, Node)]


@cache
def _change_days() -> tuple[date, ...]:
    parts = [part for programme in rule_book().values() for part in _dated_parts(programme)]
    provided = [day for part in parts if isinstance(part, Provision) for day in days_of_change(part.since, part.until)]
    return tuple(sorted({*change_days([part for part in parts if isinstance(part, Node)]), *provided}))


@cache
def _standing(epoch: int) -> Mapping[str, Programme | None]:
    """The programmes between two days on which anything changes."""
    days = _change_days()
    cutter = Cutter(days[epoch - 1] if epoch else date.min)
    return {name: _cut(programme, cutter) for name, programme in rule_book().items()}


def _cut(programme: Programme, cutter: Cutter) -> Programme | None:
    """The programme with every tree in it cut down; what is not in force falls away."""
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
        return tuple(entry for entry in kept if entry is not None)
    if is_dataclass(value) and not isinstance(value, type):
        return _cut_part(value, cutter)
    return value


def _cut_part(part: Any, cutter: Cutter) -> Any:
    """A ground, an amount, a provision; None where it, or a tree that it cannot do without, is not in force."""
    if isinstance(part, Provision) and not part.in_force(cutter.on):
        return None
    changes = {field.name: _cut_value(getattr(part, field.name), cutter) for field in fields(part)}
    gone = any(changes[name] is None and getattr(part, name) is not None for name in changes)
    return None if gone else replace(part, **changes)


def _dated_parts(value: Any) -> list[Node | Provision]:
    """Every tree and every provision in a programme."""
    if isinstance(value, Node):
        return [value]
    if isinstance(value, tuple):
        return [part for entry in value for part in _dated_parts(entry)]
    if is_dataclass(value) and not isinstance(value, type):
        own = [value] if isinstance(value, Provision) else []
        return own + [part for field in fields(value) for part in _dated_parts(getattr(value, field.name))]
    return []
