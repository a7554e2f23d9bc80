"""Receipt numbers can be read out, typed anyhow, and not guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.receipts import ALPHABET, draw_receipt, find_receipt

DAYS = st.dates(date(2024, 1, 1), date(2060, 12, 31))
PREFIXES = st.sampled_from(["DB", "LA", "LC"])

TYPED = [
    ("as printed", "DB-261124-7K3Q"),
    ("lower case", "db-261124-7k3q"),
    ("full width", "ＤＢ－２６１１２４－７Ｋ３Ｑ"),
    ("no dashes", "DB2611247K3Q"),
    ("spaces", " DB 261124 7K3Q "),
    ("long dashes", "DB—261124—7K3Q"),
    ("inside a sentence", "请问DB-261124-7K3Q办到哪一步了？"),
    ("underscores", "db_261124_7k3q"),
]

NO_RECEIPT = [
    "",
    "我要查进度",
    "13800000000",
    "33038119800101123X",
    "2026-11-24",
    "DB-261124",
    "DB-26112-7K3Q",
    "DB-261124-7K3O",
]


@given(PREFIXES, DAYS)
def test_a_drawn_number_is_found_again(prefix: str, day: date) -> None:
    receipt = draw_receipt(prefix, day)
    assert find_receipt(f"查一下 {receipt.lower()} 谢谢") == receipt


@given(PREFIXES, DAYS, st.integers(4, 6))
def test_a_number_holds_only_kind_day_and_characters_that_cannot_be_mistaken(
    prefix: str, day: date, drawn: int
) -> None:
    kind, filed, characters = draw_receipt(prefix, day, drawn=drawn).split("-")
    assert (kind, filed, len(characters)) == (prefix, f"{day:%y%m%d}", drawn)
    assert not set(characters) & set("0O1IL2Z5S8BUV")


def test_numbers_of_one_day_do_not_follow_one_another() -> None:
    drawn = [draw_receipt("DB", date(2026, 11, 24))[-4:] for _ in range(300)]
    assert len(set(drawn)) > 295
    assert drawn != sorted(drawn)
    assert len(ALPHABET) ** 4 > 250_000


@pytest.mark.parametrize(("how", "typed"), TYPED, ids=[row[0] for row in TYPED])
def test_a_number_is_understood_however_it_is_typed(how: str, typed: str) -> None:
    assert find_receipt(typed) == "DB-261124-7K3Q"


@pytest.mark.parametrize("text", NO_RECEIPT)
def test_other_text_is_no_receipt(text: str) -> None:
    assert find_receipt(text) is None
