"""Facts that come with the first message ("我家3口人,一个月2000块"), read clause by clause with the parsers of answers."""

import re
from collections.abc import Iterator
from datetime import date

from actions.questions.rule_facts import as_rule_value
from conversations.messages import JsonValue
from nlu.parsers import parse_slot

#: Fact and parser; in this order, each at most once, each clause for one fact.
READABLE = (("member_count", "household_size"), ("household_income_month", "money"))

#: A shorter message is an answer or a command, not a story.
SHORTEST = 6

_CLAUSE = re.compile(r"[^,，。.;；!！?？、\s]+")


def offered_facts(text: str, today: date) -> dict[str, JsonValue]:
    """The household's size and monthly income where a clause of the message says just that."""
    found: dict[str, JsonValue] = {}
    if len(text) < SHORTEST:
        return found
    for clause in _clauses(text):
        for fact, slot in READABLE:
            value = parse_slot(slot, clause, today=today)
            if fact not in found and value is not None:
                found[fact] = as_rule_value(value)  # type: ignore[arg-type]
                break
    return found


def _clauses(text: str) -> Iterator[str]:
    return (match.group() for match in _CLAUSE.finditer(text))
