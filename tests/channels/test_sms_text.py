"""What texts cost and where they may be cut."""

import re
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from channels.sms_text import (
    measure,
    plain_typography,
    render_for_sms,
    split_into_parts,
)

FAMILY = "👨‍👩‍👧‍👦"

# text, encoding, units, segments
LENGTHS = {
    "nothing": ("", "GSM-7", 0, 0),
    "plain letters": ("hello", "GSM-7", 5, 1),
    "160 letters are one": ("a" * 160, "GSM-7", 160, 1),
    "161 letters are two of 153": ("a" * 161, "GSM-7", 161, 2),
    "306 letters are two": ("a" * 306, "GSM-7", 306, 2),
    "307 letters are three": ("a" * 307, "GSM-7", 307, 3),
    "the euro sign counts double": ("€" * 80, "GSM-7", 160, 1),
    "81 euro signs are two": ("€" * 81, "GSM-7", 162, 2),
    "each bracket counts double": ("[]{}^~|\\", "GSM-7", 16, 1),
    "a double sign is not torn at 153": ("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3),
    "accents inside the alphabet": ("àéùÄÖÑÜß§¿", "GSM-7", 10, 1),
    "Greek capitals inside the alphabet": ("ΔΦΓΛΩΠΨΣΘΞ", "GSM-7", 10, 1),
    "an accent outside it": ("ê", "UCS-2", 1, 1),
    "a backtick is outside it": ("`", "UCS-2", 1, 1),
    "a tab is outside it": ("\t", "UCS-2", 1, 1),
    "你好": ("你好", "UCS-2", 2, 1),
    "70 Chinese characters are one": ("低" * 70, "UCS-2", 70, 1),
    "71 Chinese characters are two of 67": ("低" * 71, "UCS-2", 71, 2),
    "134 are two": ("低" * 134, "UCS-2", 134, 2),
    "135 are three": ("低" * 135, "UCS-2", 135, 3),
    "one Chinese character makes 71 letters two": ("a" * 70 + "低", "UCS-2", 71, 2),
    "𠮷 is two units": ("𠮷", "UCS-2", 2, 1),
    "35 of 𠮷 are one": ("𠮷" * 35, "UCS-2", 70, 1),
    "36 of 𠮷 are two, 33 in the first": ("𠮷" * 36, "UCS-2", 72, 2),
    "67 of 𠮷 waste a unit in each segment": ("𠮷" * 67, "UCS-2", 134, 3),
    "a family emoji is eleven units": (FAMILY, "UCS-2", 11, 1),
    "full width digits": ("\uff11\uff12\uff13", "UCS-2", 3, 1),
    "Chinese punctuation": ("“低保”。", "UCS-2", 5, 1),
}


@pytest.mark.parametrize(("text", "encoding", "units", "segments"), LENGTHS.values(), ids=LENGTHS)
def test_a_text_costs_what_the_carrier_counts(text: str, encoding: str, units: int, segments: int) -> None:
    length = measure(text)
    assert (length.encoding, length.units, length.count) == (encoding, units, segments)


PLAIN = {
    "curly quotes where that makes GSM-7": ("“Hi”, it’s 5–6…", '"Hi", it\'s 5-6...'),
    "curly quotes stay in Chinese": ("“低保”……", "“低保”……"),
    "a no-break space": ("a\u00a0b", "a b"),
    "an ideographic space": ("低\u3000保", "低 保"),
    "a zero-width space": ("低\u200b保", "低保"),
    "a byte order mark": ("\ufeff低保", "低保"),
    "a soft hyphen": ("a\u00adb", "ab"),
    "a NUL": ("低\x00保", "低保"),
    "blank lines": ("一\r\n\r\n\n二  \n三", "一\n二\n三"),
    "the joiner of an emoji stays": (FAMILY, FAMILY),
    "direction marks stay": ("\u200fالعربية\u200e", "\u200fالعربية\u200e"),
    "spaces around": ("  好 \n", "好"),
}


@pytest.mark.parametrize(("written", "sent"), PLAIN.values(), ids=PLAIN)
def test_typography_is_plain_where_that_helps(written: str, sent: str) -> None:
    assert plain_typography(written) == sent


def test_options_are_numbered_lines_under_the_words() -> None:
    assert render_for_sms("您家住在城里还是村里?", ["城里", "村里"]) == "您家住在城里还是村里?\n回1 城里\n回2 村里"


def test_a_reply_without_options_is_its_words() -> None:
    assert render_for_sms("好的。") == "好的。"


SENTENCE = "您家每人每月收入低于当地标准的,可以申请最低生活保障。"

WHOLES = {
    "a sum with decimals": "1,234.50元",
    "a hotline": "12348热",
    "a date": "2026-11-24",
    "a receipt number": "DB-261124-7K3Q",
    "a web address": "https://example.gov.cn/a?b=1",
    "a family emoji": FAMILY,
    "a flag": "🇨🇳",
    "𠮷": "𠮷",
    "a waving hand with a skin colour": "👋🏽",
    "an option with its label": "\n回2 不知道,请工作人员来问",
}


@pytest.mark.parametrize("whole", WHOLES.values(), ids=WHOLES)
@pytest.mark.parametrize("before", range(40, 75))
def test_a_cut_never_tears_what_belongs_together(whole: str, before: int) -> None:
    parts = split_into_parts("低" * before + whole + "保" * 40, max_segments=1)
    assert any(whole.strip() in part for part in parts)


def test_a_cut_comes_after_a_line_rather_than_in_a_sentence() -> None:
    first, second = split_into_parts("低" * 50 + "\n" + "保" * 50, max_segments=1)
    assert (first, second) == ("低" * 50 + "\n", "保" * 50)


def test_a_cut_comes_after_a_sentence_rather_than_in_one() -> None:
    parts = split_into_parts(SENTENCE * 5, max_segments=1)
    assert len(parts) == 3
    assert all(part.endswith("。") for part in parts)


def test_a_text_that_fits_is_not_cut() -> None:
    assert split_into_parts(SENTENCE) == (SENTENCE,)


def test_an_empty_text_has_no_part() -> None:
    assert split_into_parts("") == ()


def test_a_code_longer_than_a_message_is_cut_after_all() -> None:
    assert [len(part) for part in split_into_parts("7" * 400, max_segments=1)] == [
        160,
        160,
        80,
    ]


def test_an_option_longer_than_a_message_keeps_its_number_with_its_first_words() -> None:
    parts = split_into_parts("选哪个?\n回1 " + "长" * 200, max_segments=1)
    assert any("回1 长" in part for part in parts)


ODD_PIECES = [
    "低保",
    "。",
    "\n",
    "€",
    "12",
    "3.5元",
    "回",
    " ",
    "𠮷",
    FAMILY,
    "[a]",
    "🇨🇳",
    "\n回1 是",
    ",",
    "DB-261124-7K3Q",
]
ODD_TEXT = st.lists(st.sampled_from(ODD_PIECES) | st.characters(exclude_categories=["Cs"]), max_size=300).map("".join)


@given(ODD_TEXT)
@example(FAMILY * 30)
@example("€" * 200)
def test_segments_joined_are_the_text_and_none_is_above_its_limit(text: str) -> None:
    length = measure(text)
    single, joined = (160, 153) if length.encoding == "GSM-7" else (70, 67)
    assert "".join(length.segments) == text
    assert all(
        _units(segment, length.encoding) <= (single if length.count == 1 else joined) for segment in length.segments
    )


def _units(segment: str, encoding: str) -> int:
    return measure(segment).units if encoding == "GSM-7" else len(segment.encode("utf-16-le")) // 2


@given(ODD_TEXT, st.integers(1, 8))
@example(("低" * 66 + "𠮷") * 20, 3)
def test_parts_joined_are_the_text_and_none_is_above_its_limit(text: str, max_segments: int) -> None:
    parts = split_into_parts(text, max_segments)
    assert "".join(parts) == text
    assert all(1 <= measure(part).count <= max_segments for part in parts)


@given(ODD_TEXT, st.integers(1, 3))
def test_no_part_begins_inside_a_number(text: str, max_segments: int) -> None:
    parts = split_into_parts(text, max_segments)
    for before, after in pairwise(parts):
        torn = re.search(r"[0-9]$", before) and re.match(r"[0-9]", after)
        assert not torn or measure(before).count == max_segments


@given(ODD_TEXT)
def test_plain_typography_is_settled_after_one_pass(text: str) -> None:
    once = plain_typography(text)
    assert plain_typography(once) == once
