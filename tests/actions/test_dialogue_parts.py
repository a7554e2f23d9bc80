"""Smaller parts of the dialogue: duty hours, pages, offered facts, questions, articles."""

from datetime import date, datetime, time

import pytest

from actions.offered import offered_facts
from actions.questions.rule_facts import possible_value, rule_question
from actions.services import works_on
from actions.settings import DutyHours
from channels.sms_text import measure, render_for_sms
from conversations.messages import Reply
from knowledge import PROMISES, FactRef, Situation, next_question, vocabulary
from nlu.labels import TOPICS
from storage.clock import CHINA
from tests.dialogue.runner import TEXTS, Talk, World, heard

WORLD = World()
TODAY = date(2026, 11, 24)


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=CHINA)


#: A moment, whether somebody is there, and when the desk opens next.
HOURS = {
    "in the morning": ("2026-11-24T10:00", True, "2026-11-24T13:30"),
    "at lunch": ("2026-11-24T12:30", False, "2026-11-24T13:30"),
    "as it opens": ("2026-11-24T08:30", True, "2026-11-24T13:30"),
    "as it closes": ("2026-11-24T17:30", False, "2026-11-25T08:30"),
    "before dawn": ("2026-11-24T03:00", False, "2026-11-24T08:30"),
    "friday evening": ("2026-11-27T20:00", False, "2026-11-30T08:30"),
    "sunday": ("2026-11-29T11:00", False, "2026-11-30T08:30"),
    "national day": ("2026-10-02T11:00", False, "2026-10-08T08:30"),
}


@pytest.mark.parametrize(("moment", "there", "opens"), HOURS.values(), ids=HOURS.keys())
def test_duty_hours_keep_lunch_weekends_and_holidays(moment: str, there: bool, opens: str) -> None:
    hours = DutyHours()
    assert hours.on_duty(at(moment), works_on) is there
    assert hours.next_opening(at(moment), works_on) == at(opens)


def test_an_office_that_never_opens_still_gives_a_moment() -> None:
    assert DutyHours().next_opening(at("2026-11-24T10:00"), lambda day: False) > at("2026-11-24T10:00")


def test_hours_can_be_set() -> None:
    nights = DutyHours(((time(20, 0), time(23, 0)),))
    assert nights.on_duty(at("2026-11-24T21:00"), works_on)


#: A first message and what it offers.
OFFERED = {
    "我家3口人，一个月2000块，能吃低保吗": {"member_count": 3, "household_income_month": 2000},
    "家里五口人，全家月收入三千五": {"member_count": 5, "household_income_month": 3500},
    "我想问问低保": {},
    "1": {},
    "3口人": {},
}


@pytest.mark.parametrize(("text", "facts"), OFFERED.items(), ids=OFFERED.keys())
def test_facts_are_taken_from_a_first_message(text: str, facts: dict[str, object]) -> None:
    assert offered_facts(text, TODAY) == facts


def asked_for_dibao() -> set[str]:
    """Every fact that the check of 低保 may ask for, found by answering in the most and in the least telling way."""
    found: set[str] = set()
    county = WORLD.services.county
    for high in (False, True):
        for skipped in ((), ("household_income_month",), ("area_type",), ("member_count",)):
            answers: dict[str, object] = dict(PROMISES)
            skip = list(skipped)
            while (
                ref := next_question(Situation.from_answers(answers), TODAY, county, ("dibao",), skip=skip)
            ) is not None:
                found.add(ref.name)
                fact = vocabulary()[ref.name]
                typical = fact.typical[-1 if high else 0]
                answers[ref.key] = fact.code_of(typical) if fact.choices else _told(ref.name, typical)
    return found


def _told(name: str, typical: float) -> object:
    kind = vocabulary()[name].kind
    if kind == "flag":
        return bool(typical)
    return typical / 100 if kind in ("money", "money_month", "area") else int(typical)


def test_what_the_check_asks_of_a_household_has_words_of_its_own() -> None:
    household = {name for name in asked_for_dibao() if vocabulary()[name].scope == "household"}
    assert len(household) >= 8
    assert {name for name in household if not TEXTS.has(f"question.{name}")} == set()


@pytest.mark.parametrize("name", list(vocabulary()))
def test_every_fact_of_the_rules_can_be_asked_twice_and_explained(name: str) -> None:
    question = rule_question(TEXTS, FactRef(name))
    first, again = question.ask(TEXTS), question.ask(TEXTS, again=True)
    assert first.text != again.text
    assert question.why(TEXTS).text
    assert question.named(TEXTS)
    opened = question.open_as("d", first)
    assert opened.slot != "choice" or len(opened.labels) == len(opened.values) >= 2
    assert sms_segments(first) <= 4


def sms_segments(reply: Reply) -> int:
    return measure(render_for_sms(reply.text, [option.label for option in reply.options])).count


ARTICLES = [
    (topic, act)
    for topic in TOPICS
    if topic not in ("general", "none")
    for act in ("ask_documents", "ask_procedure", "ask_amount", "ask_eligibility", "complain_or_appeal")
]


@pytest.mark.parametrize(("topic", "act"), ARTICLES)
def test_a_policy_answer_fits_a_text_message_names_its_source_and_ends(topic: str, act: str) -> None:
    talk = Talk(World())
    replies = talk.say("随便问问这件事", heard(f"{act} {topic}"))
    assert all(sms_segments(reply) <= 4 for reply in replies)
    if replies[0].template.startswith("policy.answer"):
        assert "依据" in replies[0].text
    pages = 0
    while "说详细点" in [option.label for option in talk.asked.options]:
        replies, pages = talk.say("更多"), pages + 1
        assert sms_segments(replies[-1]) <= 4
        assert pages < 8


def test_every_stage_of_every_process_has_its_words() -> None:
    stages = WORLD.office.processes.templates()
    assert len(stages) >= 20
    assert [stage for stage in stages if not TEXTS.has(stage)] == []
    assert all(
        TEXTS.messages[stage].variables <= {"receipt", "what", "stage", "next_step", "next_on"} for stage in stages
    )


IMPOSSIBLE = {"member_count": 76000, "applicant.supporter_count": 76, "household_income_month": -1, "home_count": 9999}


@pytest.mark.parametrize(("key", "value"), IMPOSSIBLE.items(), ids=IMPOSSIBLE.keys())
def test_an_answer_that_a_fact_cannot_have_is_no_answer(key: str, value: object) -> None:
    assert possible_value(key, value) is None


def test_an_answer_that_a_fact_can_have_is_kept_as_the_rules_take_it() -> None:
    assert possible_value("household_income_month", {"yuan_per_month": 900}) == 900
    assert possible_value("household_income_month", {"low": 900, "high": 1000}) == {"low": 900, "high": 1000}
