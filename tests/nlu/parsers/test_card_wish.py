"""What is wanted with a legal-aid card, in residents' words, and its number in a longer message."""

from datetime import date

import pytest

from nlu.parsers.card_wish import number, told
from nlu.parsers.question import QuestionContext

CONTEXT = QuestionContext(date(2026, 11, 24))

WISHES = [
    ("我的法律援助卡丢了", "lost"),
    ("法援卡要挂失", "lost"),
    ("卡丢了给我补一张", "lost"),
    ("补办法援卡", "lost"),
    ("援助卡找不到了咋办", "lost"),
    ("援助卡到期了 我要换一张", "renew"),
    ("我要换新卡", "renew"),
    ("卡磨花了看不清号码怎么弄", "renew"),
    ("法律援助卡怎么续期", "renew"),
    ("我有法律援助卡，号码SL-2026-0001", "use"),
    ("我有法律援助卡", "use"),
    ("我想用法律援助卡请律师", "use"),
    ("凭卡找律师", "use"),
    ("我要办法律援助卡", None),
    ("村里漏发了我的法律援助卡，请给我补发一张", None),
    ("我没有法律援助卡", None),
    ("法律援助卡有什么用", None),
    ("银行卡丢了", None),
    ("社保卡过期了", None),
    ("老板欠我工资", None),
]

NUMBERS = [
    ("我有法律援助卡，号码SL-2026-0001", "SL-2026-0001"),
    ("卡号是 sl-2026-0001，老板欠我20000块", "SL-2026-0001"),
    ("法律援助卡SL-2026-0001", "SL-2026-0001"),
    ("我有援助卡，欠我20000块，电话13800138000", None),
    ("老板欠我20000块", None),
    ("我有法律援助卡", None),
]


@pytest.mark.parametrize(("words", "wish"), WISHES)
def test_the_wish_is_read_from_the_words(words: str, wish: str | None) -> None:
    assert told(words) == wish


@pytest.mark.parametrize(("words", "expected"), NUMBERS)
def test_only_a_number_that_is_named_as_the_cards_is_taken(words: str, expected: str | None) -> None:
    assert number(words, CONTEXT) == expected
