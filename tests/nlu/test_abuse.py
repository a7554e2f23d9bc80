"""What is abuse and nothing else, and what has a matter in it however angry it is."""

import pytest

from nlu.abuse import is_only_abuse

ONLY_ABUSE = {
    "你们这些当官的都是骗子 滚": True,
    "滚！": True,
    "一群废物，不要脸": True,
    "狗官！！！没一个好东西": True,
    "骗子骗走我两千块": False,
    "你们都是骗子，凭什么停我家低保": False,
    "村里会计不要脸，低保名额给了他弟": False,
    "你们不管我": False,
    "垃圾堆在我家门口": False,
    "我要投诉，一群骗子": False,
    "": False,
}


@pytest.mark.parametrize(("text", "abuse"), ONLY_ABUSE.items(), ids=ONLY_ABUSE)
def test_abuse_alone_is_told_from_an_angry_complaint(text: str, abuse: bool) -> None:
    assert is_only_abuse(text) is abuse
