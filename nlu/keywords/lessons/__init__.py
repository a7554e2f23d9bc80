"""What the danger layer learns from: lines written for it (`danger.txt`, `harmless.txt`), every choice spelt out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
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
    for kind, line in _lines("danger.txt"):
        yield from (Lesson(text, kind) for text in spelt_out(line))
    for _kind, line in _lines("harmless.txt"):
        yield from (Lesson(text, None) for text in spelt_out(line))


def spelt_out(line: str) -> list[str]:
    """Messages that a line stands for: 我(很|好)怕 is 我很怕 and 我好怕."""
    parts = [part.split("|") if n % 2 else [part] for n, part in enumerate(_CHOICE.split(line))]
    draw = Random(line)
    drawn = {"".join(draw.choice(words) for words in parts) for _ in range(4 * MOST_OF_A_LINE)}
    return sorted(drawn)[:: max(1, len(drawn) // MOST_OF_A_LINE)][:MOST_OF_A_LINE]


def _lines(name: str) -> Iterator[tuple[str, str]]:
    kind = "any"
    for line in resources.files(__package__).joinpath(name).read_text(encoding="utf-8").splitlines():
        if line.startswith(_HEADING):
            kind = line.removeprefix(_HEADING)
        elif line and not line.startswith("#"):
            yield kind, line
