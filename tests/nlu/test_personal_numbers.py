"""Identity, phone and bank card numbers are found however they are written; other figures are left alone."""

import re
import unicodedata
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nlu.parsers.id_number import check_character
from nlu.personal_numbers import find_personal_numbers, replace_personal_numbers

FOUND = [
    ("我的身份证33012719580312001X", "id_number", "33012719580312001X"),
    ("330127 1958 0312 001x", "id_number", "33012719580312001X"),
    ("330127-19580312-001X", "id_number", "33012719580312001X"),
    ("330127.1958.0312.001X", "id_number", "33012719580312001X"),
    ("３３０１２７１９５８０３１２００１Ｘ", "id_number", "33012719580312001X"),
    ("33012719580\u200b312001X谢谢", "id_number", "33012719580312001X"),
    ("513021194506070027号", "id_number", "513021194506070027"),
    ("330127580312001", "id_number", "330127580312001"),
    ("13812345678", "phone", "13812345678"),
    ("打138-1234-5678找我", "phone", "13812345678"),
    ("138 1234 5678", "phone", "13812345678"),
    ("138，1234，5678", "phone", "13812345678"),
    ("1 3 8 1 2 3 4 5 6 7 8", "phone", "13812345678"),
    ("+86 13812345678", "phone", "8613812345678"),
    ("幺三八幺二三四五六七八", "phone", "13812345678"),
    ("１３８１２３４５６７８", "phone", "13812345678"),
    ("一三八1234五六七八", "phone", "13812345678"),
    ("0571-88888888", "phone", "057188888888"),
    ("(0578)2123456", "phone", "05782123456"),
    ("座机2123456", "phone", "2123456"),
    ("+852 6123 4567", "phone", "85261234567"),
    ("6222021234567890123", "bank_card", "6222021234567890123"),
    ("卡号6222 0212 3456 7890 123", "bank_card", "6222021234567890123"),
    ("4111111111111111", "bank_card", "4111111111111111"),
    ("十三13812345678", "phone", "13812345678"),
    ("3500 138 1234 5678", "phone", "13812345678"),
    ("913812345678", "phone", "13812345678"),
]

LEFT_ALONE = [
    "3500",
    "月收入3500元,存款120000",
    "工资1500 1350 200",
    "3500 1200 1800 2000",
    "12000 13500 14000",
    "2026-11-24",
    "2026年11月24日 3500块",
    "1990-5-12 3500",
    "20261124",
    "2026-11-24 15:30",
    "SZ-20261124-7K3Q",
    "DB-261124-7392",
    "我的受理号DB-261124-7K3Q,一个月3500",
    "一年36000元12个月3000",
    "12345678901234567890123",
    "两千八百三十五",
    "一二三四五六七",
    "三口人,68岁,80平",
    "110 119 120 12345 12348",
    "第二十三条第一款",
    "",
]


@pytest.mark.parametrize(("text", "kind", "value"), FOUND)
def test_a_personal_number_is_found_with_its_place(text: str, kind: str, value: str) -> None:
    (number,) = find_personal_numbers(text)
    assert (number.kind, number.value) == (kind, value)
    assert text[number.start : number.end] == number.text


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_other_figures_are_left_alone(text: str) -> None:
    assert find_personal_numbers(text) == ()


def test_each_number_is_replaced_and_nothing_else() -> None:
    text = "我叫王桂花,身份证33012719580312001X,电话138 1234 5678,收入3500"
    assert replace_personal_numbers(text, lambda number: f"〔{number.kind}〕") == (
        "我叫王桂花,身份证〔id_number〕,电话〔phone〕,收入3500"
    )


def test_two_numbers_side_by_side_are_two() -> None:
    kinds = [number.value for number in find_personal_numbers("13812345678,13987654321 或 0571-88888888")]
    assert kinds == ["13812345678", "13987654321", "057188888888"]


# 1500 1350 200 are three amounts, not a number in groups.
ROUND_FIGURES = re.compile(r"\w{3}[0０零] \w{3}[0０零] \w{2}[0０零]")
FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
IN_WORDS = str.maketrans("0123456789", "零一二三四五六七八九")


def luhn(first: str) -> str:
    return next(
        first + last
        for last in "0123456789"
        if sum(sum(divmod(int(digit) * (1 + index % 2), 10)) for index, digit in enumerate(reversed(first + last))) % 10
        == 0
    )


identity = st.builds(
    lambda region, born, serial: f"{region}{born:%Y%m%d}{serial:03d}",
    st.integers(110000, 659999),
    st.dates(date(1900, 1, 1), date(2026, 11, 24)),
    st.integers(0, 999),
).map(lambda first: first + check_character(first))
mobile = st.builds(lambda second, rest: f"1{second}{rest:09d}", st.integers(3, 9), st.integers(0, 10**9 - 1))
card = st.integers(0, 10**12 - 1).map(lambda rest: luhn(f"622{rest:012d}"))


def in_groups(number: str, sizes: tuple[int, ...], separator: str) -> str:
    groups, start = [], 0
    for size in sizes:
        groups.append(number[start : start + size])
        start += size
    return separator.join([*groups, number[start:]] if start < len(number) else groups)


@st.composite
def planted(draw: st.DrawFn) -> str:
    """A number as somebody could type it."""
    number, sizes = draw(
        st.one_of(
            st.tuples(identity, st.sampled_from([(18,), (6, 8, 4), (6, 4, 4, 4), (1,) * 18])),
            st.tuples(mobile, st.sampled_from([(11,), (3, 4, 4), (3, 8), (4, 4, 3), (1,) * 11])),
            st.tuples(card, st.sampled_from([(16,), (4, 4, 4, 4)])),
        )
    )
    written = draw(st.sampled_from([number, number.translate(FULL_WIDTH), number.translate(IN_WORDS)]))
    return in_groups(written, sizes, draw(st.sampled_from([" ", "-", "—", "\u200b", ".", " - "])))


def touches(text: str) -> bool:
    visible = next((character for character in text if unicodedata.category(character)[0] not in "CM"), " ")
    return visible.isalnum() or visible.isnumeric()


#: A number that touches other digits or letters, seen or unseen, is another number: so a mark stands between.
apart = st.one_of(st.just(""), st.builds(str.__add__, st.characters(categories=("P", "S", "Z")), st.text(max_size=29)))


@given(before=apart.map(lambda text: text[::-1]), number=planted(), after=apart)
def test_a_planted_number_is_covered_in_any_text(before: str, number: str, after: str) -> None:
    assume(not touches(before[::-1]) and not touches(after))
    start, end = len(before), len(before) + len(number)
    covered = set()
    for found in find_personal_numbers(before + number + after):
        covered |= set(range(found.start, found.end))
    digits = {position for position in range(start, end) if (before + number + after)[position].isalnum()}
    assert digits <= covered or ROUND_FIGURES.fullmatch(number)


@given(st.text(max_size=300))
def test_findings_lie_in_the_text_in_order_and_apart(text: str) -> None:
    end = 0
    for found in find_personal_numbers(text):
        assert end <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.text
        end = found.end


@given(st.integers(0, 9_999_999), st.sampled_from(["", "元", "块", "万", "岁", "平"]))
def test_no_amount_of_money_is_taken_for_a_personal_number(amount: int, unit: str) -> None:
    assert find_personal_numbers(f"收入{amount}{unit}") == ()
