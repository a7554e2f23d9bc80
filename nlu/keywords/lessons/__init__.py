"""What the danger layer learns from: lines written for it (`danger*.txt`, `harmless*.txt`), every choice spelt out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

_CHOICE = re.compile(r"\(([^()]*)\)")
_HEADING = "# == "
MOST_OF_A_LINE = 20
"""A line with many choices is drawn from so often, always alike: the line itself seeds the draw."""


@dataclass(frozen=True)
class Lesson:
    """One message; `kind` of danger (a `DangerKind`), "any" where the line holds several, None without danger."""

    text: str
    kind: "str | None"


def lessons() -> Iterator[Lesson]:
    """Every lesson, dangers first."""
    for file in lesson_files():
        harmless = file.name.startswith("harmless")
        for kind, line in _lines(file):
            yield from (Lesson(text, None if harmless else kind) for text in spelt_out(line))


def lesson_files() -> list[Path]:
    """The files of lessons, dangers first."""
    folder = Path(__file__).parent
    return [*sorted(folder.glob("danger*.txt")), *sorted(folder.glob("harmless*.txt"))]


def spelt_out(line: str) -> list[str]:
    """Messages that a line stands for: 我(很|好)怕 is 我很怕 and 我好怕."""
    parts = [part.split("|") if n % 2 else [part] for n, part in enumerate(_CHOICE.split(line))]
    draw = Random(line)
    drawn = {"".join(draw.choice(words) for words in parts) for _ in range(4 * MOST_OF_A_LINE)}
    return sorted(drawn)[:: max(1, len(drawn) // MOST_OF_A_LINE)][:MOST_OF_A_LINE]


def _lines(file: Path) -> Iterator[tuple[str, str]]:
    kind = "any"
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith(_HEADING):
            kind = line.removeprefix(_HEADING)
        elif line and not line.startswith("#"):
            yield kind, line
