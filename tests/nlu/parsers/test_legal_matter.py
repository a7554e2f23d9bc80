"""Matters that a story names outright, and stories that are asked about."""

import pytest

from nlu.parsers.legal_matter import told

STORIES = [
    ("老板欠我工资三个月，一共两万", "wages"),
    ("包工头拖着工钱不给", "wages"),
    ("干了半年，工资一分没发", "wages"),
    ("厂里不发工资人跑了", "wages"),
    ("在工地干活摔断了腿，老板不管", "work_injury"),
    ("要认定工伤", "work_injury"),
    ("儿子三年不给我赡养费", "support"),
    ("离婚以后孩子他爸不抚养孩子，抚养费也没有", "support"),
    ("上个月被摩托车撞了，对方不赔", "traffic"),
    ("出了车祸，保险公司不理", "traffic"),
    ("我家的低保被停了，没人说为什么", "social_benefits"),
    ("在工地干活摔断了腿，工资也不给", None),  # two: it is asked which
    ("邻居占了我家的地", None),
    ("网上买东西被骗了三千块", None),
    ("我有工资，够用", None),
    ("想买辆车", None),
    ("没有这些", None),
    ("", None),
]


@pytest.mark.parametrize(("story", "matter"), STORIES)
def test_a_matter_is_named_by_its_own_words(story: str, matter: str | None) -> None:
    assert told(story) == matter
