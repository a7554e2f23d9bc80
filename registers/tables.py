"""Reading a table in pieces: CSV line by line, Parquet row group by row group, every row with the line it stands on.

A line that is no row of the table (too many cells, too few, not UTF-8, a quoted cell that runs on) is a finding and left out.
In a Parquet file the first row counts as line 2, as it would below the heading of a CSV file.
"""

import csv
import io
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import polars as pl

from registers.errors import FormatError

LINE = "line"
FIRST_LINE = 2
KINDS = (".csv", ".parquet")
ROWS_AT_ONCE = 262_144
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class BadRow:
    """A row that could not be read: file, line, column where one is to blame, and what to do."""

    file: str
    line: int
    column: str
    reason: str


@dataclass(frozen=True)
class Piece:
    """Some rows in their order, with their lines in the column `line`, and the rows among them that could not be read."""

    rows: pl.DataFrame
    bad: list[BadRow] = field(default_factory=list)


class TableFile(ABC):
    """A table in a file. `columns` are its headings."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.columns: tuple[str, ...] = self._headings()

    @abstractmethod
    def _headings(self) -> tuple[str, ...]: ...

    @abstractmethod
    def count(self) -> int:
        """How many rows there are, unreadable ones included."""

    @abstractmethod
    def pieces(self, size: int, columns: Iterable[str], skip: int = 0) -> Iterator[Piece]:
        """The table in pieces of so many rows each, these columns only, after leaving out the first `skip` pieces."""


def open_table(path: Path) -> TableFile:
    """A table by its file's ending; raises `FormatError` for a file that is none, `FileNotFoundError` where there is none."""
    if not path.exists():
        raise FileNotFoundError(2, "No such file", str(path))
    if path.suffix.lower() not in KINDS:
        raise FormatError(str(path), "is neither CSV nor Parquet", f"Save it as one of {', '.join(KINDS)}")
    return CsvTable(path) if path.suffix.lower() == ".csv" else ParquetTable(path)


class ParquetTable(TableFile):
    """A table in a Parquet file."""

    def _headings(self) -> tuple[str, ...]:
        try:
            return tuple(pl.scan_parquet(self.path).collect_schema())
        except pl.exceptions.PolarsError as problem:
            raise FormatError(str(self.path), f"is not Parquet ({problem})", "Write the file anew") from problem

    def count(self) -> int:
        """The number of rows."""
        return int(pl.scan_parquet(self.path).select(pl.len()).collect().item())

    def pieces(self, size: int, columns: Iterable[str], skip: int = 0) -> Iterator[Piece]:
        """See the class above. The file is read in larger parts than it is handed out in: each read opens whole row groups."""
        table, total = pl.scan_parquet(self.path).select(list(columns)), self.count()
        at_once = max(size, ROWS_AT_ONCE // size * size)
        for start in range(size * skip, total, at_once):
            part = table.slice(start, at_once).collect().with_row_index(LINE, offset=start + FIRST_LINE)
            for offset in range(0, len(part), size):
                yield Piece(part.slice(offset, size))


class CsvTable(TableFile):
    """A table in a CSV file in UTF-8, one row a line."""

    def _headings(self) -> tuple[str, ...]:
        with self.path.open("rb") as file:
            first = file.readline().removeprefix(BYTE_ORDER_MARK)
        try:
            found = tuple(next(csv.reader([first.decode()]), ()))
        except UnicodeDecodeError as problem:
            raise FormatError(str(self.path), "is not UTF-8", "Save it as “CSV UTF-8”") from problem
        if not found:
            raise FormatError(str(self.path), "is empty", "Give one line of headings and one line a row")
        if len(set(found)) < len(found):
            twice = next(name for name in found if found.count(name) > 1)
            raise FormatError(str(self.path), f"has two columns called {twice!r}", "Rename or remove one of them")
        return found

    def count(self) -> int:
        """The number of lines below the heading."""
        with self.path.open("rb") as file:
            return max(0, sum(1 for _ in file) - 1)

    def pieces(self, size: int, columns: Iterable[str], skip: int = 0) -> Iterator[Piece]:
        """See the class above."""
        kept = list(columns)
        with self.path.open("rb") as file:
            head = next(file).removeprefix(BYTE_ORDER_MARK).rstrip(b"\r\n") + b"\n"
            line = FIRST_LINE + sum(1 for _ in islice(file, size * skip))
            while lines := list(islice(file, size)):
                lines[-1] = lines[-1].rstrip(b"\r\n") + b"\n"
                good, bad = self._sorted(lines, line)
                text = head + b"".join(lines[at] for at in good) if bad else head + b"".join(lines)
                rows = pl.read_csv(io.BytesIO(text), columns=kept, infer_schema=False)
                numbers = pl.Series(LINE, [line + at for at in good], pl.UInt32)
                yield Piece(rows.insert_column(0, numbers), bad)
                line += len(lines)

    def _sorted(self, lines: list[bytes], first: int) -> tuple[list[int], list[BadRow]]:
        """The places of the lines that are rows, and the other ones."""
        try:
            b"".join(lines).decode()
            commas = len(self.columns) - 1
            doubtful = [at for at, one in enumerate(lines) if one.count(b",") != commas or b'"' in one]
        except UnicodeDecodeError:
            doubtful = list(range(len(lines)))
        found = {at: reason for at in doubtful if (reason := self._fault(lines[at]))}
        bad = [BadRow(self.path.name, first + at, "", reason) for at, reason in found.items()]
        return [at for at in range(len(lines)) if at not in found], bad

    def _fault(self, line: bytes) -> str:
        """Why a line is no row of the table; empty where it is one."""
        try:
            cells = next(csv.reader([line.decode()], strict=True), [])
        except UnicodeDecodeError:
            return "is not UTF-8. Save the file as “CSV UTF-8”"
        except csv.Error as problem:
            return f"cannot be read as CSV ({problem}). Keep each row on one line and close every quote"
        if len(cells) == len(self.columns):
            return ""
        return f"has {len(cells)} cells where the heading has {len(self.columns)}. Write the row anew"
