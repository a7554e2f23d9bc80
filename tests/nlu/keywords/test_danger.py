"""Danger is found by rules alone, and what only sounds like danger is not taken for it."""

import time
from pathlib import Path

import pytest

from nlu.keywords import Keyword, detect

LEAST_RECALL = 0.97
LEAST_PRECISION = 0.92
SETS = (
    ("danger.tsv", "not_danger.txt"),
    ("danger_second.tsv", "not_danger_second.txt"),
    ("danger_third.tsv", "not_danger_third.txt"),
)

#: Answers and openings that only say whose matter it is, or what has long been so. None of them may ever call anybody.
OF_THE_FAMILY = (
    "我男人", "我儿子", "我妈", "我屋里头的", "我女儿", "我娃", "我娘", "我爸", "我弟弟", "我媳妇", "我",
    "我男人肝癌", "我男人腿断了 干不了活", "我儿子大学毕业了 家里收入变了", "我男人打工", "我妈瘫痪在床", "我爸得了癌症",
    "我屋里头的瘫了", "说不上来", "我在等", "我在自己房间", "帮我妈办", "我一个人", "娃她爸得了癌 看病把钱花光了 还借了十几万",
)  # fmt: skip

KINDS = [
    ("violence", "他又打我了我不敢回家"),
    ("assault", "护工打我妈，身上都是伤"),
    ("assault", "護工打我媽媽，我媽不敢講"),
    ("self_harm", "我不想活了"),
    ("self_harm", "没低保我就去跳河"),
    ("hunger", "家里一粒米都没有了"),
    ("hunger", "两天没吃东西了"),
    ("collapse", "房子快要塌了"),
    ("collapse", "屋顶塌了压着人了"),
    ("child", "孩子一个人在家没人管"),
    ("child", "孙子走丢了"),
    ("threat", "他说要杀了我"),
    ("threat", "讨债的堵在我家门口"),
    ("disaster", "我被水困住了"),
    ("disaster", "着火了"),
    ("homeless", "睡在桥洞底下好几天了"),
    ("medical", "我妈晕倒了"),
    ("medical", "救救我"),
]

# Several kinds in one message: who is called first.
SEVERAL = [
    ("violence", "他打我,快救我"),
    ("violence", "老公又打我，救命"),
    ("violence", "他又打我了，我不想活了"),
    ("threat", "他说要杀了我，快救我"),
    ("self_harm", "我不想活了，两天没吃东西了"),
    ("child", "孙子走丢了，快来人"),
    ("collapse", "房子快要塌了，救命"),
    ("disaster", "我被水困住了，救救我"),
    ("medical", "我妈晕倒了，两天没吃东西了"),
    ("hunger", "两天没吃东西了，睡在桥洞底下好几天了"),
]

#: Arrest is a matter for a lawyer, and no danger by itself.
ARRESTED = ["我弟弟被公安抓了", "我老公昨晚被派出所带走了", "儿子被警察拘留了"]

# The same words, first with danger in them, then without.
PAIRS = [
    ("我快被他打死了", "我快笑死了"),
    ("我被人打了现在还在流血", "我的申请被打回来了"),
    ("我想死", "我想死你了"),
    ("我站在楼顶要跳下去", "跳楼价卖房子"),
    ("房子塌了压着人了", "房子塌了能补多少钱"),
    ("我家起火了快来人", "去年家里起火，救助款什么时候发"),
    ("他又打我了", "他没打过我"),
    ("孩子不见了", "孩子找到了"),
    ("他说要杀了我", "电视剧里他说要杀了她"),
    ("三天没吃饭了", "低保够不够吃饭"),
    ("老公喝了酒正在打我", "老公打电话没打通"),
    ("我们被洪水困在二楼", "洪水补偿标准"),
]


def lines(name: str) -> list[str]:
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def is_danger(message: str) -> bool:
    keyword = detect(message)
    return keyword is not None and keyword.kind == "danger"


@pytest.mark.parametrize("message", [line.split("\t")[1] for line in lines("danger.tsv")])
def test_every_message_of_the_first_set_is_danger(message: str) -> None:
    assert is_danger(message)


def test_danger_is_found_often_enough_and_seldom_where_there_is_none() -> None:
    found = missed = false = 0
    for positives, negatives in SETS:
        hits = [is_danger(line.split("\t")[1]) for line in lines(positives)]
        found, missed = found + sum(hits), missed + len(hits) - sum(hits)
        false += sum(is_danger(line) for line in lines(negatives))
    assert found / (found + missed) >= LEAST_RECALL
    assert found / (found + false) >= LEAST_PRECISION


@pytest.mark.parametrize(("kind", "message"), KINDS)
def test_danger_says_of_what_kind_it_is(kind: str, message: str) -> None:
    keyword = detect(message)
    assert keyword is not None
    assert (keyword.kind, keyword.act, keyword.danger) == ("danger", "danger", kind)


@pytest.mark.parametrize(("kind", "message"), SEVERAL)
def test_of_several_kinds_the_one_that_cannot_wait_is_answered(kind: str, message: str) -> None:
    keyword = detect(message)
    assert keyword is not None
    assert keyword.danger == kind


@pytest.mark.parametrize("message", ARRESTED)
def test_an_arrest_is_no_danger_but_what_was_done_besides_is(message: str) -> None:
    assert not is_danger(message)
    assert is_danger(f"{message}，他们正在打我")


@pytest.mark.parametrize(("danger", "harmless"), PAIRS)
def test_the_same_words_without_danger_are_no_danger(danger: str, harmless: str) -> None:
    assert is_danger(danger)
    assert not is_danger(harmless)


@pytest.mark.parametrize("command", ["退订", "人工", "返回", "是", "帮助"])
def test_danger_beats_every_command(command: str) -> None:
    assert is_danger(f"{command}，他拿刀要砍我")


def test_a_sign_is_sure_and_added_up_signals_are_not() -> None:
    sign = detect("他说要杀了我")
    signals = detect("有个男的一直跟着我，我好怕")
    assert isinstance(sign, Keyword)
    assert isinstance(signals, Keyword)
    assert sign.sure
    assert not signals.sure


@pytest.mark.parametrize(
    "message", ["他打我" * 400, "我家房子" * 400, "救命" * 900, "孩子一个人在家" * 200, "打" * 2000]
)
def test_a_long_message_takes_no_time_to_speak_of(message: str) -> None:
    detect("")
    started = time.perf_counter()
    detect(message)
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize("text", OF_THE_FAMILY)
def test_who_only_names_the_family_is_in_no_danger(text: str) -> None:
    keyword = detect(text)
    assert keyword is None or keyword.kind != "danger"
