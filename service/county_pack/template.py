"""The empty workbook of a county: one row for each figure that a county sets, with its unit and what the law says about it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from knowledge.county import laws_parameters
from knowledge.parameters.dated import UNITS, Parameter
from service.county_pack.sheets import Sheet, explanation, sheets

HEAD, HINT = Font(bold=True), Font(italic=True, color="666666")
TO_FILL = PatternFill("solid", fgColor="FFF7D6")
FIRST_ROW = 3
#: Province-wide figures that a county may set differently, or that are announced with its own.
ALSO_ASKED = ("edge_multiple",)


def write_template(file: Path) -> int:
    """Writes the workbook and says how many figures it asks for."""
    book = Workbook()
    title, lines = explanation()
    about = book.active
    assert isinstance(about, Worksheet)  # a new workbook has one sheet
    about.title = title
    about.column_dimensions["A"].width = 110
    for line in lines:
        about.append([line])
    figures = list(_figures())
    for part, sheet in sheets().items():
        _write(book.create_sheet(sheet.title), sheet, figures if part == "figures" else sheet.filled)
    book.save(file)
    return len(figures)


def _figures() -> Iterator[Mapping[str, Any]]:
    for parameter in laws_parameters().parameters.values():
        if parameter.jurisdiction == "county" or parameter.name in ALSO_ASKED:
            yield {
                "name": parameter.name,
                "label": parameter.label_zh,
                "unit": _unit(parameter),
                "note": _bounds(parameter),
            }


def _unit(parameter: Parameter) -> str:
    words = {"share": "比例，0到1", "flag": "是或否", "list": "几项，用、隔开", "count": "个数"}
    return words.get(parameter.unit) or UNITS[parameter.unit][1]


def _bounds(parameter: Parameter) -> str:
    ends = [f"不低于{parameter.lowest}" if parameter.lowest is not None else ""]
    ends.append(f"不高于{parameter.highest}" if parameter.highest is not None else "")
    return "，".join(end for end in ends if end)


def _write(page: Worksheet, sheet: Sheet, rows: Any) -> None:
    page.append([column.heading for column in sheet.columns])
    page.append([column.hint for column in sheet.columns])
    for row in rows:
        page.append([row.get(column.name, "") for column in sheet.columns])
    for number, column in enumerate(sheet.columns, 1):
        head = page.cell(1, number)
        head.font = HEAD
        if column.hint:
            head.comment = Comment(column.hint, "assistant")
        page.cell(2, number).font = HINT
        page.cell(2, number).alignment = Alignment(wrap_text=True, vertical="top")
        page.column_dimensions[get_column_letter(number)].width = column.width
        for row in range(FIRST_ROW, page.max_row + 1):
            if not page.cell(row, number).value:
                page.cell(row, number).fill = TO_FILL
    page.freeze_panes = "A3"
