"""A whole register judged: read, judged, flagged and written in pieces, so that memory does not grow with it.

plan = RegisterPlan(Path("households.parquet"), on=date(2026, 11, 30), county="example")
summary = Sweep(plan, Path("out.parquet")).run()
"""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from knowledge import rules_version
from knowledge.register import judge_register
from registers.flags import flags
from registers.parts import Outputs, Part, Parts
from registers.register_file import RegisterFile, RegisterPlan
from registers.tables import LINE, BadRow, Piece
from registers.totals import Totals
from registers.verdicts import verdict_table


class Sweep:
    """One run over one register, for the named programmes or all. `progress` is told after each piece how many rows it had."""

    def __init__(
        self,
        plan: RegisterPlan,
        out: Path,
        programmes: tuple[str, ...] | None = None,
        progress: Callable[[int], None] = lambda rows: None,
    ) -> None:
        """Raises as `RegisterFile` does."""
        self.plan = plan
        self.programmes = programmes
        self.progress = progress
        self.outputs = Outputs.at(out)
        self.register = RegisterFile(plan, self.outputs.parts)

    def count(self) -> int:
        """How many rows there are to judge."""
        return self.register.count()

    def run(self) -> dict[str, Any]:
        """Judges the register and writes what was found; gives the summary. Goes on where an interrupted run of the same stopped."""
        parts = Parts(self.outputs.parts, self._run_id())
        lost = self.register.sort_members()
        self.progress(sum(kept["rows"] for kept in parts.totals()))
        for number, piece in self.register.pieces(skip=parts.done()):
            part = self._judge(number, piece)
            parts.put(number, part)
            self.progress(part.totals["rows"])
        summary = self._summary(parts, lost)
        parts.join(self.outputs, summary, lost)
        return summary

    def _judge(self, number: int, piece: Piece) -> Part:
        totals, verdicts, flagged, bad = Totals(), [], [], list(piece.bad)
        for county, households in self.register.households(number, piece, bad):
            judged = judge_register(households.register, self.plan.on, county, self.programmes)
            verdicts.append(verdict_table(households, judged, county.id))
            flagged.append(flags(households, judged, self.plan.on, self.register.listed_before))
            totals.count(households, judged, flagged[-1])
        totals.rows = len(piece.rows) + len({row.line for row in piece.bad})
        totals.unreadable = totals.rows - totals.judged
        return Part(_in_order(verdicts), _in_order(flagged), bad, totals.as_json())

    def _run_id(self) -> str:
        """What this run does to which files with which rules and figures."""
        files = [path for path in (self.plan.households, self.plan.members) if path]
        seen = [[str(path.resolve()), path.stat().st_size, path.stat().st_mtime_ns] for path in files]
        figures = {name: str(one.value) for name, one in self.register.county.parameters.at(self.plan.on).items()}
        told = [seen, str(self.plan), self.programmes, rules_version(), figures]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    def _summary(self, parts: Parts, lost: list[BadRow]) -> dict[str, Any]:
        totals = Totals()
        for kept in parts.totals():
            totals.add(Totals.from_json(kept))
        asked = {"on": self.plan.on.isoformat(), "county": self.plan.county, "rules_version": rules_version()}
        return {**asked, **totals.as_json(), "members_without_household": len(lost)}


def _in_order(tables: list[pl.DataFrame]) -> pl.DataFrame | None:
    """Several tables as one, in the order of the lines; None where there is none."""
    return pl.concat(tables).sort(LINE, maintain_order=True) if tables else None
