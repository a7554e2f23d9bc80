"""docs/facts.md, written from the vocabulary and the rules; a test fails when the page is stale.

Written anew by `python -m knowledge.vocabulary_page`.
"""

from pathlib import Path

from knowledge.facts import Fact, FactKind, vocabulary
from knowledge.files import ROOM
from knowledge.programmes.facts_asked import facts_asked
from knowledge.programmes.rule_book import rule_book

PAGE = ROOM.parent / "docs" / "facts.md"

KINDS = {
    FactKind.MONEY_MONTH: "yuan a month",
    FactKind.MONEY: "yuan",
    FactKind.COUNT: "whole number",
    FactKind.GRADE: "grade 1-4, or 一级 …",
    FactKind.FLAG: "true / false",
    FactKind.CHOICE: "choice",
    FactKind.AGE: "years",
    FactKind.DATE: "date, 2026-12-01",
    FactKind.AREA: "square metres",
}

HEAD = """# Facts

Generated from `knowledge/facts.yml` and the rules; do not edit. `python -m knowledge.vocabulary_page` writes it anew.

These are the names that `assistant screen` takes and gives. Unknown facts are left out; a number may be a range
`{"low": …, "high": …}`. A choice may be given by its code, its Chinese label or another way of writing it listed here.
Household facts stand in `household` (or `house`), a person's in `members`, those of a legal matter in `matter`;
`legal_supporters` of a member is a list of the facts marked *supporter*, `[]` where there is nobody.
"*" marks a fact that is asked late because it is sensitive, "—" in the last column a fact that no rule asks yet.
"""


def page() -> str:
    """The whole page."""
    used = _programmes_by_fact()
    parts = [HEAD]
    for group, label in vocabulary().groups.items():
        facts = [fact for fact in vocabulary().values() if fact.group == group]
        parts.append(_section(label, facts, used))
    return "\n".join(parts)


def _section(label: str, facts: list[Fact], used: dict[str, list[str]]) -> str:
    head = "| fact | of | type | values | 中文 | question | asked by |\n|---|---|---|---|---|---|---|"
    rows = "\n".join(_row(fact, used.get(fact.name, [])) for fact in facts)
    return f"\n## {label}\n\n{head}\n{rows}\n"


def _row(fact: Fact, used: list[str]) -> str:
    bearer = ", ".join((fact.scope.value, *(scope.value for scope in fact.also)))
    name = f"`{fact.name}`{'*' if fact.sensitive else ''}"
    asked_by = ", ".join(used) or "—"
    return (
        f"| {name} | {bearer} | {_type(fact)} | {_values(fact)} | {fact.label_zh} | {fact.question_zh} | {asked_by} |"
    )


def _type(fact: Fact) -> str:
    return f"{KINDS[fact.kind]} ({fact.unit_zh})" if fact.kind is FactKind.COUNT and fact.unit_zh else KINDS[fact.kind]


def _values(fact: Fact) -> str:
    if fact.choices:
        return "; ".join(_choice(choice.code, (choice.label_zh, *choice.aliases)) for choice in fact.choices)
    if fact.kind in (FactKind.COUNT, FactKind.AGE, FactKind.GRADE):
        return f"{fact.domain[0]:g}-{fact.domain[1]:g}"
    return "from 0" if fact.kind in (FactKind.MONEY, FactKind.MONEY_MONTH, FactKind.AREA) else ""


def _choice(code: str, names: tuple[str, ...]) -> str:
    return f"`{code}` {' / '.join(names)}"


def _programmes_by_fact() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for programme in rule_book():
        for name in sorted(facts_asked(programme)):
            found.setdefault(name, []).append(programme)
    return found


def write(path: Path = PAGE) -> None:
    """Writes the page."""
    path.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    write()
