"""One spelling for every message: width, invisible characters, Traditional characters, repetition, misspelt words."""

import importlib.util

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.normalise import normalise, tidy
from nlu.normalise.script import simplified, simplified_by_table, table
from nlu.normalise.spelling import spellings

MEANT = [
    (" 我想申请滴保！！！！", "我想申请低保!"),
    ("ＳＴＯＰ", "STOP"),
    ("１３８", "138"),
    ("退\u200b订", "退订"),
    ("\ufeff人工\u00ad", "人工"),
    ("人\u3164工", "人工"),
    ("低 保 怎 么 申 请", "低保怎么申请"),
    ("老板 欠钱", "老板 欠钱"),
    ("第一行\r\n第二行\t完", "第一行 第二行 完"),
    ("護工打我媽媽", "护工打我妈妈"),
    ("我想申請補貼", "我想申请补贴"),
    ("甚麼是低保", "什么是低保"),
    ("著火了", "着火了"),
    ("地保怎么申请", "低保怎么申请"),
    ("我要办危防改造", "我要办危房改造"),
    ("连租房", "廉租房"),
    ("法律元助卡", "法律援助卡"),
    ("俺木有钱", "我没有钱"),
    ("冇饭食", "没有饭食"),
    ("咋申请啊", "怎么申请啊"),
    ("救命救命救命救命", "救命"),
    ("啊啊啊啊啊啊", "啊啊"),
    ("?????", "?"),
    ("。。。。。", "。"),
    ("DIBAO多少钱", "低保多少钱"),
]

LEFT_ALONE = [
    "本地保险公司",
    "属地保障",
    "大地保险不赔",
    "树木有没有补偿",
    "什么有补贴",
    "周围房子",
    "其中才能够",
    "我888元",
    "三三得九",
    "天天打工",
    "爸爸妈妈",
    "没得到赔偿",
    "上海办公资料",
    "补住院费",
]


@pytest.mark.parametrize(("written", "meant"), MEANT)
def test_a_message_is_read_in_one_spelling(written: str, meant: str) -> None:
    normal = normalise(written)
    assert normal.text == meant
    assert normal.original == written


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_words_that_only_look_misspelt_stay(text: str) -> None:
    assert normalise(text).text == text


def test_names_keep_the_characters_they_are_written_in() -> None:
    assert tidy(" 張　麗華\u200b ") == "張 麗華"


def test_every_pair_of_spellings_leads_to_what_is_meant_and_stops_there() -> None:
    for spelling in spellings():
        assert normalise(spelling.written).text == spelling.meant
        assert normalise(spelling.meant).text == spelling.meant


def test_guards_stop_a_pair_beside_the_characters_they_name() -> None:
    for spelling in spellings():
        for character in spelling.not_after:
            assert spelling.written in normalise(character + spelling.written).text
        for character in spelling.not_before:
            assert spelling.written in normalise(spelling.written + character).text


def test_without_opencc_messages_are_simplified_by_the_table() -> None:
    assert simplified_by_table("護工打我媽媽,房子塌了沒人管,請幫幫我") == "护工打我妈妈,房子塌了没人管,请帮帮我"


@pytest.mark.skipif(importlib.util.find_spec("opencc") is None, reason="compares with OpenCC where it is installed")
def test_the_table_agrees_with_opencc() -> None:
    assert {chr(code): simple for code, simple in table().items() if simplified(chr(code)) != simple} == {}


@given(st.text(max_size=200))
def test_any_text_can_be_normalised_and_normalising_again_changes_nothing(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once


@given(st.text(alphabet="啊救命!。 ?1三地保木有\u200b\n", max_size=40))
def test_normalising_again_changes_nothing_where_every_rule_bites(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once
