"""Which parser reads which kind of answer, and its value as JSON."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from nlu.errors import UnknownSlot
from nlu.parsers import (
    age,
    area,
    card_holder,
    card_number,
    choice,
    count,
    danger_grade,
    disability,
    event_day,
    free_text,
    household_size,
    id_number,
    money,
    one_time_code,
    party_name,
    person_name,
    phone,
    place,
    urgency,
    yes_no,
)
from nlu.parsers import (
    date as calendar_date,
)
from nlu.parsers.courtesies import without_courtesies
from nlu.parsers.question import MoneyUnit, QuestionContext

SLOTS: Final[Mapping[str, Callable[[str, QuestionContext], object | None]]] = MappingProxyType(
    {
        "money": lambda text, question: _json(money.parse(text, question)),
        "household_size": household_size.parse,
        "age": age.parse,
        "date": lambda text, question: _iso(calendar_date.parse(text, question)),
        "id_number": id_number.parse,
        "phone": phone.parse,
        "danger_grade": danger_grade.parse,
        "disability": lambda text, question: _json(disability.parse(text, question)),
        "choice": choice.parse,
        "yes_no": yes_no.parse,
        "urgency": urgency.parse,
        "count": count.parse,
        "area": lambda text, question: _number_or_range(area.parse(text, question)),
        "person_name": person_name.parse,
        "place": place.parse,
        "free_text": free_text.parse,
        "party_name": party_name.parse,
        "event_day": event_day.parse,
        "card_number": card_number.parse,
        "card_holder": card_holder.parse,
        "one_time_code": one_time_code.parse,
    }
)

_LONGEST_ANSWER = 300
#: Here everything that stands around an answer may belong to it.
_IN_OWN_WORDS = frozenset({"free_text", "party_name"})


def parse_slot(
    slot: str,
    text: str,
    *,
    today: date,
    options: Sequence[str] | None = None,
    unit: MoneyUnit = "yuan_per_month",
    asked: str = "",
    gazetteer: Sequence[str] | None = None,
    future: bool = False,
) -> object | None:
    """The value of an answer, fit for JSON, or None when it cannot be known. See QuestionContext for the arguments.

    Only what happened (free_text) is told in more than 300 characters; anything else that long is no answer.

    Raises UnknownSlot for a kind of answer that no parser reads.
    """
    if slot not in SLOTS:
        raise UnknownSlot(slot, tuple(SLOTS))
    if len(text) > _LONGEST_ANSWER and slot != "free_text":
        return None
    question = QuestionContext(today, tuple(options or ()), unit, asked, tuple(gazetteer or ()), future)
    answer = text if slot in _IN_OWN_WORDS else without_courtesies(text)
    value = SLOTS[slot](answer, question)
    return SLOTS[slot](text, question) if value is None and answer != text else value


def _json(value: money.Money | disability.Disability | None) -> dict[str, object] | None:
    return None if value is None else value.as_json()


def _iso(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _number_or_range(value: area.Area | None) -> object | None:
    return None if value is None else value.as_json()
