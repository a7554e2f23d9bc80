"""What a run found, counted; pieces add up."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import polars as pl

from knowledge.register import RegisterJudged
from registers.reading import Households

COUNTERS = ("verdicts", "flags", "amounts")


@dataclass
class Totals:
    """Rows read, judged and unreadable; verdicts as `dibao.eligible`; flags as `dibao.owed_not_received`, with the sums owed.

    `variables` are the columns of facts that the rules were given, `bytes_a_household` what columns and values took in memory.
    """

    rows: int = 0
    judged: int = 0
    unreadable: int = 0
    members: int = 0
    variables: int = 0
    bytes_a_household: float = 0.0
    verdicts: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    amounts: Counter[str] = field(default_factory=Counter)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """What `as_json` made."""
        totals = cls()
        for name, value in kept.items():
            setattr(totals, name, Counter(value) if name in COUNTERS else value)
        return totals

    def as_json(self) -> dict[str, Any]:
        """For the file of a piece and for the summary."""
        return {name: dict(sorted(value.items())) if name in COUNTERS else value for name, value in vars(self).items()}

    def add(self, other: "Totals") -> None:
        """Adds another piece."""
        for name in ("rows", "judged", "unreadable", "members"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in COUNTERS:
            getattr(self, name).update(getattr(other, name))
        self.variables = max(self.variables, other.variables)
        self.bytes_a_household = max(self.bytes_a_household, other.bytes_a_household)

    def count(self, households: Households, judged: RegisterJudged, flagged: pl.DataFrame) -> None:
        """Adds what was found of some households."""
        register = households.register
        self.judged += register.size
        self.members += len(register.home)
        self.variables = max(self.variables, len(register.households) + len(register.persons))
        self.bytes_a_household = max(self.bytes_a_household, judged.bytes / register.size)
        for name, verdicts in judged.programmes.items():
            eligible, possible, all_ = int(verdicts.surely.sum()), int(verdicts.possibly.sum()), len(verdicts.surely)
            counts = {"eligible": eligible, "unknown": possible - eligible, "ineligible": all_ - possible}
            self.verdicts.update({f"{name}.{verdict}": count for verdict, count in counts.items()})
        self.flags.update(dict(_counted(flagged)))
        self.amounts.update(dict(_summed(flagged)))


def _counted(flagged: pl.DataFrame) -> Iterator[tuple[str, int]]:
    for programme, flag, count in flagged.group_by("programme", "flag").len().iter_rows():
        yield (f"{programme}.{flag}" if programme else flag), count


def _summed(flagged: pl.DataFrame) -> Iterator[tuple[str, float]]:
    """What is owed at least, by programme and unit."""
    told = flagged.filter(pl.col("amount_low").is_not_null())
    for programme, unit, total in told.group_by("programme", "unit").agg(pl.col("amount_low").sum()).iter_rows():
        yield f"{programme} {unit}", total
