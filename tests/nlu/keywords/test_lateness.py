"""Words of waiting, and words that only sound like it."""

import pytest

from nlu.keywords.lateness import asks_why_late

WAITS = (
    "怎么还没消息",
    "为什么这么慢",
    "我的低保怎么这么久还没批",
    "都一个月了",
    "交上去等了半个月了，一点动静都没有",
    "到现在没人联系我",
    "拖了这么久，到底办不办",
    "钱怎么还没到账",
    "办得太慢了吧",
    "已经20天了还没结果",
)
DOES_NOT = (
    "我的申请办到哪了",
    "要多久能办好",
    "几天能批下来",
    "我家还没有车",
    "老板三个月没发工资",
    "我还没交材料",
    "DB-261124-7K3Q",
    "慢慢来不急",
)


@pytest.mark.parametrize("text", WAITS)
def test_waiting_is_heard(text: str) -> None:
    assert asks_why_late(text)


@pytest.mark.parametrize("text", DOES_NOT)
def test_other_words_are_not_taken_for_it(text: str) -> None:
    assert not asks_why_late(text)
