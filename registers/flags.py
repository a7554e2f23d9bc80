"""What does not fit together: owed and not received, received twice or against the law's exclusions, received and no longer due.

Each is an alarm for somebody to look at, never a decision: the register may be behind, or a circumstance may stand in no column.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations

import numpy as np
import numpy.typing as npt
import polars as pl

from knowledge.exclusions import Pair, Relation, relation
from knowledge.register import Register, RegisterJudged, RegisterVerdicts, Truths
from knowledge.sources import citations
from knowledge.trees.nodes import Criterion
from registers.reading import Households
from registers.words import words

SCHEMA = {
    "line": pl.Int64,
    "id": pl.String,
    "member": pl.String,
    "flag": pl.Categorical,
    "programme": pl.Categorical,
    "other": pl.Categorical,
    "criterion": pl.Categorical,
    "reason": pl.Categorical,
    "source": pl.Categorical,
    "amount_low": pl.Float64,
    "amount_high": pl.Float64,
    "unit": pl.Categorical,
}


class Flag(StrEnum):
    """Why a household is looked at."""

    OWED = "owed_not_received"
    TWICE = "received_twice"
    EXCLUSIVE = "received_exclusive"
    NOT_DUE = "received_not_due"
    LISTED_TWICE = "listed_twice"


@dataclass(frozen=True)
class _Held:
    """Who receives a programme, for each household and for each person (all members of a household that receives it)."""

    programme: str
    households: Truths
    persons: Truths


def flags(households: Households, judged: RegisterJudged, on: date, listed_before: Mapping[int, int]) -> pl.DataFrame:
    """All flags of some households; `listed_before` tells of a line on which earlier line the same household stands."""
    frames = [
        *_listed_twice(households, listed_before),
        *(
            frame
            for name, verdicts in judged.programmes.items()
            for frame in _of_programme(households, name, verdicts, on)
        ),
        *_exclusive(households, on),
    ]
    return pl.concat(frames) if frames else pl.DataFrame(schema=SCHEMA)


def _of_programme(households: Households, name: str, verdicts: RegisterVerdicts, on: date) -> Iterator[pl.DataFrame]:
    times = (households.member_received if verdicts.by_person else households.received).get(name)
    if times is None:
        return
    who = _Bearers.of(households, verdicts.by_person)
    reasons = _Reasons(verdicts, on)
    yield who.frame(verdicts.surely & (times == 0), Flag.OWED, name, reasons.at, amount=verdicts)
    yield who.frame(~verdicts.possibly & (times > 0), Flag.NOT_DUE, name, reasons.at)
    yield who.frame(times > 1, Flag.TWICE, name, _of_register(words().reasons[Flag.TWICE]))


def _exclusive(households: Households, on: date) -> Iterator[pl.DataFrame]:
    held = list(_held(households))
    for one, other in combinations(held, 2):
        pair = relation(one.programme, other.programme, on)
        if pair.relation is not Relation.EXCLUSIVE:
            continue
        by_person = pair.per == "person" and bool(households.member_received)
        both = (one.persons & other.persons) if by_person else (one.households & other.households)
        who = _Bearers.of(households, by_person)
        goes = next(name for name in pair.of if name != pair.stands)
        yield who.frame(both, Flag.EXCLUSIVE, goes, _of_pair(pair), other=pair.stands or "")


def _of_pair(pair: Pair) -> "Callable[[npt.NDArray[np.intp]], _Words]":
    source = "；".join(source.citation_zh for source in pair.sources)
    return lambda rows: _Words.same(len(rows), "", pair.note_zh, source)


def _of_register(reason: str) -> "Callable[[npt.NDArray[np.intp]], _Words]":
    return lambda rows: _Words.same(len(rows), "", reason, "")


def _held(households: Households) -> Iterator[_Held]:
    register = households.register
    for name, times in households.received.items():
        yield _Held(name, times > 0, (times > 0)[register.home])
    for name, times in households.member_received.items():
        yield _Held(name, _some_member(register, times > 0), times > 0)


def _some_member(register: Register, test: Truths) -> Truths:
    some: Truths = np.bincount(register.home, weights=test, minlength=register.size) > 0
    return some


def _listed_twice(households: Households, listed_before: Mapping[int, int]) -> Iterator[pl.DataFrame]:
    again = np.isin(households.lines, np.fromiter(listed_before, np.int64, len(listed_before)))
    if again.any():
        who = _Bearers.of(households, by_person=False)
        reason = words().reasons[Flag.LISTED_TWICE]
        lines = [reason.format(line=listed_before[int(line)]) for line in households.lines[again]]
        yield who.frame(
            again, Flag.LISTED_TWICE, "", lambda rows: _Words.each([""] * len(rows), lines, [""] * len(rows))
        )


@dataclass(frozen=True)
class _Words:
    """Criterion, reason and source of some flags."""

    criterion: pl.Series
    reason: pl.Series
    source: pl.Series

    @classmethod
    def each(cls, criteria: list[str], reasons: list[str], sources: list[str]) -> "_Words":
        """One of each a flag."""
        return cls(*(pl.Series(words, dtype=pl.Categorical) for words in (criteria, reasons, sources)))

    @classmethod
    def same(cls, count: int, criterion: str, reason: str, source: str) -> "_Words":
        """The same for all."""
        return cls(*(_same(word, count) for word in (criterion, reason, source)))


class _Reasons:
    """The deciding criterion of each verdict in words, with its article."""

    def __init__(self, verdicts: RegisterVerdicts, on: date) -> None:
        criteria = verdicts.deciding.criteria
        self._place = verdicts.deciding.place
        # the last one stands for "no criterion is named"
        self._ids = _categories([*(one.id for one in criteria), ""])
        self._labels = _categories([*(one.label_zh for one in criteria), ""])
        self._sources = _categories([*(_cited(one, on) for one in criteria), ""])

    def at(self, rows: npt.NDArray[np.intp]) -> _Words:
        """The words of some verdicts."""
        places = self._place[rows] % len(self._ids)
        return _Words(self._ids.gather(places), self._labels.gather(places), self._sources.gather(places))


def _cited(criterion: Criterion, on: date) -> str:
    return "；".join(source.citation_zh for source in citations(criterion.law, on))


@dataclass(frozen=True)
class _Bearers:
    """Whom a flag is about: households, or members with their households."""

    lines: npt.NDArray[np.int64]
    ids: pl.Series
    members: pl.Series

    @classmethod
    def of(cls, households: Households, by_person: bool) -> "_Bearers":
        """One entry a member, or one a household."""
        size, home = households.register.size, households.register.home
        ids = pl.repeat("", size, eager=True) if households.ids is None else households.ids
        if not by_person:
            return cls(households.lines, ids, pl.repeat("", size, eager=True))
        return cls(households.lines[home], ids.gather(home), households.member_ids)

    def frame(
        self,
        where: Truths,
        flag: Flag,
        programme: str,
        reasons: Callable[[npt.NDArray[np.intp]], _Words],
        *,
        other: str = "",
        amount: RegisterVerdicts | None = None,
    ) -> pl.DataFrame:
        """One row a flag, where it applies."""
        rows = np.nonzero(where)[0]
        said = reasons(rows)
        given = amount.given if amount else None
        nothing = np.full(len(rows), np.nan)
        columns = {
            "line": pl.Series(self.lines[rows], dtype=pl.Int64),
            "id": self.ids.gather(rows),
            "member": self.members.gather(rows),
            "flag": _same(flag.value, len(rows)),
            "programme": _same(programme, len(rows)),
            "other": _same(other, len(rows)),
            "criterion": said.criterion,
            "reason": said.reason,
            "source": said.source,
            "amount_low": pl.Series(given.low[rows] if given else nothing, nan_to_null=True),
            "amount_high": pl.Series(given.high[rows] if given else nothing, nan_to_null=True),
            "unit": _same(given.rule.unit_zh if given else "", len(rows)),
        }
        return pl.DataFrame(columns)


def _categories(words: list[str]) -> pl.Series:
    return pl.Series(words, dtype=pl.Categorical)


def _same(word: str, count: int) -> pl.Series:
    return pl.repeat(word, count, dtype=pl.Categorical, eager=True)
