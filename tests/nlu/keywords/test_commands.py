"""Stop, a person, help, yes, no and the steering words: whole messages only, in every way people type them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.keywords import detect

COMMANDS = {
    "stop": "退订 TD td T t STOP stop Ｓｔｏｐ 停 停止 停！ 取消订阅 回复TD 退订短信 不要再发短信了 别发了 别再发信息了 停止发送 "
    "我要退订 拒收 不想收到短信 退訂 退\u200b订 unsubscribe 取消 退出 结束 不填了 不想填了 算了 别问了 不办了",
    "person": "人工 转人工 人工客服 找人工 我要人工 转接人工 我要转人工！ 找个人 我想找个人说话 找人 真人 要真人 接人工 客服 "
    "转客服 找工作人员 叫个人来 换个人 我要跟人说话 能和人说吗 不想跟机器人说话 转人工谢谢 请转人工 麻烦转人工 轉人工 人工服务 人工人工",
    "help": "帮助 help HELP ? ？ ？？？ 怎么用 帮帮忙 菜单 我需要帮助 求帮助 怎么操作 不会用 你能做什么 有什么功能 幫助 h 帮帮我",
    "yes": "是 是的 对 对的 嗯 嗯嗯 有 好 好的 可以 行 要得 中 同意 确认 没错 OK ok yes y 👍 是啊 对对对 對 好吧 系 必须的",
    "no": "不是 不 没有 没 否 不对 不行 不同意 没得 冇 木有 莫得 唔系 no n 还没有 从来没有 不用了 没有啊 不要 👎",
    "go_back": "返回 返回上一步 上一步 上一题 回去 後退 back",
    "skip": "跳过 跳过这题 下一题 不想说 不方便说 略过 pass",
    "restart": "重来 重新开始 从头来 重新填 再来一遍 restart",
    "dont_know": "不知道 不清楚 不晓得 我也不知道 记不清了 忘了 说不清 不确定 不好说",
    "why": "为什么问这个 为什么要问 问这个干嘛 为什么 为啥要问这个 问这些有什么用",
    "resume": "继续 接着 继续填 接着上次 下一步 继续办理",
    "join": "加入K7M3QX 我要加入K7M3QX 加入口令是K7M3QX 我也要加入k7m3qx",
    "more": "更多 还有吗 别的 其他的 下一页 还有什么",
    "link": "绑定手机 绑定手机号 绑定 我要绑定手机 綁定手機 绑定手机号13900000001 我之前发短信申请的 之前用短信填了一半 我以前用手机申请过 "
    "接着手机上的办 继续办手机上的 我在手机上填的 绑定码 给我绑定码 绑定123456 绑定１２３４５６ 把手机和网页连起来",
    "unlink": "解除绑定 取消绑定 解绑 取消手机绑定 解除手机的绑定 不要和手机绑定了 unlink",
    "change": "改 修改 改收入 我要改收入 改3 改第3项 修改电话 收入填错了 我的地址写错了 填错了 更改联系电话 改身份证号 改一下年龄",
}
# Words around the command, or the same one twice.
IN_CLAUSES = [
    ("stop", "够了，别问了"),
    ("stop", "烦死了 别再给我发了"),
    ("stop", "把推送关了"),
    ("stop", "不想聊了"),
    ("stop", "算了不问了"),
    ("stop", "帮我把低保申请撤了"),
    ("stop", "撤回我的申请"),
    ("stop", "把这个流程关了吧"),
    ("person", "喂，有真人吗"),
    ("person", "我说不清，转人工"),
    ("person", "安排个工作人员联系我"),
    ("person", "我想直接和你们的同事说话"),
    ("help", "这个小程序怎么用啊"),
    ("help", "不会用，教教我"),
    ("help", "有没有使用说明"),
    ("yes", "对，没问题"),
    ("no", "没，没有"),
]
NOT_LINKED = [
    "我手机丢了",
    "手机",
    "我的手机号13800138000",
    "孩子抢了我手机",
    "我发短信你们没回",
    "银行卡绑定的手机号换了怎么办",
    "我老板发短信辞退我",
    "低保卡绑定不了",
    "手机上怎么申请低保",
    "发短信能申请吗",
    "别绑了",
    "不要绑了",
    "他绑着我",
]
NOT_IN_CLAUSES = [
    "对，老板欠我工资",
    "好，我要申请低保",
    "没有，孩子上学",
    "算了，找律师吧",
    "别发了工资又扣",
    "不聊天的邻居",
    "有人吗",
]
TARGETS = {
    "把我的申请撤了": "application",
    "撤回申请": "application",
    "帮我把低保申请撤了": "application",
    "撤销法律援助申请": "application",
    "算了不问了": "form",
    "取消申请": "form",
    "别再发短信了": "messages",
    "改收入": "收入",
    "我要改收入": "收入",
    "改3": "3",
    "改第3项": "第3项",
    "收入填错了": "收入",
    "改": None,
    "填错了": None,
    "退订": "messages",
    "TD": "messages",
    "取消": "form",
    "不填了": "form",
    "绑定手机": None,
    "绑定码": "code",
    "绑定123456": "code",
}
ACTS = {
    "退订": "stop",
    "转人工": "human",
    "帮助": "help",
    "是": "affirm",
    "不是": "deny",
    "改收入": "correct",
    "返回": None,
}


def lines(name: str) -> list[str]:
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize(("kind", "said"), [(kind, said) for kind, words in COMMANDS.items() for said in words.split()])
def test_a_command_is_known_however_it_is_typed(kind: str, said: str) -> None:
    keyword = detect(said)
    assert keyword is not None
    assert keyword.kind == kind


@pytest.mark.parametrize("line", lines("not_commands.txt") + lines("not_danger.txt"))
def test_a_word_inside_a_message_neither_stops_nor_calls_a_person_nor_asks_for_help(line: str) -> None:
    keyword = detect(line)
    assert keyword is None or keyword.kind not in {"stop", "person", "help"}


@pytest.mark.parametrize("said", NOT_LINKED)
def test_a_telephone_in_a_message_is_no_wish_to_link_one(said: str) -> None:
    keyword = detect(said)
    assert keyword is None or keyword.kind not in {"link", "unlink"}


@pytest.mark.parametrize(("kind", "said"), IN_CLAUSES)
def test_a_command_is_known_among_words_that_say_nothing(kind: str, said: str) -> None:
    keyword = detect(said)
    assert keyword is not None
    assert keyword.kind == kind


@pytest.mark.parametrize("said", NOT_IN_CLAUSES)
def test_an_answer_that_goes_on_is_no_command(said: str) -> None:
    assert detect(said) is None


@pytest.mark.parametrize(("said", "target"), TARGETS.items())
def test_a_command_says_what_it_is_about(said: str, target: str | None) -> None:
    keyword = detect(said)
    assert keyword is not None
    assert keyword.target == target


@pytest.mark.parametrize("said", ["改户口", "改房子", "改造", "改嫁", "危房改造", "改革"])
def test_changing_a_thing_in_the_world_is_not_changing_an_answer(said: str) -> None:
    assert detect(said) is None


@pytest.mark.parametrize(("said", "act"), ACTS.items())
def test_a_keyword_carries_the_act_of_the_contract(said: str, act: str | None) -> None:
    keyword = detect(said)
    assert keyword is not None
    assert keyword.act == act


@given(st.text(max_size=80))
def test_any_text_can_be_looked_at(text: str) -> None:
    detect(text)


@given(st.sampled_from(["停", "人工", "帮助", "退订"]), st.sampled_from(["低保", "残疾人", "水", "老板", "补贴"]))
def test_a_command_followed_by_a_thing_is_a_message(command: str, thing: str) -> None:
    keyword = detect(command + thing)
    assert keyword is None
