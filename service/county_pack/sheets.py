"""The layout of a county's workbook, as `sheets.yml` tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

PARTS = ("county", "figures", "offices", "hotlines", "places")
LIST_MARKS = "、,，;；"


@dataclass(frozen=True)
class Column:
    """One column: its name in code, its heading, its width in characters, what to write in it."""

    name: str
    heading: str
    width: int
    hint: str


@dataclass(frozen=True)
class Sheet:
    """One sheet: headings in the first row, hints in the second, rows below."""

    part: str
    title: str
    columns: tuple[Column, ...]
    filled: tuple[Mapping[str, Any], ...] = ()


@cache
def sheets() -> Mapping[str, Sheet]:
    """The sheets that are read back, by part."""
    content = _content()
    return {
        part: Sheet(
            part,
            content[part]["title"],
            tuple(Column(*row) for row in content[part]["columns"]),
            tuple(content[part].get("filled", ())),
        )
        for part in PARTS
    }


def duties() -> Mapping[str, str]:
    """The topic of each kind of business that an office may do."""
    words: Mapping[str, str] = _content()["duties"]
    return words


def explanation() -> tuple[str, list[str]]:
    """Title and lines of the sheet that only explains."""
    about = _content()["about"]
    return about["title"], about["lines"]


def listed(words: str) -> list[str]:
    """The entries of a cell that holds several, divided by 、 or a comma."""
    for mark in LIST_MARKS[1:]:
        words = words.replace(mark, LIST_MARKS[0])
    return [entry.strip() for entry in words.split(LIST_MARKS[0]) if entry.strip()]


@cache
def _content() -> Any:
    return yaml.safe_load((Path(__file__).parent / "sheets.yml").read_text(encoding="utf-8"))
