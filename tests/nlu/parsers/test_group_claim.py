"""The story of many people is told from the story of one, and the join code is read however it is written."""

import pytest

from nlu.keywords import detect
from nlu.parsers.group_claim import join_code, told

STORIES = [
    ("我们三十个工人，老板半年没发工资", 30),
    ("我们30多个工友的工资都没给", 30),
    ("包工头欠我们十二个人的工钱", 12),
    ("我们村四十户的地被占了", 40),
    ("工友们的工资都没发", "many"),
    ("我们好多人都没拿到工资", "many"),
    ("我们几个的工钱被拖着", "many"),
    ("老板欠我三个月工资", None),
    ("我们家3口人，老板欠我工资", None),
    ("工地上有30个工人，就欠我一个人的", None),
    ("我们老板欠我两万块", None),
]

CODES = [
    ("加入K7M3QX", "K7M3QX"),
    ("加入 k7m3qx", "K7M3QX"),
    ("我要加入K7M3QX", "K7M3QX"),
    ("加入口令是K7M3QX", "K7M3QX"),
    ("加入", None),
    ("加入群聊", None),
    ("加入K7M3Q", None),
    ("加入K7M3QXX", None),
]


@pytest.mark.parametrize(("words", "number"), STORIES)
def test_many_claimants_are_noticed(words: str, number: int | str | None) -> None:
    assert told(words) == number


@pytest.mark.parametrize(("words", "code"), CODES)
def test_the_join_code_is_read(words: str, code: str | None) -> None:
    assert join_code(words) == code
    keyword = detect(words)
    assert (keyword is not None and keyword.kind == "join") is (code is not None)
