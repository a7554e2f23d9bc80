"""Whom a message speaks for, as the questions then name that person."""

import pytest

from nlu.whom import whom

WHOM = {
    "给我妈办残疾补贴": "she",
    "帮我奶奶申请低保": "she",
    "是我爸的": "he",
    "替我爷爷问问五保": "he",
    "帮隔壁老人问问": "old",
    "给孩子申请上学补助": "child",
    "帮家里人或别人": None,
    "我自己": None,
    "我妈病了我想申请": None,
    "给我女儿办": "she",
}


@pytest.mark.parametrize(("text", "who"), WHOM.items(), ids=WHOM)
def test_the_one_who_is_meant_is_named(text: str, who: str | None) -> None:
    assert whom(text) == who
