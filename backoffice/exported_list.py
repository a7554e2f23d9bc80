"""Lists as an office exports them from a spreadsheet: CSV in either encoding, columns by any of their usual names."""

import csv
import io
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from backoffice.errors import BackOfficeError

if TYPE_CHECKING:
    import _csv

#: What is wrong with a file as a whole: for the code, and in Chinese for staff.
Unusable = Callable[[str, str], BackOfficeError]


def read_lines[T](text: str | bytes, read: "Callable[[_csv.Reader], T]", unusable: Unusable) -> T:
    """What `read` makes of the lines of a file.

    Args:
        text: the file; bytes may be UTF-8 (with or without a mark) or GB 18030, as spreadsheets in China write it.

    Raises:
        the error that `unusable` makes: it is not such text, or no CSV.
    """
    lines = csv.reader(io.StringIO(_decoded(text, unusable).replace("\x00", ""), newline=None))
    try:
        return read(lines)
    except csv.Error as error:
        what, words = f"line {lines.line_num}: {error}", f"第 {lines.line_num} 行附近不是 CSV 格式。"
        raise unusable(what, words) from error


def positions(header: Sequence[str], columns: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Where each column stands under one of its names; -1 for one that is missing."""
    titles = [tidy(title).lower() for title in header]
    return {
        column: next((titles.index(name) for name in map(tidy, names) if name in titles), -1)
        for column, names in columns.items()
    }


def field_at(fields: Sequence[str], place: int) -> str:
    """One field of a line, tidied; empty where the line is too short or the column is missing."""
    return tidy(fields[place]) if 0 <= place < len(fields) else ""


def tidy(field: str) -> str:
    """In half width, without spaces around it and without the mark by which spreadsheets keep digits as text."""
    return unicodedata.normalize("NFKC", field).strip().lstrip("'")


def _decoded(text: str | bytes, unusable: Unusable) -> str:
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return text.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise unusable("it is neither UTF-8 nor GB 18030", "文件编码无法识别，请另存为 UTF-8 编码的 CSV 文件。")
