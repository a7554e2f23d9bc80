"""Questions about facts of the rules: in registered words where there are some, else in knowledge's own."""

from collections.abc import Mapping
from typing import Literal

from actions.questions.question import Choice, FactQuestion
from bot.dialogue.texts import Texts
from conversations.messages import JsonValue
from knowledge import Fact, FactKind, FactRef, Situation, vocabulary
from knowledge.errors import SituationError
from nlu.named import names

SLOTS: Mapping[FactKind, str] = {
    FactKind.MONEY_MONTH: "money",
    FactKind.MONEY: "money",
    FactKind.COUNT: "count",
    FactKind.GRADE: "choice",
    FactKind.FLAG: "yes_no",
    FactKind.CHOICE: "choice",
    FactKind.AGE: "age",
    FactKind.DATE: "date",
    FactKind.AREA: "area",
}
UNITS = {FactKind.MONEY_MONTH: "yuan_per_month", FactKind.MONEY: "yuan"}

#: Choices that a bare yes or no means: 您家户口在本县吗?
SAID_BY: Mapping[str, Literal["yes", "no"]] = {
    "yes": "yes",
    "no": "no",
    "here": "yes",
    "elsewhere": "no",
    "none": "no",
}

#: People are counted in more ways than other things (我和老婆带俩娃).
#: 没有工作 is a yes to "are you without work?", which no reader of yes and no would take it for.
OWN_SLOTS = {"member_count": "household_size", "unemployed": "choice"}


def is_rule_fact(key: str) -> bool:
    """Whether the rules know a fact of a draft."""
    return key.rpartition(".")[2] in vocabulary()


def rule_answers(known: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """The answers of a draft that the rules judge by."""
    return {key: value for key, value in known.items() if is_rule_fact(key)}


def rule_question(texts: Texts, ref: FactRef, whom: str = "") -> FactQuestion:
    """The question about a fact of the rules; `whom` is the word for the person it is about, where not for 您."""
    fact = vocabulary()[ref.name]
    own = f"question.{ref.name}"
    registered = texts.has(own)
    listed = "question.any_listed" if fact.choices else "question.any"
    text = own if registered else listed
    return FactQuestion(
        fact=ref.key,
        slot=OWN_SLOTS.get(ref.name, SLOTS[fact.kind]),
        text=text,
        label=f"fact.{ref.name}" if texts.has(f"fact.{ref.name}") else fact.label_zh,
        variables={
            "question": fact.question_zh,
            "example": fact.example_zh,
            "label": fact.label_zh,
            "why": fact.why_zh,
        },
        choices=_registered(texts, own, fact) if registered else _from_rules(texts, fact),
        unit=UNITS.get(fact.kind, fact.unit_zh),
        whom=whom,
    )


def _registered(texts: Texts, text_id: str, fact: Fact) -> tuple[Choice, ...]:
    if fact.kind is FactKind.FLAG:
        return tuple(Choice(key, key == "yes", said_by=SAID_BY.get(key)) for key in texts.choices(text_id))
    spoken = {choice.code: (choice.label_zh, *choice.aliases) for choice in fact.choices}
    return tuple(
        Choice(key, key, said_by=SAID_BY.get(key), spoken=spoken.get(key, ())) for key in texts.choices(text_id)
    )


def _from_rules(texts: Texts, fact: Fact) -> tuple[Choice, ...]:
    if fact.kind is FactKind.GRADE:
        low, high = (int(bound) for bound in fact.domain)
        return tuple(Choice(str(n), n, texts.phrase("grade", n=n)) for n in range(low, high + 1))
    return tuple(Choice(one.code, one.code, one.label_zh, spoken=one.aliases) for one in fact.choices)


def value_named_in(text: str, key: str) -> str | None:
    """The one choice of a fact of the rules that a text names by its label or another name; none where none or several."""
    if not is_rule_fact(key):
        return None
    choices = vocabulary()[FactRef.parse(key).name].choices
    named = {choice.code for choice in choices for name in (choice.label_zh, *choice.aliases) if names(text, name)}
    return next(iter(named)) if len(named) == 1 else None


def possible_value(key: str, parsed: JsonValue) -> JsonValue:
    """A parser's value as the rules take it, or None when the fact cannot have it: nobody has 76 supporters."""
    value = as_rule_value(parsed)
    try:
        Situation.from_answers({key: value})
    except SituationError:
        return None
    return value


def is_range(value: object) -> bool:
    """Whether an answer lies between two figures (三千左右)."""
    return isinstance(value, dict) and {"low", "high"} <= value.keys()


def as_rule_value(parsed: JsonValue) -> JsonValue:
    """A parser's value as the rules take it: `{"yuan": 5000}` becomes 5000, a range stays a range."""
    if isinstance(parsed, dict) and len(parsed) == 1:
        return next(iter(parsed.values()))
    return parsed
