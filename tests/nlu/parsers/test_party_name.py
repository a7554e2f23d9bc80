"""The name of the other side, without the words around it."""

from datetime import date

import pytest

from nlu.parsers import parse_slot

NAMES = [
    ("顺发建筑公司", "顺发建筑公司"),
    ("是顺发建筑公司。", "顺发建筑公司"),
    ("老板叫周建国", "周建国"),
    ("他叫周建国吧", "周建国"),
    ("对方的名字是周建国", "周建国"),
    ("我要告周建国", "周建国"),
    ("包工头周建国", "包工头周建国"),
    ("县人社局", "县人社局"),
    ("叫春", "叫春"),
    ("跳过", None),
    ("不知道", None),
    ("1", None),
]


@pytest.mark.parametrize(("words", "name"), NAMES)
def test_the_name_stands_alone(words: str, name: str | None) -> None:
    assert parse_slot("party_name", words, today=date(2026, 11, 24)) == name
