"""Reading the articles of this folder: one YAML file a topic, themes in it, statements in each.

    topic: dibao
    checked_on: 2026-11-23
    articles:
      publicity:
        title_zh: 低保公示
        acts: [ask_procedure]           # what somebody wants to know when this is the answer
        also: [dibao_edge]              # other topics that it answers for; `serves: all` for every topic
        statements:
          - say: 乡镇的初步意见要公示{dibao_publicity}。     # or `missing:` what the sources leave open, or both
            # known: 每平方米{rent_aid_rate}。   # what is said instead of `missing` where the county has these figures
            law: DB21 19; ZJ-SA 11      # the deciding source first
            asks: 公示几天 贴多久        # words of residents
            first: true                 # what the theme says when nothing more particular is asked

A statement holds while all its instruments are in force; `since` and `until` say otherwise. What stands only in the report
of 2012, or in the report on the pilot in another province, belongs to the policy set of 2012 unless `sets` says otherwise.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from knowledge.articles.statement import PLACEHOLDER, Article, Statement
from knowledge.county import PolicySet
from knowledge.errors import ArticleError
from knowledge.files import ROOM, below, read_yaml
from knowledge.sources import Source, citation, instruments

FOLDER = ROOM / "articles"
#: Characters of a statement with its figures left out: it shares two text messages with its source and its choices.
LONGEST = 80
OF_REPORTS = frozenset({PolicySet.SEED_2012})
_STATEMENT_KEYS = {"say", "missing", "known", "still_missing", "law", "asks", "first", "since", "until", "sets"}


@cache
def articles() -> tuple[Article, ...]:
    """All articles, in the order of files and themes."""
    return tuple(article for path in sorted(FOLDER.glob("*.yml")) for article in read_articles(path))


@cache
def statements() -> Mapping[str, Statement]:
    """All statements by id."""
    return MappingProxyType({one.id: one for article in articles() for one in article.statements})


@cache
def article_of(statement_id: str) -> Article:
    """The article that a statement stands in."""
    return next(article for article in articles() if any(one.id == statement_id for one in article.statements))


def read_articles(path: Path) -> Iterator[Article]:
    """The articles of one file; raises `ArticleError` with the statement and the remedy."""
    content = read_yaml(path, ArticleError)
    for theme, row in content["articles"].items():
        where = f"{below(path)}, {theme}"
        try:
            yield Article(
                theme,
                row["title_zh"],
                frozenset(row["acts"]),
                (content["topic"], *row.get("also", ())),
                row.get("serves") == "all",
                tuple(
                    _statement(f"{content['topic']}/{theme}/{place}", entry, f"{where}, statement {place}")
                    for place, entry in enumerate(row["statements"])
                ),
                content["checked_on"],
            )
        except KeyError as missing:
            raise ArticleError(where, f"has no {missing}", "Add it") from missing


def _statement(id: str, row: Mapping[str, Any], where: str) -> Statement:
    say, missing, known = (str(row.get(key, "")) for key in ("say", "missing", "known"))
    if not set(row) <= _STATEMENT_KEYS or not (say or missing):
        raise ArticleError(where, f"has the keys {sorted(row)}", f"Give `say` or `missing`, and of {_STATEMENT_KEYS}")
    if say and not row.get("law"):
        raise ArticleError(where, "has no `law`", "Name the instrument and article that say so")
    length = max(len(PLACEHOLDER.sub("", words)) for words in (say, known))
    if length > LONGEST:
        raise ArticleError(where, f"`say` has {length} characters", f"Keep it to {LONGEST}, or make two of it")
    sources = tuple(citation(part) for part in str(row.get("law", "")).split(";") if part)
    since, until = _days(sources)
    return Statement(
        id,
        say,
        missing,
        known,
        str(row.get("still_missing", "")),
        sources,
        str(row.get("asks", "")),
        bool(row.get("first", False)),
        row.get("since", since),
        row.get("until", until),
        frozenset(map(PolicySet, row["sets"])) if "sets" in row else _sets(sources),
    )


def _days(sources: tuple[Source, ...]) -> tuple[date | None, date | None]:
    """The first and last day on which all instruments are in force."""
    known = [instruments()[source.tag] for source in sources]
    begins = [one.in_force_from for one in known if one.in_force_from]
    ends = [one.in_force_to for one in known if one.in_force_to]
    return max(begins, default=None), min(ends, default=None)


def _sets(sources: tuple[Source, ...]) -> frozenset[PolicySet]:
    return OF_REPORTS if any(source.rank == "report" for source in sources) else frozenset(PolicySet)
