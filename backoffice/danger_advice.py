"""What staff are told to do, by kind of danger; the lines and their sources are data (`danger_advice.yml`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ADVICE_FILE = Path(__file__).with_name("danger_advice.yml")


@dataclass(frozen=True)
class Line:
    """One thing to do or to know, and the law that it stands on; good practice has none."""

    say: str
    source: str = ""


@dataclass(frozen=True)
class Advice:
    """What holds in one kind of situation."""

    title: str
    kinds: frozenset[str]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class DangerAdvice:
    """All of it."""

    blocks: tuple[Advice, ...]

    @classmethod
    def load(cls, path: Path = ADVICE_FILE) -> "DangerAdvice":
        """Read the file that stands beside this one."""
        return cls(tuple(_advice(entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8")).values()))

    def of(self, kind: str) -> list[Advice]:
        """What to do in a kind of danger, or of `concern.<kind>`; the first is what was told, the others may be it too."""
        return [block for block in self.blocks if kind in block.kinds]


def _advice(entry: Mapping[str, Any]) -> Advice:
    lines = tuple(Line(line["say"], line.get("source", "")) for line in entry["lines"])
    return Advice(entry["title"], frozenset(entry["kinds"]), lines)
