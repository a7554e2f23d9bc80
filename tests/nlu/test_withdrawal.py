"""Which words taken for a stop give up an application, which only leave off for now, and which are about messages."""

import pytest

from nlu.withdrawal import leaves_off, withdraws

#: Words: whether an application is taken back, whether only the questions are left.
GIVEN_UP = {
    "我想把上个月交的低保申请撤回来": (True, False),
    "那个补贴的事我放弃申请": (True, False),
    "法律援助我要撤掉": (True, False),
    "唉不问了不问了": (False, True),
    "我改主意了": (False, True),
    "算了": (False, True),
    "不申请了，以后别再发短信来": (False, False),
    "把申请撤了，也不要给我发消息": (False, False),
    "你们这些短信看着就心烦": (False, False),
    "不要再联系我": (False, False),
}


@pytest.mark.parametrize(("text", "expected"), GIVEN_UP.items(), ids=GIVEN_UP)
def test_what_is_given_up(text: str, expected: tuple[bool, bool]) -> None:
    assert (withdraws(text), leaves_off(text)) == expected
