"""What must hold for any answer, not only for those in the tables."""

import time
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.parsers import SLOTS, parse_slot
from nlu.parsers.id_number import check_character
from nlu.parsers.numerals import read, whole_number

TODAY = date(2026, 11, 24)
DIGITS = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    """1 to 9999 as it is written in full: 2080 is 二千零八十."""
    words, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit == 0:
            gap = bool(words)
            continue
        words += ("零" if gap else "") + DIGITS[digit] + name
        gap = False
    return words


identity_numbers = st.builds(
    lambda region, born, serial: f"{region}{born:%Y%m%d}{serial:03d}",
    st.integers(110000, 659999),
    st.dates(date(1900, 1, 1), TODAY),
    st.integers(0, 999),
).map(lambda first: first + check_character(first))


@given(st.integers(1, 9999))
def test_a_number_written_in_full_is_read_back(number: int) -> None:
    assert whole_number(in_chinese(number)) == number


@given(st.integers(10, 99_999))
def test_a_bare_figure_is_read_in_the_unit_of_the_question(yuan: int) -> None:
    for unit in ("yuan_per_month", "yuan_per_year", "yuan"):
        assert parse_slot("money", str(yuan), today=TODAY, unit=unit) == {unit: yuan}


@given(st.integers(1, 300), st.sampled_from(["块", "元", "块钱"]))
def test_a_year_is_twelve_months_in_both_directions(hundreds: int, word: str) -> None:
    yearly = hundreds * 1200
    assert parse_slot("money", f"一年{yearly}{word}", today=TODAY) == {"yuan_per_month": hundreds * 100}
    monthly = f"一个月{hundreds * 100}{word}"
    assert parse_slot("money", monthly, today=TODAY, unit="yuan_per_year") == {"yuan_per_year": yearly}


@given(st.integers(100, 9000), st.integers(1, 5000))
def test_a_range_keeps_its_ends_in_order(low: int, more: int) -> None:
    expected = {"low": low, "high": low + more}
    assert parse_slot("money", f"{low}到{low + more}", today=TODAY) == expected
    assert parse_slot("money", f"{low + more}-{low}", today=TODAY) == expected


@given(identity_numbers, st.sampled_from(["", " ", "-"]))
def test_every_valid_identity_number_is_accepted_however_it_is_spaced(number: str, separator: str) -> None:
    written = separator.join((number[:6], number[6:14], number[14:])).lower()
    assert parse_slot("id_number", written, today=TODAY) == number


@given(identity_numbers, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_in_an_identity_number_is_always_noticed(number: str, place: int, step: int) -> None:
    wrong = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]
    assert parse_slot("id_number", wrong, today=TODAY) is None


@given(st.dates(date(1990, 1, 1), date(2030, 12, 31)))
def test_a_day_written_in_full_is_that_day(day: date) -> None:
    for written in (f"{day.year}年{day.month}月{day.day}日", f"{day:%Y-%m-%d}", f"{day:%Y%m%d}"):
        assert parse_slot("date", written, today=TODAY) == day.isoformat()


@given(st.integers(0, 364))
def test_a_day_without_a_year_lies_within_the_last_year_or_the_next(back: int) -> None:
    past = TODAY - timedelta(days=back)
    assert parse_slot("date", f"{past.month}月{past.day}号", today=TODAY) == past.isoformat()
    ahead = TODAY + timedelta(days=back)
    assert parse_slot("date", f"{ahead.month}月{ahead.day}号", today=TODAY, future=True) == ahead.isoformat()


@given(st.integers(1, 9), st.integers(1, 9))
def test_only_an_option_that_was_offered_can_be_chosen(number: int, offered: int) -> None:
    options = [f"第{index}种救助" for index in range(offered)]
    expected = number if number <= offered else None
    styles = (f"{number}", f"选{number}", f"第{number}个", f"{number}.", f"({number})", chr(0x2460 + number - 1))
    for said in styles:
        assert parse_slot("choice", said, today=TODAY, options=options) == expected


@pytest.mark.parametrize("slot", sorted(SLOTS))
@given(text=st.text(max_size=60))
def test_no_text_breaks_a_parser(slot: str, text: str) -> None:
    parse_slot(slot, text, today=TODAY, options=("低保", "特困"), asked="您家有小汽车吗?", gazetteer=("文昌镇",))


@pytest.mark.parametrize("slot", sorted(SLOTS))
@pytest.mark.parametrize(
    "pieces", ["0", "1,", "就是那就", "只有我", "刚满刚刚", "我要选要", "家我家", "一万零", "初十二", "爸妈和我"]
)
def test_no_text_takes_a_parser_long(slot: str, pieces: str) -> None:
    uneven = (pieces + pieces[::-1]) * (280 // (2 * len(pieces)))
    started = time.perf_counter()
    parse_slot(slot, uneven + "!", today=TODAY, options=("低保", "特困"), asked="您家有小汽车吗?")
    assert time.perf_counter() - started < 2


@given(st.text(alphabet="0123456789一二三十百千万几多来把半.,wk", max_size=12))
def test_a_number_is_an_interval_in_order(text: str) -> None:
    number = read(text)
    assert number is None or Decimal(0) <= number.low <= number.high
