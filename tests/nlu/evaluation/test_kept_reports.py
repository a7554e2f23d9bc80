"""The figures of docs/understanding.md are those of the reports that are kept beside it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[3] / "docs"
REPORTS = ("real", "second", "first")
HEADING = (
    "| file | messages | act strict | act lenient | act macro-F1 | topic lenient | matter lenient | matter among three "
    "| out of scope turned away, 90 % kept |"
)


def rows() -> Iterator[str]:
    """The table as the reports give it."""
    yield HEADING
    yield "|---" * (HEADING.count("|") - 1) + "|"
    for name in REPORTS:
        yield _row(name, json.loads((DOCS / "understanding" / name / "results.json").read_text(encoding="utf-8")))


def _row(name: str, found: dict[str, Any]) -> str:
    act, topic, matter = (found["heads"][head] for head in ("act", "topic", "matter"))
    shares = (
        act["strict"]["accuracy"],
        act["lenient"]["accuracy"],
        act["strict"]["macro_f1"],
        topic["lenient"]["accuracy"],
        matter["lenient"]["accuracy"],
        matter["lenient"]["among_three"],
        found["out_of_scope_at_90_percent_coverage"]["recall"],
    )
    return f"| {name} | {found['messages']} | " + " | ".join(f"{share['value']:.3f}" for share in shares) + " |"


def test_the_table_of_the_page_is_that_of_the_reports() -> None:
    page = (DOCS / "understanding.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in rows() if line not in page] == []
