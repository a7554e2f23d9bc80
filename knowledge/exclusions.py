"""Which programmes exclude each other, which come after one another, and which may be held together (`exclusions.yml`).

Two programmes held against the matrix are an alarm for somebody to look at, never a reason to stop paying by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

from knowledge.errors import ExclusionError, UnknownProgrammeError
from knowledge.files import ROOM, below, read_yaml
from knowledge.programmes.programme import Unit
from knowledge.programmes.rule_book import PROMISED
from knowledge.sources import Source, citation

NO_TEXT_ZH = "资料里没有写这两项能不能同时享受，以经办机构为准"


class Relation(StrEnum):
    """What one programme does to another."""

    EXCLUSIVE = "exclusive"
    AFTER = "after"
    TOGETHER = "together"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Pair:
    """Two programmes and what they do to each other.

    `stands` is the one that remains of two exclusive ones, None where that depends on the case; of `after` the first of `of` comes
    after the second. `per` says whether it is the person or the household who may not have both.
    """

    of: tuple[str, str]
    relation: Relation
    note_zh: str
    stands: str | None = None
    per: Unit = Unit.PERSON
    sources: tuple[Source, ...] = ()
    since: date | None = None


def relation(first: str, second: str, on: date) -> Pair:
    """What holds between two programmes on a day; unknown where no text settles it. Raises `UnknownProgrammeError`."""
    for name in (first, second):
        if name not in PROMISED:
            raise UnknownProgrammeError(name, PROMISED)
    found = _pairs().get(frozenset((first, second)))
    if found is None or (found.since is not None and on < found.since):
        return Pair((first, second), Relation.UNKNOWN, NO_TEXT_ZH)
    return found


def clashes(held: Iterable[str], on: date) -> tuple[Pair, ...]:
    """The pairs among several programmes that exclude each other on a day."""
    pairs = (relation(first, second, on) for first, second in combinations(dict.fromkeys(held), 2))
    return tuple(pair for pair in pairs if pair.relation is Relation.EXCLUSIVE)


@cache
def _pairs() -> dict[frozenset[str], Pair]:
    return read_pairs(ROOM / "exclusions.yml")


def read_pairs(path: Path) -> dict[frozenset[str], Pair]:
    """The matrix of a file, by the two names; raises `ExclusionError` with the pair that is wrong."""
    found: dict[frozenset[str], Pair] = {}
    for place, row in enumerate(read_yaml(path, ExclusionError)["pairs"], 1):
        where = f"{below(path)}, pair {place}"
        pair = _pair(row, where)
        if frozenset(pair.of) in found:
            raise ExclusionError(where, f"{pair.of} is named twice", "Keep one of the two")
        found[frozenset(pair.of)] = pair
    return found


def _pair(row: dict[str, Any], where: str) -> Pair:
    try:
        first, second = row["of"]
        pair = Pair(
            of=(first, second),
            relation=Relation(row["relation"]),
            note_zh=row["note_zh"],
            stands=row.get("stands"),
            per=Unit(row["per"]),
            sources=tuple(citation(law) for law in row["law"].split(";")),
            since=row["from"],
        )
    except (KeyError, ValueError) as problem:
        raise ExclusionError(
            where, f"{problem!r} is missing or not allowed", "Compare with the pairs above"
        ) from problem
    for name in pair.of:
        if name not in PROMISED:
            raise ExclusionError(where, f"{name!r} is no programme", f"Programmes: {', '.join(PROMISED)}")
    if pair.stands is not None and (pair.relation is not Relation.EXCLUSIVE or pair.stands not in pair.of):
        raise ExclusionError(where, "`stands` must name one of two exclusive programmes", "Name the one that remains")
    return pair
