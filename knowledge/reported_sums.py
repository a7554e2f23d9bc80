"""Sums that the two reports state, quoted in their parts. One that does not close is said to differ and is never added up."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any

from knowledge.assessment import plain
from knowledge.errors import SourceError
from knowledge.files import ROOM, read_yaml
from knowledge.sources import Source, citation

DIFFERS_ZH = "；报告写的合计是{stated}{unit}，和各项对不上，以各项为准"
CLOSES_ZH = "，合计{stated}{unit}"


@dataclass(frozen=True)
class ReportedSum:
    """One sum of a report: its parts by name, the total that the report states (None: it states none), what is odd about it."""

    id: str
    label_zh: str
    unit_zh: str
    parts: Mapping[str, Decimal]
    stated: Decimal | None
    source: Source
    note_zh: str = ""

    @property
    def closes(self) -> bool:
        """Whether the parts make the stated sum."""
        return self.stated is not None and sum(self.parts.values()) == self.stated

    @property
    def sentence_zh(self) -> str:
        """The parts, the stated sum only as what the report says, and the note; never a sum of our own."""
        parts = "，".join(f"{name}{plain(value)}{self.unit_zh}" for name, value in self.parts.items())
        return f"{self.label_zh}：{parts}{self._stated_zh()}。" + (f"{self.note_zh}。" if self.note_zh else "")

    def _stated_zh(self) -> str:
        if self.stated is None:
            return ""
        words = CLOSES_ZH if self.closes else DIFFERS_ZH
        return words.format(stated=plain(self.stated), unit=self.unit_zh)


@cache
def reported_sums() -> Mapping[str, ReportedSum]:
    """The sums of both reports by id; raises `SourceError` where an entry lacks something."""
    rows = read_yaml(ROOM / "reported_sums.yml", SourceError)
    return MappingProxyType({id: _sum(id, row) for id, row in rows.items()})


def _sum(id: str, row: Mapping[str, Any]) -> ReportedSum:
    try:
        return ReportedSum(
            id=id,
            label_zh=row["label_zh"],
            unit_zh=row["unit_zh"],
            parts=MappingProxyType({name: Decimal(str(value)) for name, value in row["parts"].items()}),
            stated=Decimal(str(row["stated"])) if "stated" in row else None,
            source=citation(row["law"]),
            note_zh=row.get("note_zh", ""),
        )
    except KeyError as missing:
        raise SourceError(f"reported_sums.yml, {id}", f"has no {missing}", "Add it") from missing
