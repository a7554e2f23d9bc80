"""The members of a register in a file of their own, in any order: sorted once into the pieces of their households.

What is kept in memory is the id and the line of every household; the members lie on the disk.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from registers.headings import FIRST, Headings
from registers.tables import FIRST_LINE, LINE, BadRow, TableFile

HOUSEHOLD_LINE = "household line"
_PIECE = "piece"
_KEY = "household id"
ROWS_AT_ONCE = 524_288


@dataclass(frozen=True)
class MemberRows:
    """Members of the households of one piece, household by household, in the order of their file."""

    file: str
    rows: pl.DataFrame
    headings: Headings

    @property
    def lines(self) -> npt.NDArray[np.int64]:
        """The line of each member in their file."""
        return self.rows[LINE].to_numpy().astype(np.int64)

    @property
    def household_lines(self) -> npt.NDArray[np.int64]:
        """The line of each member's household."""
        return self.rows[HOUSEHOLD_LINE].to_numpy().astype(np.int64)

    @property
    def ids(self) -> pl.Series:
        """How the file names each member; m1, m2 … within the household where it does not."""
        column = self.headings.member_ids.get(FIRST)
        if column is not None and not self.rows[column].null_count():
            return self.rows[column].cast(pl.String).alias("member")
        place = pl.int_range(pl.len()).over(HOUSEHOLD_LINE) + 1
        counted = pl.concat_str(pl.lit("m"), place)
        named = counted if column is None else pl.coalesce(pl.col(column).cast(pl.String), counted)
        return self.rows.select(named.alias("member")).to_series()

    def of(self, lines: npt.NDArray[np.int64]) -> "MemberRows":
        """The members of some households only."""
        wanted = np.isin(self.household_lines, lines)
        return self if wanted.all() else MemberRows(self.file, self.rows.filter(pl.Series(wanted)), self.headings)


def sort_members(
    table: TableFile, headings: Headings, households: pl.DataFrame, size: int, folder: Path
) -> Iterator[BadRow]:
    """Writes the members into `folder`, by piece; gives the rows that belong to no household.

    `households` has the columns `id` and `line` of the register, `size` is the number of rows of a piece.
    """
    folder.mkdir(parents=True, exist_ok=True)
    keys = households.select(
        pl.col("id").alias(_KEY),
        pl.col(LINE).cast(pl.Int64).alias(HOUSEHOLD_LINE),
        ((pl.col(LINE).cast(pl.Int64) - FIRST_LINE) // size).alias(_PIECE),
    )
    column = str(headings.household)
    for number, part in enumerate(table.pieces(ROWS_AT_ONCE, headings.read)):
        yield from part.bad
        found = part.rows.with_columns(pl.col(column).cast(pl.String).alias(_KEY)).join(
            keys, on=_KEY, how="left", maintain_order="left"
        )
        for line, household in found.filter(pl.col(_PIECE).is_null()).select(LINE, _KEY).iter_rows():
            yield BadRow(table.path.name, line, column, f"no household has the id {household!r}. Correct or add it")
        for (piece,), rows in found.drop_nulls(_PIECE).drop(_KEY).partition_by(_PIECE, as_dict=True).items():
            rows.drop(_PIECE).write_ipc(folder / f"{int(str(piece)):06}-{number:06}.arrow")


def read_members(folder: Path, piece: int, file: str, headings: Headings) -> MemberRows:
    """The members of the households of one piece."""
    parts = [pl.read_ipc(path) for path in sorted(folder.glob(f"{piece:06}-*.arrow"))]
    if not parts:
        empty = {LINE: pl.Int64, HOUSEHOLD_LINE: pl.Int64, **dict.fromkeys(headings.read, pl.String)}
        return MemberRows(file, pl.DataFrame(schema=empty), headings)
    rows = pl.concat(parts).sort(HOUSEHOLD_LINE, LINE)
    return MemberRows(file, rows, headings)
