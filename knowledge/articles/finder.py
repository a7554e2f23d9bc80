"""Finding what is written that answers a question: by topic and day first, then by what is wanted and by the words.

Nothing is composed: an answer is statements as they are written, with the figures of the day and the county put in.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from knowledge.articles.clauses import asking_clauses, asks
from knowledge.articles.library import FOLDER, article_of, articles, statements
from knowledge.articles.ranking import Ranker, bm25, pieces_of
from knowledge.articles.statement import Article, Quoted, Statement, quote
from knowledge.county import County, laws_parameters

GENERAL = ("general", "none")
#: What is said where the resident names another place and only the county's own figure would answer.
ELSEWHERE = "general/elsewhere/0"
#: What a statement's score is worth where its article is for another act, for every topic, or for another topic.
OTHER_ACT, ANY_TOPIC, OTHER_TOPIC = 0.7, 0.75, 0.6
#: Who wants to contest a decision is told how, and nothing else.
OTHER_THAN_APPEAL = 0.35
#: What a theme opens with shares its words with every question of the theme; a more particular statement comes first.
OPENING = 0.85
#: What the whole message counts beside the one clause that asks, and beside each of several.
CONTEXT, CONTEXT_OF_SEVERAL = 0.6, 0.2
#: A score below this share of the best one no longer answers the same question.
NEAR = 0.5
#: Pairs of characters that a question must share with its answer, and not with the topic's first words, to be particular.
PARTICULAR = 2


@dataclass(frozen=True)
class Found:
    """A statement that answers, with how well it does compared with the best (1 is the best for its clause)."""

    quoted: Quoted
    share: float


@dataclass(frozen=True)
class PolicyAnswer:
    """What answers a question, best first, and the rest of what is written on the same theme.

    Attributes:
        topic: the topic asked about.
        article: the theme of the best statement.
        found: the best statement for each thing asked, then those that answer nearly as well, of any theme.
        rest: the other statements of the theme.
        particular: whether a particular point is asked, not just who may get the aid, how much, or how.
    """

    topic: str
    article: Article
    found: tuple[Found, ...]
    rest: tuple[Quoted, ...]
    particular: bool

    @property
    def best(self) -> Quoted:
        """The statement that answers."""
        return self.found[0].quoted

    @property
    def asked(self) -> tuple[Quoted, ...]:
        """The best statement for each thing that the message asks."""
        return tuple(found.quoted for found in self.found if found.share == 1.0)


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
    shares = _shares(candidates, topic, act, question, ranker)
    best = next(iter(shares), None)
    opening = _opening(candidates, article_of(best).topics[0] if best and topic in GENERAL else topic, act)
    particular = best is not None and best not in opening and _is_particular(question, best, opening)
    if not particular:
        shares = opening | {id: share for id, share in shares.items() if id not in opening}
    if not shares:
        return None
    best = next(iter(shares))
    if _is_the_countys(statements()[best]) and _names_another_place(question, county):
        best = ELSEWHERE
        shares = {best: 1.0}
    found = tuple(Found(quote(statements()[id], day, county), share) for id, share in shares.items())
    article = article_of(best)
    held = (one for one in article.statements if one.holds(day, county.policy_set) and one.id not in shares)
    return PolicyAnswer(
        topic, article, found, tuple(quote(one, day, county) for one in held), particular and asks(question)
    )


def quoted_by_id(ids: Sequence[str], on: date, county: County) -> tuple[Quoted, ...]:
    """Statements by their ids, as far as they hold on a day."""
    day, known = county.day(on), statements()
    return tuple(quote(known[id], day, county) for id in ids if id in known and known[id].holds(day, county.policy_set))


type _Candidates = tuple[tuple[Article, Statement], ...]


def _candidates(topic: str, day: date, county: County) -> Iterator[tuple[Article, Statement]]:
    for article in articles():
        if topic in GENERAL or topic in article.topics or article.serves_all:
            for statement in article.statements:
                if statement.holds(day, county.policy_set):
                    yield article, statement


def _shares(candidates: _Candidates, topic: str, act: str, question: str, ranker: Ranker) -> dict[str, float]:
    """Ids with their share of the best score: the best of each clause first, then the others that come near."""
    texts = tuple(f"{article.title_zh} {_own_words(one)}" for article, one in candidates)
    fits = [_fit(article, one, topic, act) for article, one in candidates]
    whole, ids = ranker(question, texts), [one.id for _, one in candidates]
    best: dict[str, float] = {}
    near: dict[str, float] = {}
    clauses = asking_clauses(question)
    for clause in clauses:
        own = ranker(clause, texts)
        context = 0.0 if clause == question else CONTEXT if len(clauses) == 1 else CONTEXT_OF_SEVERAL
        scores = [(part + context * all_) * fit for part, all_, fit in zip(own, whole, fits, strict=True)]
        top = max(scores, default=0.0)
        if top <= 0:
            continue
        best.setdefault(ids[scores.index(top)], 1.0)
        for id, score in zip(ids, scores, strict=True):
            if score >= top * NEAR:
                near[id] = max(near.get(id, 0.0), score / top)
    further = sorted((id for id in near if id not in best), key=lambda id: -near[id])
    return best | {id: near[id] for id in further}


def _own_words(statement: Statement) -> str:
    """What a statement is compared by; the words of residents count twice."""
    return f"{statement.asks} {statement.asks} {statement.say} {statement.missing}"


def _is_particular(question: str, best: str, opening: Iterable[str]) -> bool:
    general = {
        piece for id in opening for piece in pieces_of(f"{article_of(id).title_zh} {_own_words(statements()[id])}")
    }
    shared = set(pieces_of(question)) & set(pieces_of(_own_words(statements()[best]))) - general
    return sum(len(piece) > 1 for piece in shared) >= PARTICULAR


def _opening(candidates: _Candidates, topic: str, act: str) -> dict[str, float]:
    """What the topic says for an act when the words say nothing."""
    opening = [(_topic_fit(article, topic), one.id) for article, one in candidates if one.opens and act in article.acts]
    return {id: 1.0 for _, id in sorted(opening, key=lambda each: -each[0])[:1]}


def _fit(article: Article, statement: Statement, topic: str, act: str) -> float:
    fit = _topic_fit(article, topic) * (OPENING if statement.opens else 1.0)
    if act in article.acts:
        return fit
    return fit * (OTHER_THAN_APPEAL if act == "complain_or_appeal" else OTHER_ACT)


def _topic_fit(article: Article, topic: str) -> float:
    if topic in article.topics or (topic in GENERAL and "general" in article.topics):
        return 1.0
    return ANY_TOPIC if article.serves_all else OTHER_TOPIC


def _is_the_countys(statement: Statement) -> bool:
    """Whether it quotes a figure that each county fixes for itself."""
    return any(laws_parameters()[name].jurisdiction == "county" for name in statement.parameters)


def _names_another_place(question: str, county: County) -> bool:
    return any(place in question and place not in county.name_zh for place in _places())


@cache
def _places() -> tuple[str, ...]:
    lines = (FOLDER / "places.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))
