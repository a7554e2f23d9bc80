"""A whole register judged: read, judged, flagged and written in pieces, so that memory does not grow with it.

found = Sweep(SweepPlan(Path("households.parquet"), on=date(2026, 11, 30), county="example")).run(Path("out.parquet"))
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from knowledge import County, KnowledgeError, load_county, rules_version
from knowledge.register import judge_register
from registers.flags import flags
from registers.headings import Headings, household_headings, member_headings
from registers.members import MemberRows, read_members, sort_members
from registers.parts import Outputs, Part, Parts
from registers.reading import read_households
from registers.tables import LINE, BadRow, Piece, open_table
from registers.totals import Totals
from registers.verdicts import verdict_table

# Small enough that the values of a piece stay near the processor, large enough that a piece costs little beside its rows.
ROWS_A_PIECE = 65_536
IDS_AT_ONCE = 262_144
MEMBERS = "members"


@dataclass(frozen=True)
class SweepPlan:
    """What is judged, by which day's rules. `county` is the pack for rows that name none; `left_out` are columns not to be read."""

    households: Path
    on: date
    county: str
    members: Path | None = None
    programmes: tuple[str, ...] | None = None
    left_out: tuple[str, ...] = ()
    rows_a_piece: int = ROWS_A_PIECE


class Sweep:
    """One run over one register. `progress` is told after each piece how many rows it had."""

    def __init__(self, plan: SweepPlan, progress: Callable[[int], None] = lambda rows: None) -> None:
        """Raises `RegisterError` for a file that cannot be read at all, a `KnowledgeError` for a county or programme that is none."""
        self.plan = plan
        self.progress = progress
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
        """How many rows there are to judge."""
        return self.table.count()

    def run(self, out: Path) -> dict[str, Any]:
        """Judges the register and writes what was found; gives the summary. Goes on where an interrupted run of the same stopped."""
        outputs = Outputs.at(out)
        parts = Parts(outputs.parts, self._run_id())
        lost = self._sort_members(outputs.parts)
        done, size = parts.done(), self.plan.rows_a_piece
        self.progress(sum(kept["rows"] for kept in parts.totals()))
        for number, piece in enumerate(self.table.pieces(size, self.headings.read, skip=done), done):
            part = self._judge(number, piece, outputs.parts)
            parts.put(number, part)
            self.progress(part.totals["rows"])
        summary = self._summary(parts, lost)
        parts.join(outputs, summary, lost)
        return summary

    def _sort_members(self, folder: Path) -> list[BadRow]:
        if self.members is None or self.member_headings is None:
            return []
        done = folder / "members.json"
        if not done.exists():
            size = self.plan.rows_a_piece
            lost = list(sort_members(self.members, self.member_headings, self._ids, size, folder / MEMBERS))
            done.write_text(json.dumps([vars(row) for row in lost], ensure_ascii=False), encoding="utf-8")
        return [BadRow(**row) for row in json.loads(done.read_text(encoding="utf-8"))]

    def _judge(self, number: int, piece: Piece, folder: Path) -> Part:
        members = self._members_of(number, folder)
        totals, verdicts, flagged, bad = Totals(), [], [], list(piece.bad)
        for county, rows in self._by_county(piece.rows, bad):
            own = members.of(rows[LINE].to_numpy()) if members else None
            households, unreadable = read_households(rows, self.headings, county, self.table.path.name, own)
            bad += unreadable
            if households.register.size:
                judged = judge_register(households.register, self.plan.on, county, self.plan.programmes)
                verdicts.append(verdict_table(households, judged, county.id))
                flagged.append(flags(households, judged, self.plan.on, self._listed_before))
                totals.count(households, judged, flagged[-1])
        totals.rows = len(piece.rows) + len({row.line for row in piece.bad})
        totals.unreadable = totals.rows - totals.judged
        return Part(_in_order(verdicts), _in_order(flagged), bad, totals.as_json())

    def _members_of(self, number: int, folder: Path) -> MemberRows | None:
        if self.members is None or self.member_headings is None:
            return None
        return read_members(folder / MEMBERS, number, self.members.path.name, self.member_headings)

    def _by_county(self, rows: pl.DataFrame, bad: list[BadRow]) -> Iterator[tuple[County, pl.DataFrame]]:
        """The rows by the county whose figures judge them."""
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
        if self.headings.id is None:
            return pl.DataFrame(schema={"id": pl.String, LINE: pl.Int64})
        column = self.headings.id
        pieces = (piece.rows for piece in self.table.pieces(IDS_AT_ONCE, [column]))
        renamed = [
            rows.select(pl.col(column).cast(pl.String).alias("id"), pl.col(LINE).cast(pl.Int64)) for rows in pieces
        ]
        return pl.concat(renamed) if renamed else pl.DataFrame(schema={"id": pl.String, LINE: pl.Int64})

    @cached_property
    def _listed_before(self) -> Mapping[int, int]:
        """For the line of a household that stands in the register already, the line where it stood first."""
        ids = self._ids.drop_nulls("id")
        again = ids.filter(ids["id"].is_duplicated()).with_columns(pl.col(LINE).min().over("id").alias("first"))
        return dict(again.filter(pl.col(LINE) > pl.col("first")).select(LINE, "first").iter_rows())

    def _run_id(self) -> str:
        """What this run does to which files with which rules and figures."""
        files = [path for path in (self.plan.households, self.plan.members) if path]
        seen = [[str(path.resolve()), path.stat().st_size, path.stat().st_mtime_ns] for path in files]
        figures = {name: str(one.value) for name, one in self.county.parameters.at(self.plan.on).items()}
        told = [seen, str(self.plan), rules_version(), figures]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    def _summary(self, parts: Parts, lost: list[BadRow]) -> dict[str, Any]:
        totals = Totals()
        for kept in parts.totals():
            totals.add(Totals.from_json(kept))
        asked = {"on": self.plan.on.isoformat(), "county": self.county.id, "rules_version": rules_version()}
        return {**asked, **totals.as_json(), "members_without_household": len(lost)}


def _in_order(tables: list[pl.DataFrame]) -> pl.DataFrame | None:
    """Several tables as one, in the order of the lines; None where there is none."""
    return pl.concat(tables).sort(LINE, maintain_order=True) if tables else None
