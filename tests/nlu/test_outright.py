"""What says outright that it reports a change, complains, or begins another request, and what only tells something."""

import pytest

from nlu.outright import asks_whether_seen, begins_another, put_right, says_outright

CHANGES = {
    "我要报告一下，我找到工作了": True,
    "跟你们说一声，我妈上周过世了": True,
    "家里有变化": True,
    "情况变了，我搬家了": True,
    "孩子他爸失业了": False,
    "我妈上周走了": False,
    "去年房子烧了": False,
    "三口人": False,
}
COMPLAINTS = {
    "我要投诉你们": True,
    "低保没批我不服": True,
    "怎么申请复议": True,
    "给我们评得不对": False,
    "等了三个月没消息": False,
    "没有": False,
}
ANOTHER = {
    "还有一件事": True,
    "另外一件，村里修路占了我家地": True,
    "再投诉一个人": True,
    "他姓王，是会计": False,
    "就是上个月十五号": False,
    "还有他态度很差": False,
}
SEEN = {
    "我前两天发的照片你们看了没": True,
    "材料收到了吗？": True,
    "你们收到我的投诉没有": True,
    "我那件事处理好了没啊": True,
    "他收了我两条烟": False,
    "我看到他把钱拿走了": False,
    "他看了材料就说不行": False,
    "会计收了钱没有给收条": False,
}


@pytest.mark.parametrize(("text", "outright"), CHANGES.items(), ids=CHANGES)
def test_a_change_is_reported_outright(text: str, outright: bool) -> None:
    assert says_outright(text, "change") is outright


@pytest.mark.parametrize(("text", "outright"), COMPLAINTS.items(), ids=COMPLAINTS)
def test_a_complaint_is_made_outright(text: str, outright: bool) -> None:
    assert says_outright(text, "complaint") is outright


@pytest.mark.parametrize(("text", "another"), ANOTHER.items(), ids=ANOTHER)
def test_another_request_is_begun(text: str, another: bool) -> None:
    assert begins_another(text) is another


@pytest.mark.parametrize(("text", "asks"), SEEN.items(), ids=SEEN)
def test_it_is_asked_whether_what_was_sent_was_seen(text: str, asks: bool) -> None:
    assert asks_whether_seen(text) is asks


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("说错了，是0", "是0"),
        ("刚才说错了，是一千八", "是一千八"),
        ("不对，我写错了，三口人", "三口人"),
        ("哎呀填错了 是农村", "是农村"),
        ("说错了", None),  # what is right is not told
        ("他说错了我的名字", None),
        ("是0", None),
        ("", None),
    ],
)
def test_what_takes_back_an_answer_begins_with_saying_so(text: str, right: str | None) -> None:
    assert put_right(text) == right
