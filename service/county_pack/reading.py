"""Reading what was filled in, from a workbook or from a YAML file, into the same rows."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import yaml
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from service.county_pack.filled import Filled, Row
from service.county_pack.sheets import Sheet, sheets
from service.county_pack.template import FIRST_ROW
from service.errors import CountyFileError

KINDS = (".xlsx", ".yaml", ".yml")


def read_filled(file: Path) -> Filled:
    """What the file holds; raises `CountyFileError` where it is no such file, `FileNotFoundError` where there is none."""
    if file.suffix.lower() not in KINDS:
        raise CountyFileError(
            f"{file} is none of {', '.join(KINDS)}. Write one by: assistant county template -o {file.stem}.xlsx"
        )
    return _from_workbook(file) if file.suffix.lower() == ".xlsx" else _from_yaml(file)


def _from_workbook(file: Path) -> Filled:
    try:
        book = load_workbook(file, read_only=False, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError) as problem:
        raise CountyFileError(f"{file} is no workbook ({problem}). Save it as .xlsx") from problem
    parts = {}
    for part, sheet in sheets().items():
        if sheet.title not in book.sheetnames:
            raise CountyFileError(f"{file} has no sheet “{sheet.title}”. Write a new one by: assistant county template")
        parts[part] = list(_rows(book[sheet.title], sheet))
    [county, *_] = parts.pop("county") or [_nothing(sheets()["county"])]
    return Filled(county, **parts)


def _rows(page: Worksheet, sheet: Sheet) -> Iterator[Row]:
    headings = {str(cell.value).strip(): cell.column_letter for cell in page[1] if cell.value}
    letters = {column.name: headings[column.heading] for column in sheet.columns if column.heading in headings}
    for number in range(FIRST_ROW, page.max_row + 1):
        values = {name: _plain(page[f"{letter}{number}"].value) for name, letter in letters.items()}
        if any(value not in (None, "") for value in values.values()):
            yield Row(values, {name: f"{sheet.title}!{letter}{number}" for name, letter in letters.items()})


def _nothing(sheet: Sheet) -> Row:
    return Row(
        {}, {column.name: f"{sheet.title}!{'ABCDEFGHI'[n]}{FIRST_ROW}" for n, column in enumerate(sheet.columns)}
    )


def _plain(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value


def _from_yaml(file: Path) -> Filled:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        raise CountyFileError(f"{file} is not YAML in UTF-8 ({problem}). Correct the line named") from problem
    if not isinstance(content, Mapping):
        raise CountyFileError(f"{file} is no mapping. Begin with id:, name_zh:, policy_set:, figures:")
    county = {name: content.get(name) for name in ("id", "name_zh", "policy_set", "invented")}
    return Filled(
        Row(county, {name: name for name in county}),
        list(_yaml_figures(content.get("figures") or {})),
        *(list(_yaml_rows(part, content.get(part) or [])) for part in ("offices", "hotlines", "places")),
    )


def _yaml_figures(figures: Any) -> Iterator[Row]:
    """Figures as in a pack's own file: `name: {values: {2026-07-01: {value: 960, metadata: {reference: {instrument: …}}}}}`."""
    for name, entry in dict(figures).items():
        for since, row in dict((entry or {}).get("values") or {}).items():
            meta = (row or {}).get("metadata") or {}
            told = {"name": name, "since": since, "value": (row or {}).get("value"), "note": meta.get("note")}
            place = f"figures.{name}.values.{since}"
            places = {**dict.fromkeys((*told, *_figure_columns()), place), "value": f"{place}.value"}
            yield Row({**told, **(meta.get("reference") or {})}, places)


def _figure_columns() -> tuple[str, ...]:
    return tuple(column.name for column in sheets()["figures"].columns)


def _yaml_rows(part: str, rows: Any) -> Iterator[Row]:
    for place, row in enumerate(rows):
        told = {
            name: "、".join(map(str, value)) if isinstance(value, list) else value for name, value in dict(row).items()
        }
        columns = (column.name for column in sheets()[part].columns)
        yield Row(told, {name: f"{part}[{place}].{name}" for name in columns})


def day_of(value: Any) -> date | None:
    """A cell as a day, whether the workbook knows it for one or it is written as 2026-07-01, 2026/7/1 or 2026年7月1日."""
    if isinstance(value, date):
        return value
    words = str(value).strip().rstrip("日").replace("年", "-").replace("月", "-").replace("/", "-").replace(".", "-")
    try:
        year, month, day = (int(part) for part in words.split("-"))
        return date(year, month, day)
    except ValueError:
        return None
