"""Values in words: how a figure, a date or an answer stands in a reply. The words themselves are registered."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection

from actions.questions.question import FactQuestion
from backoffice.actors import Actor
from backoffice.drafts import Draft, Drafts
from backoffice.facts import Unknown
from bot.dialogue.texts import Texts
from conversations.messages import JsonValue
from knowledge import Source, vocabulary
from nlu.parsers.event_day import ONGOING

#: Whose middle is hidden, also from their owner: a text message lies open on a table.
MASKED = frozenset({"phone", "id_number", "contact_phone"})
#: Kept, and not written back to a screen that others may see.
NEVER_REPEATED = frozenset({"matter_text", "card_number"})
NEVER_SAID = frozenset({"domestic_violence"})


def figure(value: Decimal | float | int) -> str:
    """A number as people write it: 492.27, 900, 0.5; whole numbers without a point."""
    return f"{Decimal(str(value)).normalize():f}"


def money(texts: Texts, value: JsonValue) -> str:
    """An amount in yuan, or a range of amounts."""
    if isinstance(value, dict):
        return texts.phrase("money.range", **_ends(value))
    return texts.phrase("money", n=figure(_number(value)))


def day(texts: Texts, value: date, today: date) -> str:
    """A day; the year is said when it is not this one."""
    if value.year == today.year:
        return texts.phrase("date", month=value.month, day=value.day)
    return texts.phrase("date.full", year=value.year, month=value.month, day=value.day)


def moment(texts: Texts, value: datetime) -> str:
    """A day with its hour."""
    parts = {"month": value.month, "day": value.day, "hour": value.hour}
    if value.minute == 0:
        return texts.phrase("moment", **parts)
    return texts.phrase("moment.minutes", **parts, minute=value.minute)


def citation(texts: Texts, sources: Sequence[Source]) -> str:
    """The newest of several legal sources, with its article and the day from which it is in force."""
    newest = max(sources, key=lambda source: source.in_force_from or date.min)
    if newest.in_force_from is None:
        return newest.told_zh
    return texts.phrase("source", citation=newest.told_zh, date=newest.in_force_from.isoformat())


def citations(texts: Texts, sources: Sequence[Sequence[Source]]) -> str:
    """Where several statements stand: the deciding source of each, every instrument once, with the day since when it holds.

    A county's notice stands beside the law that it fills in.
    """
    deciding: dict[tuple[str, date | None], list[Source]] = {}
    for each in sources:
        for source in each[: 2 if each and each[0].rank == "county" else 1]:
            same = deciding.setdefault((source.instrument_zh, source.in_force_from), [])
            if source not in same:
                same.append(source)
    return texts.phrase("list.and").join(_cited(texts, same) for same in deciding.values())


def _cited(texts: Texts, articles: Sequence[Source]) -> str:
    first = articles[0]
    further = (one.article_zh for one in articles[1:] if one.article_zh)
    words = texts.phrase("list.and").join((first.told_zh, *further))
    if first.in_force_from is None:
        return words
    return texts.phrase("source", citation=words, date=first.in_force_from.isoformat())


def answer(texts: Texts, question: FactQuestion, value: JsonValue | Unknown) -> str:
    """An answer that is not personal, as a summary shows it."""
    if isinstance(value, Unknown):
        return texts.phrase("word.not_given" if question.fact == "id_number" else "word.unknown")
    for choice in question.choices:
        if choice.value == value and isinstance(choice.value, bool) == isinstance(value, bool):
            return choice.words(texts, question.text)
    if question.slot == "yes_no":
        return texts.phrase("word.right" if value is True else "word.wrong")
    if question.slot == "money":
        return money(texts, value)
    if question.slot == "event_day" and isinstance(value, str):
        if value == ONGOING:
            return texts.phrase("word.still_there")
        then = date.fromisoformat(value)
        return texts.phrase("date.full", year=then.year, month=then.month, day=then.day)
    if question.slot == "date" and isinstance(value, str):
        then = date.fromisoformat(value)
        return texts.phrase("date", month=then.month, day=then.day)
    if isinstance(value, int | float | dict):
        return texts.phrase("amount", n=_plain(texts, value), unit=question.unit or "")
    return _listed_elsewhere(question, str(value))


def summary_value(
    c: Connection, drafts: Drafts, texts: Texts, draft: Draft, question: FactQuestion, actor: Actor
) -> str:
    """An answer as its owner sees it before filing: names in full, numbers with their middle hidden."""
    fact, stored = question.fact, draft.facts[question.fact]
    if not stored.unknown and (fact in NEVER_REPEATED or str(stored.value) in NEVER_SAID):
        return texts.phrase("word.noted")
    if stored.unknown or not stored.personal:
        return answer(texts, question, stored.value)
    if fact in MASKED:
        return drafts.masked(c, draft.id, fact) or ""
    return drafts.reveal(c, draft.id, fact, actor=actor, purpose="summary") or ""


def _listed_elsewhere(question: FactQuestion, code: str) -> str:
    """A value of the rules that the short list on the buttons does not have."""
    rules = vocabulary()
    if question.fact not in rules:
        return code
    return {choice.code: choice.label_zh for choice in rules[question.fact].choices}.get(code, code)


def _plain(texts: Texts, value: JsonValue) -> str:
    if isinstance(value, dict):
        return texts.phrase("count.range", **_ends(value))
    return figure(_number(value))


def _ends(value: dict[str, JsonValue]) -> dict[str, str]:
    return {end: figure(_number(value.get(end))) for end in ("low", "high")}


def _number(value: JsonValue) -> float:
    return float(value) if isinstance(value, int | float | str) else 0.0
