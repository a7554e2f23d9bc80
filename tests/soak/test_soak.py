"""The short form of `make soak`: a few residents with recorded understanding, and whether the judgement notices what is wrong."""

from dataclasses import replace

import pytest

from bot.dialogue.texts import Texts
from tests.dialogue.runner import World, import_cards
from tests.soak.courses import Course, RecordedTalk, Turn, converse
from tests.soak.judgement import crowd, succeeded, violations
from tests.soak.lives import CARD
from tests.soak.residents import MANNERS, Resident
from tests.soak.understanding import Understandings
from tests.soak.wordings import in_chinese

TEXTS = Texts.load()
#: Three of each manner; what the model makes of their words is on record.
SEEDS = range(100, 100 + 3 * len(MANNERS))


@pytest.fixture(scope="module")
def courses() -> list[Course]:
    """Everybody's conversation."""
    world, understandings = World(), Understandings.load()
    import_cards(world, [CARD])
    found = []
    for seed in SEEDS:
        resident = Resident(seed)
        found.append(converse(RecordedTalk(world, resident.channel, f"soak-{seed}", understandings), resident))
    world.database.dispose()
    return found


def test_nothing_goes_wrong_with_any_of_them(courses: list[Course]) -> None:
    assert not {course.seed: faults for course in courses if (faults := violations(course, TEXTS))}


def test_those_who_want_it_done_and_stay_are_served(courses: list[Course]) -> None:
    assert not crowd(courses).shortfalls()
    assert {course.manner for course in courses} == {manner.name for manner in MANNERS}
    assert crowd(courses).in_danger


def test_the_same_seed_is_the_same_person(courses: list[Course]) -> None:
    world, resident = World(), Resident(SEEDS[0])
    import_cards(world, [CARD])
    again = converse(RecordedTalk(world, resident.channel, "again", Understandings.load()), resident)
    assert [turn.text for turn in again.turns] == [turn.text for turn in courses[0].turns]


def turn(text: str, kind: str = "answer", *replies: str, asked: str | None = "name", **more: object) -> Turn:
    """One message and what came of it."""
    values = {"before": "name", "says": "", "options": 0, "hold": "bot", "danger": False} | more
    return Turn(text=text, kind=kind, replies=replies, asked=asked, **values)  # type: ignore[arg-type]


FILED = turn("提交", "pick", "filed.dibao", asked=None)
ASKED = turn("嗯", "answer", "question.name")
DANGER = turn("他打我", "danger", "danger.violence", asked=None, hold="waiting", danger=True)
#: What is wrong → a conversation in which it is.
PLANTED = {
    "answered with nothing": [turn("三口人")],
    "asked 4 times: name": [ASKED] * 4,
    "danger not escalated": [replace(DANGER, hold="bot")],
    "not neutral after danger": [DANGER, turn("在吗", "answer", "summary.check", hold="waiting", danger=True)],
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found(fault: str) -> None:
    course = Course(1, "terse", "dibao", "web", engine=False, end="filed", turns=[*PLANTED[fault], FILED])
    assert any(fault in found for found in violations(course, TEXTS))


def test_a_lost_resident_a_figure_from_nowhere_and_a_wrong_refusal_are_found() -> None:
    course = Course(1, "terse", "dibao", "web", engine=False, end="lost", turns=[ASKED], untraced=["x"], misheard=["y"])
    assert {fault.partition(":")[0] for fault in violations(course, TEXTS)} == {
        "dead end",
        "no trace",
        "kept otherwise than said",
    }
    refused = replace(course, end="refused", verdict="eligible", untraced=[], misheard=[])
    assert not succeeded(refused)
    assert "wrongly refused" in violations(refused, TEXTS)[0]


def test_a_question_that_comes_again_on_wish_is_not_counted() -> None:
    wished = turn("为什么", "detour", "question.name.why", "question.name")
    course = Course(1, "terse", "dibao", "web", engine=False, end="filed", turns=[*[ASKED] * 3, *[wished] * 5, FILED])
    assert violations(course, TEXTS) == []


def test_a_bar_that_is_missed_is_said() -> None:
    turns = [turn("我想申请低保", "opening", "consent.dibao"), *[ASKED] * 16, FILED]
    slow = Course(1, "terse", "dibao", "web", engine=False, end="filed", verdict="eligible", kind="dibao", turns=turns)
    whole = crowd([replace(slow, cooperative=True, segments=31), replace(slow, seed=2, cooperative=True, end="lost")])
    assert whole.shortfalls() == [
        "only 50.0% of those who wanted it were served",
        "18 turns to file dibao",
        "31 segments to file dibao",
    ]


NUMERALS = {
    0: "零",
    10: "十",
    15: "十五",
    20: "二十",
    105: "一百零五",
    1200: "一千二百",
    10_500: "一万零五百",
    60_100: "六万零一百",
}


@pytest.mark.parametrize(("number", "words"), NUMERALS.items())
def test_numbers_are_said_as_people_say_them(number: int, words: str) -> None:
    assert in_chinese(number) == words
