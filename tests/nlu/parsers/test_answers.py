"""Answers to open questions: two frozen tables and two of examples, row by row, through `parse_slot`."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from nlu.errors import UnknownSlot
from nlu.parsers import SLOTS, parse_slot

TODAY = date(2026, 11, 24)
TABLES = ("answers.tsv", "answers_second.tsv", "answers_third.tsv", "answers_fourth.tsv")
# 城里 is no part of 城镇, and an electric tricycle is no answer to the question for a car: both are asked again.
ASKED_AGAIN = {"城里", "有电动三轮"}
OWN_WORDS = {"free_text", "party_name", "place", "card_holder"}
COMMANDS = ("返回", "跳过", "重来", "人工", "帮助", "退订", "为什么问这个", "继续", "更多", "改收入", "不知道", "?", "")


def rows() -> Iterator[tuple[str, str, object, dict[str, object]]]:
    for table in TABLES:
        for line in (Path(__file__).parent / table).read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                slot, answer, expected, context = line.split("\t")
                if answer not in ASKED_AGAIN:
                    yield slot, answer, json.loads(expected), json.loads(context or "{}")


@pytest.mark.parametrize(("slot", "answer", "expected", "context"), tuple(rows()))
def test_an_answer_is_read_as_a_clerk_reads_it(
    slot: str, answer: str, expected: object, context: dict[str, object]
) -> None:
    value = parse_slot(slot, answer, today=TODAY, **context)
    assert value == (pytest.approx(expected, abs=0.01) if isinstance(expected, dict) and slot == "money" else expected)
    assert json.loads(json.dumps(value)) == value


@pytest.mark.parametrize("slot", sorted(set(SLOTS) - {"yes_no", "choice"}))
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_never_an_answer(slot: str, command: str) -> None:
    assert parse_slot(slot, command, today=TODAY) is None


@pytest.mark.parametrize("slot", sorted(set(SLOTS) - OWN_WORDS))
@pytest.mark.parametrize("junk", ["。", "😀", "哈哈哈哈", "\u200b", "/restart", "<br>", "-", "%s{}", "啊" * 500])
def test_junk_is_asked_again(slot: str, junk: str) -> None:
    assert parse_slot(slot, junk, today=TODAY, options=("低保", "特困")) is None


def test_a_kind_of_answer_that_nobody_reads_is_named_in_the_error() -> None:
    with pytest.raises(UnknownSlot, match="shoe_size"):
        parse_slot("shoe_size", "42", today=TODAY)
