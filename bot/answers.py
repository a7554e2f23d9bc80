"""What a message answers: the open question, one of the options, or neither. Pure, so that a retry reads the same."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from conversations.messages import Asked, JsonValue, Option, Question
from nlu.parsers import parse_slot
from nlu.parsers.other_names import place_by_other_name
from nlu.parsers.question import MoneyUnit


@dataclass(frozen=True)
class Answer:
    """A read answer.

    Attributes:
        kind: `fact` answers the question with `value`; `option` picks `option`; `stale` is a button of an older turn.
    """

    kind: Literal["fact", "option", "stale"]
    value: JsonValue = None
    option: Option | None = None


def parse_answer(asked: Asked, text: str, choice: str | None, today: date) -> Answer | None:
    """Read `text` (or a pressed button) for what was open when it was first taken; None when it answers nothing."""
    if choice:
        return _pressed(asked, choice)
    if asked.question is not None:
        value = read_fact(asked.question, text, today)
        if value is not None:
            return Answer("fact", value=value)
    option = _picked(asked, text, today)
    return Answer("option", option=option) if option else None


def _pressed(asked: Asked, choice: str) -> Answer:
    origin, _, index = choice.rpartition(":")
    if origin == asked.origin and index.isdecimal() and int(index) < len(asked.options):
        return Answer("option", option=asked.options[int(index)])
    return Answer("stale")


def read_fact(question: Question, text: str, today: date) -> JsonValue:
    """The value that `text` gives for a question, or None when it gives none."""
    value = parse_slot(
        question.slot,
        text,
        today=today,
        options=question.labels or None,
        unit=cast(MoneyUnit, question.unit or "yuan_per_month"),
        asked=question.words,
    )
    if question.slot != "choice":
        return value  # type: ignore[return-value]
    place = value if isinstance(value, int) else place_by_other_name(text, question.spoken)
    return None if place is None else question.values[place - 1]


def _picked(asked: Asked, text: str, today: date) -> Option | None:
    if not asked.options:
        return None
    labels = [option.label for option in asked.options]
    index = parse_slot("choice", text, today=today, options=labels)
    return asked.options[index - 1] if isinstance(index, int) else None
