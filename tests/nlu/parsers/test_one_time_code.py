"""A code of six digits, as people copy it; never part of another number."""

from datetime import date

import pytest

from nlu.parsers import parse_slot

CODES = {
    "123456": "123456",
    " 123456。": "123456",
    "１２３４５６": "123456",
    "123 456": "123456",
    "123-456": "123456",
    "1 2 3 4 5 6": "123456",
    "000000": "000000",
    "一二三四五六": "123456",
    "零幺二三四五": "012345",
    "验证码是123456": "123456",
    "验证码：123456，10分钟内有效。不是您要的，不用理，也不要告诉别人。": "123456",
    "绑定123456": "123456",
    "绑定码 123456": "123456",
    "收到了，是123456": "123456",
}
NO_CODES = (
    "12345",
    "1234567",
    "13800138000",
    "123456 654321",
    "我一个月1500",
    "验证码",
    "没收到",
    "110101194912310021",
    "DB-261124-7K3Q",
    "我家3口人，123456",
    "",
)


@pytest.mark.parametrize(("said", "code"), CODES.items())
def test_a_code_is_read_however_it_is_copied(said: str, code: str) -> None:
    assert parse_slot("one_time_code", said, today=date(2026, 11, 24)) == code


@pytest.mark.parametrize("said", NO_CODES)
def test_what_is_no_code_is_asked_again(said: str) -> None:
    assert parse_slot("one_time_code", said, today=date(2026, 11, 24)) is None
