"""A register on the disk, opened: its households, their members, and whose figures judge each row."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import polars as pl

from knowledge import County, KnowledgeError, load_county
from registers.headings import Headings, household_headings, member_headings
from registers.members import MemberRows, read_members, sort_members
from registers.reading import Households, read_households
from registers.tables import LINE, BadRow, Piece, open_table

# Large enough that a piece costs little beside its rows, small enough for a few hundred megabytes.
ROWS_A_PIECE = 65_536
IDS_AT_ONCE = 262_144
MEMBERS = "members"


@dataclass(frozen=True)
class RegisterPlan:
    """Which register is read, for which day. `county` is the pack for rows that name none; `left_out` are columns not to be read."""

    households: Path
    on: date
    county: str
    members: Path | None = None
    left_out: tuple[str, ...] = ()
    rows_a_piece: int = ROWS_A_PIECE


class RegisterFile:
    """A register, read piece by piece. `folder` is where its members are sorted into their pieces."""

    def __init__(self, plan: RegisterPlan, folder: Path) -> None:
        """Raises `RegisterError` for a file that cannot be read at all, a `KnowledgeError` for a county that is none."""
        self.plan = plan
        self.folder = folder
        self.table = open_table(plan.households)
        self.headings = household_headings(self.table.columns, plan.households.name, plan.left_out)
        self.members = open_table(plan.members) if plan.members else None
        self.county = load_county(plan.county)

    @cached_property
    def member_headings(self) -> Headings | None:
        """What the columns of the members' file mean."""
        if self.members is None:
            return None
        return member_headings(self.members.columns, self.members.path.name, self.plan.left_out)

    def count(self) -> int:
        """How many rows of households there are."""
        return self.table.count()

    def sort_members(self) -> list[BadRow]:
        """Puts the members beside their households, unless that is done; gives the members that have none."""
        if self.members is None or self.member_headings is None:
            return []
        done = self.folder / "members.json"
        if not done.exists():
            size = self.plan.rows_a_piece
            lost = list(sort_members(self.members, self.member_headings, self._ids, size, self.folder / MEMBERS))
            done.write_text(json.dumps([vars(row) for row in lost], ensure_ascii=False), encoding="utf-8")
        return [BadRow(**row) for row in json.loads(done.read_text(encoding="utf-8"))]

    def pieces(self, skip: int = 0) -> Iterator[tuple[int, Piece]]:
        """The pieces with their numbers; the first `skip` are left out."""
        yield from enumerate(self.table.pieces(self.plan.rows_a_piece, self.headings.read, skip), skip)

    def households(self, number: int, piece: Piece, bad: list[BadRow]) -> Iterator[tuple[County, Households]]:
        """The readable households of a piece, by the county whose figures judge them; adds the other rows to `bad`."""
        members = self._members_of(number)
        for county, rows in self._by_county(piece.rows, bad):
            own = members.of(rows[LINE].to_numpy()) if members else None
            households, unreadable = read_households(rows, self.headings, county, self.table.path.name, own)
            bad += unreadable
            if households.register.size:
                yield county, households

    @cached_property
    def listed_before(self) -> Mapping[int, int]:
        """For the line of a household that stands in the register already, the line where it stood first."""
        ids = self._ids.drop_nulls("id")
        again = ids.filter(ids["id"].is_duplicated()).with_columns(pl.col(LINE).min().over("id").alias("first"))
        return dict(again.filter(pl.col(LINE) > pl.col("first")).select(LINE, "first").iter_rows())

    def _members_of(self, number: int) -> MemberRows | None:
        if self.members is None or self.member_headings is None:
            return None
        return read_members(self.folder / MEMBERS, number, self.members.path.name, self.member_headings)

    def _by_county(self, rows: pl.DataFrame, bad: list[BadRow]) -> Iterator[tuple[County, pl.DataFrame]]:
        column = self.headings.county
        if column is None:
            yield self.county.answering(self.plan.on), rows
            return
        named = rows.with_columns(pl.col(column).cast(pl.String).str.strip_chars().fill_null(self.plan.county))
        for (id,), part in named.partition_by(column, as_dict=True, maintain_order=True).items():
            try:
                yield load_county(str(id)).answering(self.plan.on), part
            except KnowledgeError as error:
                reason = f"{error.what}. {error.remedy}"
                bad += [BadRow(self.table.path.name, line, column, reason) for line in part[LINE].to_list()]

    @cached_property
    def _ids(self) -> pl.DataFrame:
        """The id and line of every household, where the register has ids."""
        nobody = pl.DataFrame(schema={"id": pl.String, LINE: pl.Int64})
        column = self.headings.id
        if column is None:
            return nobody
        pieces = (piece.rows for piece in self.table.pieces(IDS_AT_ONCE, [column]))
        told = [rows.select(pl.col(column).cast(pl.String).alias("id"), pl.col(LINE).cast(pl.Int64)) for rows in pieces]
        return pl.concat([nobody, *told])
