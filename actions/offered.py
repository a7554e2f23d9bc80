"""Facts that come with the first message ("我家3口人,一个月2000块"), read clause by clause with the parsers of answers.

Only what is surely the household's is taken: one person's wage, an age, savings or a bill is left for the questions.
"""

import re
from collections.abc import Iterator
from datetime import date

from actions.questions.rule_facts import as_rule_value
from conversations.messages import JsonValue
from nlu.parsers import income_clause, parse_slot
from nlu.parsers.income_clause import Whose

#: A shorter message is an answer or a command, not a story.
SHORTEST = 6

_CLAUSE = re.compile(r"(?:(?<=\d)[.,，](?=\d)|[^,，。.;；!！?？、\s])+")


def offered_facts(text: str, today: date) -> dict[str, JsonValue]:
    """The household's size and monthly income (yuan, or a range) where a clause of the message says just that."""
    if len(text) < SHORTEST:
        return {}
    clauses = [match.group() for match in _CLAUSE.finditer(text)]
    found: dict[str, JsonValue] = {}
    sizes = [size for clause in clauses if (size := _size(clause, today)) is not None]
    if sizes:
        found["member_count"] = sizes[0]
    income = _income(clauses, today, alone=sizes[:1] == [1])
    if income is not None:
        found["household_income_month"] = income
    return found


def _size(clause: str, today: date) -> JsonValue | None:
    if income_clause.counts_earners(clause):
        return None
    return parse_slot("household_size", income_clause.without_period(clause), today=today)  # type: ignore[return-value]


def _income(clauses: list[str], today: date, *, alone: bool) -> JsonValue | None:
    """The one figure that is the household's; of who lives alone, their own if no other money was told beside it."""
    told = list(_earnings(clauses, today))
    households = [value for whose, value in told if whose == "household"]
    if not households and alone and len(told) == 1 and told[0][0] != "other":
        return told[0][1]
    return households[0] if len(households) == 1 and not (alone and len(told) > 1) else None


def _earnings(clauses: list[str], today: date) -> Iterator[tuple[Whose, JsonValue]]:
    """Each clause that states an income, with whose it is; a clause that names nobody goes on about the one before."""
    whose: Whose = "nobody"
    for clause in clauses:
        whose = income_clause.whose(clause) or whose
        value = _stated_income(clause, today)
        if value is not None:
            yield whose, value


def _stated_income(clause: str, today: date) -> JsonValue | None:
    if not income_clause.states_income(clause):
        return None
    value = as_rule_value(parse_slot("money", clause, today=today))  # type: ignore[arg-type]
    return None if value == 0 and not income_clause.names_income(clause) else value
