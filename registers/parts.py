"""What a run has done so far, piece by piece on the disk, so that it can go on after an interruption; and putting the pieces together."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl

from registers.tables import LINE, BadRow

BAD_ROWS = {"file": pl.String, "line": pl.Int64, "column": pl.String, "reason": pl.String}


@dataclass(frozen=True)
class Outputs:
    """The files that a run leaves: one row a household, one row a flag, the rows that could not be read, the totals.

    Beside a file `out.csv` or `out.parquet` the others are named after it; a name without such an ending is a folder for all four.
    """

    verdicts: Path
    flags: Path
    bad_rows: Path
    summary: Path
    parts: Path

    @classmethod
    def at(cls, out: Path) -> "Outputs":
        """Where the files of a run lie."""
        kind = out.suffix.lower()
        if kind not in (".csv", ".parquet"):
            return cls(
                out / "households.csv", out / "flags.csv", out / "bad-rows.csv", out / "summary.json", out / "parts"
            )
        return cls(
            out,
            out.with_name(f"{out.stem}.flags{kind}"),
            out.with_name(f"{out.stem}.bad-rows.csv"),
            out.with_name(f"{out.stem}.summary.json"),
            out.with_name(f"{out.stem}.parts"),
        )


@dataclass(frozen=True)
class Part:
    """What one piece gave: its two tables (None where no row could be read), the rows that could not be, its totals."""

    verdicts: pl.DataFrame | None
    flags: pl.DataFrame | None
    bad: list[BadRow]
    totals: dict[str, Any]


class Parts:
    """The pieces of one run in a folder. A piece counts once its totals stand there, which are written last."""

    def __init__(self, folder: Path, run: str) -> None:
        """`run` names what is done to which file; a folder of another run is emptied."""
        self.folder = folder
        mark = folder / "run"
        if folder.exists() and (not mark.exists() or mark.read_text() != run):
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        mark.write_text(run)

    def done(self) -> int:
        """How many pieces are done, counted from the first without a gap."""
        number = 0
        while self._totals(number).exists():
            number += 1
        return number

    def put(self, number: int, part: Part) -> None:
        """Keeps a piece."""
        for table, file in ((part.verdicts, self._verdicts(number)), (part.flags, self._flags(number))):
            if table is not None:
                table.write_ipc(file)
        kept = {"bad": [asdict(row) for row in part.bad], "totals": part.totals}
        unfinished = self._totals(number).with_suffix(".new")
        unfinished.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        unfinished.replace(self._totals(number))

    def totals(self) -> Iterator[dict[str, Any]]:
        """The totals of every piece."""
        for number in range(self.done()):
            yield json.loads(self._totals(number).read_text(encoding="utf-8"))["totals"]

    def join(self, outputs: Outputs, summary: dict[str, Any], more_bad: list[BadRow]) -> None:
        """Writes the files of the run from its pieces, and removes the pieces."""
        numbers = range(self.done())
        outputs.verdicts.parent.mkdir(parents=True, exist_ok=True)
        _joined([self._verdicts(number) for number in numbers], outputs.verdicts)
        _joined([self._flags(number) for number in numbers], outputs.flags)
        bad = [row for number in numbers for row in self._bad(number)] + [asdict(row) for row in more_bad]
        pl.DataFrame(bad, schema=BAD_ROWS).write_csv(outputs.bad_rows)
        outputs.summary.write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        shutil.rmtree(self.folder)

    def _bad(self, number: int) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = json.loads(self._totals(number).read_text(encoding="utf-8"))["bad"]
        return rows

    def _verdicts(self, number: int) -> Path:
        return self.folder / f"{number:06}.verdicts.arrow"

    def _flags(self, number: int) -> Path:
        return self.folder / f"{number:06}.flags.arrow"

    def _totals(self, number: int) -> Path:
        return self.folder / f"{number:06}.json"


def _joined(files: list[Path], out: Path) -> None:
    """One table from its parts, whole or not there at all; without a column but `line` where no row could be read."""
    unfinished = out.with_name(f"{out.name}.new")
    parts = [file for file in files if file.exists()]
    if not parts:
        nothing = pl.DataFrame(schema={LINE: pl.Int64})
        nothing.write_parquet(unfinished) if out.suffix.lower() == ".parquet" else nothing.write_csv(unfinished)
    elif out.suffix.lower() == ".parquet":
        pl.concat([pl.scan_ipc(part) for part in parts]).sink_parquet(unfinished)
    else:
        with unfinished.open("wb") as file:
            for place, part in enumerate(parts):
                pl.read_ipc(part).write_csv(file, include_header=place == 0)
    unfinished.replace(out)
