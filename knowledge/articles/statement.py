"""What an article says: statements, each with its source, its days in force and the policy sets it belongs to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from knowledge.assessment import Figure
from knowledge.county import County, PolicySet
from knowledge.figures import Trace
from knowledge.parameters.dated import OnDay
from knowledge.sources import Source, instruments

TO_BE_CONFIRMED_ZH = "（标准待确认）"
PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Statement:
    """One thing that the law, or the report of 2012, says on a theme.

    Attributes:
        id: file, theme and place in it, such as `dibao/publicity/0`.
        say: the words; `{dibao_publicity}` stands for the figure in force. May be empty where `missing` is not.
        missing: what the sources leave open (本地租房补贴的数额); such a statement never gives a figure for it.
        known: what is said instead where the county has loaded every figure that it quotes.
        still_missing: what stays open even then.
        sources: where it stands, the deciding one first.
        asks: words of residents who want to know it.
        opens: whether it is what the theme says when nothing more particular is asked.
        since: the first day on which it holds; None where no instrument says.
        until: the last day; None while it holds.
        sets: the policy sets in whose answers it may stand.
    """

    id: str
    say: str
    missing: str
    known: str
    still_missing: str
    sources: tuple[Source, ...]
    asks: str
    opens: bool
    since: date | None
    until: date | None
    sets: frozenset[PolicySet]

    @property
    def jurisdiction(self) -> str:
        """Rank of the deciding source: national, province, city, county, report or other."""
        return self.sources[0].rank if self.sources else ""

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the figures it quotes."""
        return tuple(dict.fromkeys(PLACEHOLDER.findall(self.say)))

    @property
    def county_parameters(self) -> tuple[str, ...]:
        """Names of the figures that the county must have loaded for what is then known."""
        return tuple(dict.fromkeys(PLACEHOLDER.findall(self.known)))

    def holds(self, day: date, policy_set: PolicySet) -> bool:
        """Whether it may be said of a day in a policy set."""
        begun = self.since is None or self.since <= day
        return policy_set in self.sets and begun and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Article:
    """What is written on one theme of a topic.

    Attributes:
        theme: such as `publicity`; unique in its topic.
        acts: what a resident wants to know when this is the answer (labels of `assistant understand`).
        topics: the topics it answers for, its own first; the general ones serve every topic.
        checked_on: when it was last compared with its sources.
    """

    theme: str
    title_zh: str
    acts: frozenset[str]
    topics: tuple[str, ...]
    serves_all: bool
    statements: tuple[Statement, ...]
    checked_on: date


@dataclass(frozen=True)
class Quoted:
    """A statement with the figures of a day and a county put in."""

    statement: Statement
    text: str
    sources: tuple[Source, ...]
    figures: tuple[Figure, ...] = field(default_factory=tuple)
    figures_are_known: bool = False

    @property
    def missing(self) -> str:
        """What is not known; empty where the statement answers."""
        return self.statement.still_missing if self.figures_are_known else self.statement.missing

    @property
    def of_the_county(self) -> bool:
        """Whether it gives a figure that is the county's own."""
        return any(figure.source and figure.source.rank in ("county", "input") for figure in self.figures)


def quote(statement: Statement, day: date, county: County) -> Quoted:
    """The statement as it stands on a day in a county; a figure that nobody has loaded is 标准待确认, never a guess."""
    figures = _figures(statement, county.parameters.at(day))

    def words(match: re.Match[str]) -> str:
        figure = figures.get(match.group(1))
        return figure.text_zh if figure else TO_BE_CONFIRMED_ZH

    known = bool(statement.known) and set(statement.county_parameters) <= set(figures)
    return Quoted(
        statement,
        PLACEHOLDER.sub(words, statement.known if known else statement.say),
        _sources(statement, figures),
        tuple(figures.values()),
        known,
    )


def _figures(statement: Statement, parameters: OnDay) -> Mapping[str, Figure]:
    trace = Trace(parameters)
    found = {name: trace.parameter(name) for name in (*statement.parameters, *statement.county_parameters)}
    return {name: figure for name, figure in found.items() if figure is not None}


def _sources(statement: Statement, figures: Mapping[str, Figure]) -> tuple[Source, ...]:
    """The notices that fix the county's figures, then the statement's own sources."""
    behind = [figure.source for figure in figures.values() if figure.source is not None]
    notices = dict.fromkeys(source for source in behind if source.tag not in instruments())
    return (*notices, *statement.sources)
