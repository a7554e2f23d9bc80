"""Finding the article that answers a question, and putting in the figures of the day and the county.

An article is a piece of YAML in this folder. `{dibao_std_rural}` in its text becomes the figure in force; a figure that nobody has
loaded becomes 标准待确认, never a guess. An article is not given on a day on which its rule was not in force.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.assessment import Figure
from knowledge.county import County
from knowledge.errors import ArticleError
from knowledge.figures import Trace
from knowledge.files import ROOM, below, read_yaml
from knowledge.sources import Source, citation

TO_BE_CONFIRMED_ZH = "（标准待确认）"
PLACEHOLDER = re.compile(r"\{(\w+)\}")
SHORT_LIMIT = 120
TYPICAL_FIGURE_ZH = "30个工作日"


@dataclass(frozen=True)
class Draft:
    """An article as written: its texts still hold the names of figures."""

    topic: str
    act: str
    title_zh: str
    short: str
    long: str
    law: str
    since: date
    until: date | None
    checked_on: date
    where: str

    def in_force(self, on: date) -> bool:
        """Whether the rule it tells of applies on a day."""
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True)
class Article:
    """An answer: `short` for SMS, `long` for a page; the sources, since when it holds, when it was checked, the figures it says."""

    topic: str
    act: str
    title_zh: str
    short: str
    long: str
    sources: tuple[Source, ...]
    in_force_from: date
    checked_on: date
    figures: tuple[Figure, ...] = field(default_factory=tuple)


def find_article(topic: str, act: str, on: date, county: County) -> Article | None:
    """The article on a topic for what somebody wants to know about it; None where nothing is written for that day."""
    day = county.day(on)
    for draft in drafts().get((topic, act), ()):
        if draft.in_force(day):
            return _filled(draft, day, county)
    return None


def _filled(draft: Draft, day: date, county: County) -> Article:
    trace = Trace(county.parameters.at(day))
    names = [match.group(1) for text in (draft.short, draft.long) for match in PLACEHOLDER.finditer(text)]
    figures = {name: trace.parameter(name) for name in dict.fromkeys(names)}

    def say(match: re.Match[str]) -> str:
        figure = figures[match.group(1)]
        return figure.text_zh if figure else TO_BE_CONFIRMED_ZH

    return Article(
        topic=draft.topic,
        act=draft.act,
        title_zh=draft.title_zh,
        short=PLACEHOLDER.sub(say, draft.short),
        long=PLACEHOLDER.sub(say, draft.long),
        sources=tuple(citation(part) for part in draft.law.split(";")),
        in_force_from=draft.since,
        checked_on=draft.checked_on,
        figures=tuple(figure for figure in figures.values() if figure),
    )


@cache
def drafts() -> Mapping[tuple[str, str], tuple[Draft, ...]]:
    """All articles by topic and act, newest rule first."""
    found: dict[tuple[str, str], list[Draft]] = {}
    for path in sorted((ROOM / "articles").glob("*.yml")):
        for draft in _read(path):
            found.setdefault((draft.topic, draft.act), []).append(draft)
    return {key: tuple(sorted(entries, key=lambda one: one.since, reverse=True)) for key, entries in found.items()}


def _read(path: Path) -> Iterator[Draft]:
    content = read_yaml(path, ArticleError)
    for act, row in content["articles"].items():
        for version in row if isinstance(row, list) else [row]:
            yield _draft(content["topic"], act, version, content["checked_on"], f"{below(path)}, {act}")


def _draft(topic: str, act: str, row: Mapping[str, Any], checked_on: date, where: str) -> Draft:
    try:
        draft = Draft(
            topic,
            act,
            row["title_zh"],
            "".join(row["short"].split()),
            row["long"].strip(),
            row["law"],
            row["since"],
            row.get("until"),
            checked_on,
            where,
        )
    except KeyError as missing:
        raise ArticleError(where, f"has no {missing}", "Add it") from missing
    length = len(PLACEHOLDER.sub(TYPICAL_FIGURE_ZH, draft.short))
    if length > SHORT_LIMIT:
        raise ArticleError(where, f"`short` has {length} characters", f"Keep it to {SHORT_LIMIT}")
    return draft
