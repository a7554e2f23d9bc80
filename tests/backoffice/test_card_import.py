"""Importing a roll: good rows go in, bad rows are listed with line, problem and remedy, none is lost."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.card_import import CardRow, read_cards
from backoffice.errors import CardFileError
from tests.backoffice.desk import ADMIN, Desk

HEADER = "number,name,group,id_last4,phone,issued,expires"
GOOD = "ZJ0001,试样一,dibao,123X,13800000000,2024-05-01,2029-04-30"

READABLE = [
    ("English header", f"{HEADER}\n{GOOD}\n"),
    ("Chinese header", "卡号,姓名,类别,身份证后四位,电话,发卡日期,有效期至\n" + GOOD),
    (
        "columns in another order",
        "姓名,卡号,发卡日期,有效期至,身份证后四位,类别,手机\n试样一,ZJ0001,2024/5/1,2029.4.30,123x,低保户,138-0000-0000",
    ),
    ("columns that we do not need", f"序号,{HEADER},备注\n1,{GOOD},无"),
    ("full width and spaces", f"{HEADER}\nＺＪ 0001, 试样一 ,低保, 123Ｘ ,13800000000,2024年5月1日,20290430"),
    ("a mark at the beginning", f"\ufeff{HEADER}\n{GOOD}"),
    ("Windows line ends and an empty line", f"{HEADER}\r\n\r\n{GOOD}\r\n"),
    (
        "a text mark from a spreadsheet",
        f"{HEADER}\n'ZJ0001,试样一,dibao,123X,13800000000,2024-05-01 00:00:00,2029-04-30",
    ),
]

BAD = [
    ("no number", ",试样,dibao,1234,,2024-05-01,2029-04-30", "卡号"),
    ("a number of strange characters", "卡一号,试样,dibao,1234,,2024-05-01,2029-04-30", "卡号"),
    ("no name", "ZJ2,,dibao,1234,,2024-05-01,2029-04-30", "姓名"),
    ("unknown group", "ZJ2,试样,富裕户,1234,,2024-05-01,2029-04-30", "类别"),
    ("whole identity number", "ZJ2,试样,dibao,11010119900307777X,,2024-05-01,2029-04-30", "身份证后四位"),
    ("letters in the last four", "ZJ2,试样,dibao,12A4,,2024-05-01,2029-04-30", "身份证后四位"),
    ("no last four", "ZJ2,试样,dibao,,,2024-05-01,2029-04-30", "身份证后四位"),
    ("phone of letters", "ZJ2,试样,dibao,1234,手机停机,2024-05-01,2029-04-30", "电话"),
    ("no day of issue", "ZJ2,试样,dibao,1234,,,2029-04-30", "发卡日期"),
    ("a day that does not exist", "ZJ2,试样,dibao,1234,,2024-02-30,2029-04-30", "发卡日期"),
    ("a day in words", "ZJ2,试样,dibao,1234,,2024-05-01,长期", "有效期至"),
    ("expired before issued", "ZJ2,试样,dibao,1234,,2024-05-01,2023-04-30", "有效期至"),
    ("a short row", "ZJ2,试样", "发卡日期"),
    ("the same number again", "zj0001,试样,dibao,1234,,2024-05-01,2029-04-30", "卡号"),
]

UNUSABLE = [
    ("empty", b""),
    ("no header", GOOD.encode()),
    ("a missing column", b"number,name,group,phone,issued,expires\n"),
    ("a spreadsheet file", b"PK\x03\x04\xff\xfe\xfa"),
]


@pytest.mark.parametrize(("how", "text"), READABLE, ids=[row[0] for row in READABLE])
def test_a_roll_is_read_however_it_was_exported(how: str, text: str) -> None:
    cards, bad = read_cards(text)
    assert bad == []
    assert cards == [CardRow("ZJ0001", "试样一", "dibao", "123X", "13800000000", date(2024, 5, 1), date(2029, 4, 30))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_a_roll_is_read_in_the_encodings_that_spreadsheets_write(encoding: str) -> None:
    assert len(read_cards(f"{HEADER}\n{GOOD}\n".encode(encoding))[0]) == 1


@pytest.mark.parametrize(("what", "row", "column"), BAD, ids=[row[0] for row in BAD])
def test_a_bad_row_is_listed_and_the_good_ones_go_in(what: str, row: str, column: str) -> None:
    cards, (bad,) = read_cards(f"{HEADER}\n{GOOD}\n{row}\n")
    assert [card.number for card in cards] == ["ZJ0001"]
    assert (bad.line, bad.column) == (3, column)
    assert bad.problem
    assert bad.remedy


@pytest.mark.parametrize(("what", "file"), UNUSABLE, ids=[row[0] for row in UNUSABLE])
def test_a_file_that_is_no_roll_is_refused_as_a_whole(what: str, file: bytes) -> None:
    with pytest.raises(CardFileError) as refused:
        read_cards(file)
    assert refused.value.text


def test_the_list_of_bad_rows_does_not_repeat_personal_values() -> None:
    _, (bad,) = read_cards(f"{HEADER}\nZJ2,试样,dibao,11010119900307777X,,2024-05-01,2029-04-30\n")
    assert "11010119900307777X" not in str(bad)


def test_zeros_that_a_spreadsheet_dropped_are_put_back() -> None:
    (card,), _ = read_cards(f"{HEADER}\nZJ0001,试样一,dibao,7,,2024-05-01,2029-04-30\n")
    assert card.id_last4 == "0007"


@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=8), max_size=6))
def test_every_row_is_either_a_card_or_listed(rows: list[list[str]]) -> None:
    file = io.StringIO()
    csv.writer(file).writerows([HEADER.split(","), *rows])
    cards, bad = read_cards(file.getvalue())
    assert len(cards) + len(bad) == sum(1 for row in rows if any(cell.replace("\x00", "").strip() for cell in row))


@given(st.binary(max_size=300))
def test_any_bytes_are_a_roll_or_refused_with_a_word(junk: bytes) -> None:
    try:
        cards, bad = read_cards(f"{HEADER}\n".encode() + junk)
    except CardFileError as error:
        refused = error.text
    else:
        refused = "" if cards or bad else "nothing in it"
    assert refused or cards or bad


def test_importing_again_changes_only_what_changed(desk: Desk) -> None:
    second = "ZJ0002,试样二,tekun,0007,,2020-01-01,2025-12-31"
    renewed = second.replace("2025-12-31", "2030-12-31")
    with desk.database.write() as c:
        imports = [
            desk.office.cards.import_csv(c, "\n".join((HEADER, GOOD, *rows)), ADMIN)
            for rows in ([second, ",x,,,,,"], [second], [renewed])
        ]
        assert desk.office.cards.count(c) == 2
    assert [(one.added, one.changed, one.unchanged, len(one.bad)) for one in imports] == [
        (2, 0, 0, 1),
        (0, 0, 2, 0),
        (0, 1, 1, 0),
    ]
    assert desk.actions("cards") == ["cards_imported"] * 3
