"""From the cells of a column to what is known of a fact, as `screen` would take each value.

Numbers written plainly are read all at once; everything else (labels, dates, 三级, 1000..2000) once for each different writing.
An empty cell is a fact that nobody has told.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from knowledge import Between, Fact, FactKind, KnowledgeError
from knowledge.facts import Interval
from knowledge.register import Column
from knowledge.values import NO as NO_WORDS
from knowledge.values import SCALES, interval_of
from knowledge.values import YES as YES_WORDS

RANGE = ".."
PLAIN_NUMBERS = frozenset({FactKind.MONEY, FactKind.MONEY_MONTH, FactKind.AREA, FactKind.COUNT, FactKind.AGE})
# Beyond this many digits a binary number no longer holds a fen.
MOST_PLAIN = 1e11

Spoken = Callable[[str], object]


@dataclass(frozen=True)
class BadCell:
    """A cell that cannot be read: its row in the piece, the column, why, and what to write instead."""

    row: int
    column: str
    reason: str


@dataclass
class ReadColumn:
    """What a column tells, and the cells that could not be read (which tell nothing)."""

    known: Column
    bad: list[BadCell]


def read_column(fact: Fact, cells: pl.Series, column: str, spoken: Spoken = str) -> ReadColumn:
    """The intervals of a fact from its cells. `spoken` says how a written value is meant, such as a county's own name for here."""
    low, high = (np.full(len(cells), side) for side in fact.domain)
    rest = cells.is_not_null().to_numpy()
    if fact.kind in PLAIN_NUMBERS:
        numbers, plain = _plain_numbers(fact, cells)
        low[plain], high[plain] = numbers[plain], numbers[plain]
        rest = rest & ~plain
    bad: list[BadCell] = []
    writings = _Writings.among(cells, rest)
    meant = np.full((2, writings.most), np.nan)
    for code, written in writings.told:
        try:
            meant[:, code] = _interval(fact, spoken(written), column)
        except KnowledgeError as error:
            bad += [BadCell(row, column, f"{error.what}. {error.remedy}") for row in writings.rows(code)]
            meant[:, code] = fact.domain
    low[rest], high[rest] = meant[0, writings.codes], meant[1, writings.codes]
    return ReadColumn((low, high), bad)


def read_received(cells: pl.Series, column: str) -> tuple[npt.NDArray[np.int16], list[BadCell]]:
    """How often something is received: yes and no, or a number. An empty cell of such a column means that it is not."""
    times = np.zeros(len(cells), np.int16)
    bad: list[BadCell] = []
    told = cells.is_not_null().to_numpy()
    writings = _Writings.among(cells, told)
    meant = np.zeros(writings.most, np.int16)
    for code, written in writings.told:
        word = written.lower()
        if word in YES_WORDS or word in NO_WORDS:
            meant[code] = word in YES_WORDS
        elif word.isdecimal() and int(word) < np.iinfo(np.int16).max:
            meant[code] = int(word)
        elif word:
            reason = f"{written!r} is neither yes nor no nor a number"
            bad += [BadCell(row, column, reason) for row in writings.rows(code)]
    times[told] = meant[writings.codes]
    return times, bad


def _plain_numbers(fact: Fact, cells: pl.Series) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Numbers in the rules' whole units, rounded as `interval_of` rounds, and where they can be taken as they are."""
    scale = SCALES.get(fact.kind, 1)
    told = cells.cast(pl.Float64, strict=False).to_numpy()
    with np.errstate(invalid="ignore"):
        whole = np.floor(np.round(told * scale, 6) + 0.5)
        fits = np.isfinite(told) & (np.abs(told) < MOST_PLAIN) & (whole >= fact.domain[0]) & (whole <= fact.domain[1])
        return whole, fits & ((scale > 1) | (told == whole))


@dataclass(frozen=True)
class _Writings:
    """The different writings among some cells: each with a code below `most`, and the code of every cell."""

    wanted: npt.NDArray[np.intp]
    codes: npt.NDArray[np.uint32]
    told: list[tuple[int, str]]
    most: int

    @classmethod
    def among(cls, cells: pl.Series, where: npt.NDArray[np.bool_]) -> "_Writings":
        """The writings of the cells at some places, blanks around them taken off."""
        wanted = np.nonzero(where)[0]
        if not len(wanted):
            return cls(wanted, np.zeros(0, np.uint32), [], 0)
        written = (cells if len(wanted) == len(cells) else cells.gather(wanted)).cast(pl.String)
        codes = written.cast(pl.Categorical).to_physical().to_numpy()
        different, first = np.unique(codes, return_index=True)
        told = [(int(code), str(written[int(place)]).strip()) for code, place in zip(different, first, strict=True)]
        return cls(wanted, codes, told, int(different[-1]) + 1)

    def rows(self, code: int) -> list[int]:
        """Where a writing stands."""
        return [int(row) for row in self.wanted[self.codes == code]]


def _interval(fact: Fact, value: object, column: str) -> Interval:
    if value == "":
        return fact.domain
    if isinstance(value, str) and RANGE in value:
        low, _, high = value.partition(RANGE)
        value = Between(low.strip() or None, high.strip() or None)
    return interval_of(fact, value, column)
