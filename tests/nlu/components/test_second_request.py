"""Two requests in one message: the first is answered, the other is offered, and a story is not two requests."""

from collections.abc import Sequence

import pytest

from nlu.components.combinations import Guess, Reading
from nlu.components.second_request import parts, requests

PARTS = [
    ("低保怎么申请", ["低保怎么申请"]),
    ("低保怎么申请？老板欠我工资", ["低保怎么申请", "老板欠我工资"]),
    ("低保怎么申请另外老板欠我工资", ["低保怎么申请", "老板欠我工资"]),
    ("低保怎么申请还有我想问离婚", ["低保怎么申请", "我想问离婚"]),
    ("家里还有老人", ["家里还有老人"]),
    ("你好，我要离婚", ["我要离婚"]),
    ("。，！", []),
]

DIBAO = Guess("apply", "dibao", "none", 0.95)
WAGES = Guess("request_legal_help", "legal_aid", "wages", 0.95)
DEBT = Guess("request_legal_help", "legal_aid", "debt", 0.95)
MEDICAL = Guess("ask_documents", "medical", "none", 0.95)
VAGUE = Guess("ask_eligibility", "general", "none", 0.95)
STORY = Guess("inform", "none", "none", 0.95)
DANGER = Guess("danger", "none", "none", 0.95)
UNSURE = Guess("apply", "employment", "none", 0.5)
MIXED = Guess("apply", "legal_aid", "none", 0.5)

MEANING = {
    "我要申请低保": DIBAO,
    "老板欠我工资": WAGES,
    "朋友欠钱不还": DEBT,
    "医疗救助带啥": MEDICAL,
    "能不能帮帮我": VAGUE,
    "我家三口人呢": STORY,
    "他又打我了啊": DANGER,
    "帮我找工作吧": UNSURE,
}

MESSAGES = [
    ("我要申请低保", DIBAO, DIBAO, ()),
    ("我要申请低保，老板欠我工资", DIBAO, DIBAO, (WAGES,)),
    ("老板欠我工资，我要申请低保", WAGES, WAGES, (DIBAO,)),
    ("我家三口人呢，我要申请低保", DIBAO, DIBAO, ()),
    ("我要申请低保，能不能帮帮我", DIBAO, DIBAO, ()),
    ("我要申请低保，帮我找工作吧", DIBAO, DIBAO, ()),
    ("老板欠我工资，朋友欠钱不还", WAGES, WAGES, ()),
    ("我要申请低保，他又打我了啊", DIBAO, DIBAO, (DANGER,)),
    ("我要申请低保，我要申请低保", DIBAO, DIBAO, ()),
    ("我要申请低保，老板欠我工资", MIXED, DIBAO, (WAGES,)),
    ("我要申请低保，我家三口人呢", MIXED, MIXED, (DIBAO,)),
    ("我要申请低保，老板欠我工资，医疗救助带啥，他又打我了啊", DIBAO, DIBAO, (WAGES, MEDICAL)),
]


def _read(texts: Sequence[str]) -> list[Reading]:
    return [Reading(MEANING[text], ()) for text in texts]


@pytest.mark.parametrize(("text", "expected"), PARTS)
def test_a_message_is_cut_where_another_request_may_begin(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(("text", "whole", "first", "others"), MESSAGES)
def test_requests_of_a_message(text: str, whole: Guess, first: Guess, others: tuple[Guess, ...]) -> None:
    assert requests(text, whole, _read, _read, 0.8) == (first, others)


def test_a_part_that_the_careful_reading_sees_otherwise_does_not_count() -> None:
    def careful(texts: Sequence[str]) -> list[Reading]:
        return [Reading(DIBAO, ()) for _ in texts]

    assert requests("我要申请低保，老板欠我工资", DIBAO, _read, careful, 0.8) == (DIBAO, ())


@pytest.mark.parametrize(
    ("whole", "expected"),
    [
        (WAGES, ["我要申请低保"]),  # something else may be asked for
        (DIBAO, []),  # the same as the whole, which is sure
        (MIXED, ["我要申请低保"]),  # the whole is not sure
    ],
)
def test_only_parts_that_may_change_the_reading_are_read_again(whole: Guess, expected: "list[str]") -> None:
    read_again: list[str] = []

    def careful(texts: Sequence[str]) -> list[Reading]:
        read_again.extend(texts)
        return _read(texts)

    requests("我家三口人呢，能不能帮帮我，我要申请低保", whole, _read, careful, 0.8)
    assert read_again == expected
