"""Figures that somebody thinks of changing, read from a file:

    label: 低保标准提高到1100元
    counties: [example]              # all counties where it is left out
    parameters:
      dibao_std_rural: 1100          # holds on the day that is tried
      edge_multiple: {values: {2027-01-01: {value: 2}}}   # as a county writes its figures, with the day from which it holds

A file without `parameters` is taken as the figures themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from knowledge import County, KnowledgeError
from registers.errors import ChangeError

KEYS = {"label", "counties", "parameters"}
SOURCE_ZH = "拟调整"


@dataclass(frozen=True)
class Change:
    """Other values for some figures, in some counties or in all."""

    label: str
    counties: tuple[str, ...] | None
    parameters: Mapping[str, Any]

    def of(self, county: County, on: date) -> County:
        """The county with the figures as they would be on a day; itself where the change is not for it."""
        if self.counties is not None and county.id not in self.counties:
            return county
        values = {name: value for name, told in self.parameters.items() if (value := _on(told, on)) is not None}
        return county.with_parameters(values, source=SOURCE_ZH)


def read_change(file: Path) -> Change:
    """The change in a file; raises `ChangeError` with the place and the remedy."""
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        raise ChangeError(str(file), f"is not YAML in UTF-8 ({problem})", "Correct the line named") from problem
    if not isinstance(content, Mapping) or not content:
        raise ChangeError(str(file), "names no figure", "Write one figure a line, such as dibao_std_rural: 1100")
    if "parameters" not in content:
        content = {"parameters": content}
    other = set(content) - KEYS
    if other or not isinstance(content["parameters"], Mapping) or not content["parameters"]:
        what = f"{', '.join(sorted(map(str, other))) or 'parameters'} is not as it should be"
        raise ChangeError(str(file), what, f"Parts are {', '.join(sorted(KEYS))}; parameters are values by name")
    counties = content.get("counties")
    return Change(
        str(content.get("label") or file.stem),
        None if counties is None else tuple(str(county) for county in counties),
        dict(content["parameters"]),
    )


def check_change(change: Change, county: County, on: date, file: Path) -> None:
    """Raises `ChangeError` where a figure is none, or has a value that it cannot have."""
    try:
        Change(change.label, None, change.parameters).of(county, on)
    except KnowledgeError as error:
        raise ChangeError(f"{file}, {error.where}", error.what, error.remedy) from error


def _on(told: Any, on: date) -> Any:
    """The value that holds on a day; None before its first day. A bare value holds on any."""
    if not isinstance(told, Mapping) or "values" not in told:
        return told
    days = [since for since in told["values"] if since <= on]
    return told["values"][max(days)]["value"] if days else None
