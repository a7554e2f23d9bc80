"""Finding what is written that answers a question: by topic and day first, then by what is wanted and by the words.

Nothing is composed: an answer is statements as they are written, with the figures of the day and the county put in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from knowledge.articles.library import article_of, articles, statements
from knowledge.articles.ranking import Ranker, bm25
from knowledge.articles.statement import Article, Quoted, Statement, quote
from knowledge.county import County

GENERAL = ("general", "none")
#: What a statement's score is worth where its article is for another act, or for every topic.
OTHER_ACT, ANY_TOPIC, OTHER_TOPIC = 0.7, 0.75, 0.6
#: A score below this share of the best one no longer answers the same question.
NEAR = 0.5


@dataclass(frozen=True)
class Found:
    """A statement that answers, with how well it does compared with the best (1 is the best)."""

    quoted: Quoted
    share: float


@dataclass(frozen=True)
class PolicyAnswer:
    """What answers a question, best first, and the rest of what is written on the same theme.

    Attributes:
        topic: the topic asked about.
        article: the theme of the best statement.
        found: the best statement and those that answer nearly as well, of any theme.
        rest: the other statements of the theme.
    """

    topic: str
    article: Article
    found: tuple[Found, ...]
    rest: tuple[Quoted, ...]

    @property
    def best(self) -> Quoted:
        """The statement that answers."""
        return self.found[0].quoted


def find_answer(
    topic: str, act: str, on: date, county: County, question: str = "", ranker: Ranker = bm25
) -> PolicyAnswer | None:
    """What is written on a topic for what somebody wants to know; None where nothing is, on that day in that policy set.

    Args:
        topic: a topic of `assistant understand`; `general` looks through all of them.
        act: what is wanted: ask_amount, ask_procedure, …
        question: the resident's words; without any, the opening statement for the act answers.
        ranker: scores texts for the question.
    """
    day = county.day(on)
    candidates = tuple(_candidates(topic, day, county))
    ranked = _ranked(candidates, topic, act, question, ranker)
    if not ranked:
        return None
    best = ranked[0][1]
    found = tuple(
        Found(quote(one, day, county), score / ranked[0][0]) for score, one in ranked if score >= ranked[0][0] * NEAR
    )
    article = article_of(best.id)
    shown = {one.quoted.statement.id for one in found}
    held = (one for one in article.statements if one.holds(day, county.policy_set) and one.id not in shown)
    return PolicyAnswer(topic, article, found, tuple(quote(one, day, county) for one in held))


def quoted_by_id(ids: tuple[str, ...], on: date, county: County) -> tuple[Quoted, ...]:
    """Statements by their ids, as far as they hold on a day."""
    day, known = county.day(on), statements()
    return tuple(quote(known[id], day, county) for id in ids if id in known and known[id].holds(day, county.policy_set))


def _candidates(topic: str, day: date, county: County) -> Iterator[tuple[Article, Statement]]:
    for article in articles():
        if topic in GENERAL or topic in article.topics or article.serves_all:
            for statement in article.statements:
                if statement.holds(day, county.policy_set):
                    yield article, statement


def _ranked(
    candidates: tuple[tuple[Article, Statement], ...], topic: str, act: str, question: str, ranker: Ranker
) -> list[tuple[float, Statement]]:
    texts = tuple(f"{article.title_zh} {one.asks} {one.asks} {one.say} {one.missing}" for article, one in candidates)
    scores = ranker(question, texts)
    weighed = [
        (score * _fit(article, topic, act), place, one)
        for place, (score, (article, one)) in enumerate(zip(scores, candidates, strict=True))
        if score > 0
    ]
    if weighed:
        return [(score, one) for score, _, one in sorted(weighed, key=lambda each: (-each[0], each[1]))]
    opening = [(_topic_fit(article, topic), one) for article, one in candidates if one.opens and act in article.acts]
    return [(1.0, one) for _, one in sorted(opening, key=lambda each: -each[0])[:1]]


def _fit(article: Article, topic: str, act: str) -> float:
    return (1.0 if act in article.acts else OTHER_ACT) * _topic_fit(article, topic)


def _topic_fit(article: Article, topic: str) -> float:
    if _own(article, topic):
        return 1.0
    return ANY_TOPIC if article.serves_all else OTHER_TOPIC


def _own(article: Article, topic: str) -> bool:
    return topic in article.topics or (topic in GENERAL and "general" in article.topics)
