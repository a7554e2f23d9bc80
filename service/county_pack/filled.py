"""What somebody filled in, as rows of named cells that know where they stand: 标准!E7 in a workbook, figures.min_wage in a YAML file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Finding:
    """Something that somebody should look at: where, what is wrong, what to do.

    An alarm does not keep the pack from being loaded: a figure outside a bound of the law may be the notice's own.
    """

    place: str
    what: str
    remedy: str
    alarm: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {self.what} → {self.remedy}"


@dataclass(frozen=True)
class Row:
    """One filled-in row: values by column, and the place of each column's cell."""

    values: Mapping[str, Any]
    places: Mapping[str, str]

    def told(self, column: str) -> Any:
        """The value of a cell without blanks around it; None where it is empty."""
        value = self.values.get(column)
        if isinstance(value, str):
            value = value.strip()
        return None if value == "" else value

    def words(self, column: str) -> str:
        """The value as text, empty where it is."""
        value = self.told(column)
        return "" if value is None else str(value)

    def place(self, column: str) -> str:
        """Where the cell stands."""
        return self.places.get(column) or next(iter(self.places.values()), "")


@dataclass(frozen=True)
class Filled:
    """Everything that was filled in. `county` is the one row that says which county it is."""

    county: Row
    figures: list[Row] = field(default_factory=list)
    offices: list[Row] = field(default_factory=list)
    hotlines: list[Row] = field(default_factory=list)
    places: list[Row] = field(default_factory=list)
