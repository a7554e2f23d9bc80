"""docs/programmes/*.md, written from the rules; a test fails when a page is stale.

Written anew by `python -m knowledge.programme_pages`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any

from knowledge.county import laws_parameters
from knowledge.exclusions import Relation, relation
from knowledge.files import ROOM
from knowledge.parameters.dated import UNITS, DatedValue, Parameter
from knowledge.programmes.programme import AmountRule, Ground, Programme, Provision, Unit
from knowledge.programmes.rule_book import PROMISED, rule_book
from knowledge.sources import citation
from knowledge.trees.nodes import Bounded, InParameterList, Node, ParameterFlag, Truth, walk
from knowledge.trees.nodes import Parameter as ParameterNode
from knowledge.trees.sentences import Row, definitions, rows, sentence_zh

FOLDER = ROOM.parent / "docs" / "programmes"
NOTE = "Generated from `knowledge/programmes/{name}.py` and its figures; do not edit. `python -m knowledge.programme_pages` writes it anew."
UNITS_EN = {Unit.HOUSEHOLD: "a household", Unit.PERSON: "one person", Unit.MATTER: "one legal matter"}
RELATIONS_EN = {
    Relation.EXCLUSIVE: "exclude each other; {stands} stands",
    Relation.AFTER: "{first} only where {second} is not enough",
    Relation.TOGETHER: "may be held together",
}
# A day on which every pair of exclusions that was ever written is looked up.
LAST = date(9999, 12, 31)

Cells = Sequence[str]


def pages() -> dict[str, str]:
    """Every page by its file's name, the list of them included."""
    written = {f"{name}.md": page(programme) for name, programme in rule_book().items()}
    return {"README.md": _list(), **written}


def page(programme: Programme) -> str:
    """The page of one programme."""
    parts = (
        f"# {programme.label_zh} ({programme.name})\n",
        NOTE.format(name=programme.name) + f"\n\nDecided for {UNITS_EN[programme.unit]}.\n",
        _section(
            "Criteria", ("criterion", "中文", "rule", "in force", "source"), map(_criterion, _criteria(programme))
        ),
        _section("Numbers in it", ("number", "what it is made of"), definitions(programme.rule, _name_zh).items()),
        _section("What it gives", ("amount", "reckoned", "where", "source"), map(_amount, _amounts(programme))),
        _section("Named beside it", ("what", "where", "source"), map(_ground, _grounds(programme))),
        _section("Figures", ("figure", "unit", "from", "value", "source", "note"), _figures(programme)),
        _section("Papers", ("paper", "for whom", "in force", "source"), map(_paper, programme.documents)),
        _section(
            "Procedure", ("body", "step", "within", "where", "in force", "source"), map(_step, programme.procedure)
        ),
        _section("Review", ("what", "every", "for whom", "in force", "source"), map(_review, programme.review)),
        _section("Exit", ("ground", "within", "in force", "source"), map(_ending, programme.exits)),
        _section("Appeal", ("remedy", "within", "in force", "source"), map(_ending, programme.appeal)),
        _section("With other programmes", ("programme", "both", "why", "source"), _relations(programme)),
    )
    return "\n".join(part for part in parts if part)


def _list() -> str:
    head = (
        "# Programmes\n\n"
        + NOTE.format(name="*")
        + "\n\n| programme | 中文 | decided for | criteria |\n|---|---|---|---|\n"
    )
    lines = [
        f"| [{name}]({name}.md) | {one.label_zh} | {UNITS_EN[one.unit]} | {len(_criteria(one))} |"
        for name, one in rule_book().items()
    ]
    return head + "\n".join(lines) + "\n"


def _section(title: str, columns: Cells, lines: Any) -> str:
    table = [_line(cells) for cells in lines]
    if not table:
        return ""
    return "\n".join([f"## {title}\n", _line(columns), "|---" * len(columns) + "|", *table, ""])


def _line(cells: Cells) -> str:
    return "| " + " | ".join(cell.replace("|", "/").replace("\n", " ") for cell in cells) + " |"


# -------------------------------------------------------------------------------------------------------------- rules


def _criteria(programme: Programme) -> list[Row]:
    return rows(programme.rule, _name_zh)


def _criterion(row: Row) -> Cells:
    return f"`{row.id}`", row.label_zh, row.sentence_zh, _days(row.since, row.until), _cited(row.law)


def _amounts(programme: Programme) -> Iterator[AmountRule]:
    if programme.amount is not None:
        yield programme.amount
    yield from programme.more_amounts


def _amount(rule: AmountRule) -> Cells:
    most = "at most " if rule.at_most else ""
    label = f"{rule.label_zh} ({most}{rule.unit_zh})"
    return label, sentence_zh(rule.amount, _name_zh), _where(rule.given_when), _cited(rule.law)


def _grounds(programme: Programme) -> Iterator[Ground]:
    papers = programme.means.papers if programme.means else ()
    yield from (*programme.in_kind, *papers, *programme.urgent, *programme.notes)


def _ground(ground: Ground) -> Cells:
    return ground.label_zh, sentence_zh(ground.test, _name_zh), _cited(ground.law)


# ------------------------------------------------------------------------------------------------------------ figures


def _figures(programme: Programme) -> Iterator[Cells]:
    for name in dict.fromkeys(_parameters(programme)):
        parameter = laws_parameters()[name]
        for value in parameter.values:
            yield _figure(parameter, value)


def _parameters(value: Any) -> Iterator[str]:
    """The figures that a programme asks for, in its trees and as limits of its steps."""
    if isinstance(value, Node):
        found: list[str] = []
        walk(value, lambda node: found.extend(_named_by(node)))
        yield from found
    elif isinstance(value, tuple):
        yield from chain.from_iterable(_parameters(entry) for entry in value)
    elif is_dataclass(value) and not isinstance(value, type):
        yield from (name for key in ("limit", "alarm", "cycle") if (name := getattr(value, key, "")))
        yield from chain.from_iterable(_parameters(getattr(value, field.name)) for field in fields(value))


def _named_by(node: Node) -> tuple[str, ...]:
    if isinstance(node, Bounded):
        return ()  # its parts are walked for themselves
    return (node.name,) if isinstance(node, ParameterNode | ParameterFlag | InParameterList) else ()


def _figure(parameter: Parameter, value: DatedValue) -> Cells:
    source = value.reference.source(value.since).citation_zh if value.reference else ""
    unit = UNITS[parameter.unit][1] or parameter.unit
    open_ = "set by the county" if parameter.jurisdiction == "county" else "not known"
    told = open_ if value.value is None else _plain(value.value)
    return f"{parameter.label_zh} `{parameter.name}`", unit, value.since.isoformat(), told, source, value.note


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value)
    assert isinstance(value, Decimal)  # a scalar of a parameter is nothing else
    return f"{value:f}"


# ----------------------------------------------------------------------------------------------------------- guidance


def _paper(paper: Any) -> Cells:
    looked_up = "（办理机关能查到的不用交）" if paper.office_looks_up else ""
    return paper.label_zh + looked_up, _where(paper.when) or "everybody", _in_force(paper), _cited(paper.law)


def _step(step: Any) -> Cells:
    within = " / ".join(_limit(name) for name in (step.limit, step.alarm) if name)
    return step.body_zh, step.label_zh, within, _where(step.when), _in_force(step), _cited(step.law)


def _review(review: Any) -> Cells:
    return review.label_zh, _limit(review.cycle), _where(review.when), _in_force(review), _cited(review.law)


def _ending(ending: Any) -> Cells:
    return ending.label_zh, _limit(ending.limit), _in_force(ending), _cited(ending.law)


def _limit(name: str) -> str:
    """The time a limit allows by the law's newest value."""
    if not name:
        return ""
    parameter = laws_parameters()[name]
    value = parameter.values[-1].value
    return (
        f"{parameter.label_zh}：{_plain(value)}{UNITS[parameter.unit][1]}" if value is not None else parameter.label_zh
    )


def _in_force(provision: Provision) -> str:
    since, until = (day.isoformat() if day else "" for day in (provision.since, provision.until))
    return _days(since, until)


def _days(since: str, until: str) -> str:
    return f"{since} – {until}".strip() if since or until else ""


def _relations(programme: Programme) -> Iterator[Cells]:
    for other in PROMISED:
        pair = relation(programme.name, other, LAST) if other != programme.name else None
        if pair and pair.relation in RELATIONS_EN:
            words = RELATIONS_EN[pair.relation].format(stands=pair.stands, first=pair.of[0], second=pair.of[1])
            yield other, words, pair.note_zh, "；".join(source.citation_zh for source in pair.sources)


# ------------------------------------------------------------------------------------------------------------- words


def _where(test: Truth | None) -> str:
    return "" if test is None else sentence_zh(test, _name_zh)


def _name_zh(parameter: str) -> str:
    return laws_parameters()[parameter].label_zh


def _cited(law: str) -> str:
    return "；".join(citation(part.strip()).citation_zh for part in law.split(";"))


def stale(folder: Path = FOLDER) -> list[str]:
    """The pages that no longer say what the rules say, or that no rule has any more."""
    wanted: Mapping[str, str] = pages()
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    return sorted(name for name in {*wanted, *there} if wanted.get(name) != there.get(name))


def write(folder: Path = FOLDER) -> None:
    """Writes the pages and removes those of programmes that are no more."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.md"):
        path.unlink()
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
