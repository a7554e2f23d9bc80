"""The frozen policy questions, answered as a resident is answered: the bar, and the judge itself."""

from statistics import median

import pytest

from tests.policy.questions.answering import Answered, answers
from tests.policy.questions.judge import Question, faults, holds, plain, questions

KNOWN_AT_LEAST = 0.90
MOST_SEGMENTS = 4


def test_nine_in_ten_known_questions_get_the_right_fact_with_its_source() -> None:
    known = [one for one in answers() if not one.question.unknown]
    wrong = [one for one in known if not one.right]
    assert len(known) >= 200
    assert 1 - len(wrong) / len(known) >= KNOWN_AT_LEAST, _listed(wrong)


def test_what_the_sources_leave_open_is_said_to_be_open_and_a_person_is_offered() -> None:
    open_points = [one for one in answers() if one.question.unknown]
    assert len(open_points) >= 40
    assert not [one for one in open_points if not one.right], _listed(open_points)


def test_no_answer_gives_a_figure_that_the_sources_leave_empty_or_that_is_not_in_force() -> None:
    invented = [one for one in answers() for fault in one.faults if fault.startswith(("figure invented", "never"))]
    assert not invented, _listed(invented)


def test_an_answer_is_two_text_messages_in_the_middle_and_never_more_than_four() -> None:
    counts = [one.segments for one in answers()]
    assert median(counts) <= 2
    assert max(counts) <= MOST_SEGMENTS


def test_every_answer_offers_a_person() -> None:
    for one in answers():
        assert one.reply.options[-1].facts.get("step") in ("action_person", "action_help"), one.question.id


def _listed(some: list[Answered]) -> str:
    return "\n".join(f"{one.question.id}: {', '.join(one.faults)}" for one in some if not one.right)


KNOWN = Question(
    "x-1", "公示几天", "ask_procedure", "dibao", "publicity and privacy", questions()[0].on, "example",
    (("7日", "7天"),), ("审核确认办法",), (), ("两轮",), False, "",
)  # fmt: skip
UNKNOWN = Question(
    "x-2", "补多少", "ask_amount", "house_renovation", "amounts", questions()[0].on, "example",
    (), (), (), (), True, r"\d+元",
)  # fmt: skip
#: A question, an answer, and what the judge finds wrong with it.
JUDGED = {
    "right": (KNOWN, "公示 7日。依据《最低生活保障审核确认办法》第十九条", ()),
    "the echo of the question is no fact": (KNOWN, "公示几天", ("fact: 7日 / 7天", "source: 审核确认办法")),
    "inside a longer number": (KNOWN, "公示17日，审核确认办法", ("fact: 7日 / 7天",)),
    "no source": (KNOWN, "公示7天", ("source: 审核确认办法",)),
    "what must not be said": (KNOWN, "两轮各7天，审核确认办法", ("never: 两轮",)),
    "open": (UNKNOWN, "没有查到，可以问工作人员", ()),
    "open with a telephone": (UNKNOWN, "没有查到，打12345，或问窗口。2026年11月", ()),
    "not said to be open": (UNKNOWN, "由县里定，问工作人员", ("unknown not admitted",)),
    "nobody offered": (UNKNOWN, "没有查到", ("no person offered",)),
    "invented": (UNKNOWN, "没有查到，大概30000元，问工作人员", ("figure invented: 30000元",)),
}


@pytest.mark.parametrize(("question", "answer", "wrong"), JUDGED.values(), ids=JUDGED.keys())
def test_the_judge_finds_what_is_wrong(question: Question, answer: str, wrong: tuple[str, ...]) -> None:
    assert faults(question, answer) == wrong


#: A text, words, and whether they stand in it as they are meant.
HELD = [
    ("5个工作日", "5个工作日", True),
    ("15个工作日", "5个工作日", False),
    ("3.3%", "3%", False),
    ("十五个工作日", "五个工作日", False),
    ("12,500元", "12500元", True),
    ("公示７日", "公示7日", True),
]


@pytest.mark.parametrize(("text", "words", "stands"), HELD)
def test_numbers_are_compared_whole(text: str, words: str, stands: bool) -> None:
    assert holds(plain(text), words) is stands
