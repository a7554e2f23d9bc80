"""Approved texts, and telephone numbers as providers write them."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.texts import Message, Texts
from channels.errors import Malformed, TemplateFileError
from channels.phone_number import e164, sender_address
from channels.sms_text import render_for_sms
from channels.template_list import as_csv, listed_texts
from channels.templates import Templates
from nlu.parsers import parse_slot

APPROVED = Templates(
    {
        "ANY": "工作人员：${text}",
        "RECEIPT": "您的申请${receipt}已收到，${days}个工作日内答复。",
        "PLAIN": "好的。",
        "SIGNS": "(1+1)? ${x} $5.00 {y}",
    }
)

FOUND = {
    "words alone": ("好的。", "PLAIN", {}),
    "two values": ("您的申请DB-1已收到，30个工作日内答复。", "RECEIPT", {"receipt": "DB-1", "days": "30"}),
    "a value over lines": ("工作人员：一\n二", "ANY", {"text": "一\n二"}),
    "signs that mean something elsewhere": ("(1+1)? 2 $5.00 {y}", "SIGNS", {"x": "2"}),
}
NOT_FOUND = ("", "好的", "好的。。", "您的申请已收到，30个工作日内答复。", "工作人员：", " 好的。")


@pytest.mark.parametrize(("text", "code", "variables"), FOUND.values(), ids=FOUND)
def test_a_text_is_found_with_its_values(text: str, code: str, variables: dict[str, str]) -> None:
    found = APPROVED.find(text)
    assert found is not None
    assert (found.code, dict(found.variables)) == (code, variables)


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_was_not_approved_is_not_found(text: str) -> None:
    assert APPROVED.find(text) is None


def test_the_text_with_more_words_of_its_own_is_found_first() -> None:
    both = Templates({"A": "${all}", "B": "您的申请${receipt}已收到。"})
    found = both.find("您的申请DB-1已收到。")
    assert found is not None
    assert found.code == "B"


@given(st.text(min_size=1, max_size=60), st.text(min_size=1, max_size=60))
def test_the_code_with_its_values_is_the_text_again(receipt: str, days: str) -> None:
    text = f"您的申请{receipt}已收到，{days}个工作日内答复。"
    found = APPROVED.find(text)
    assert found is not None
    values = found.variables
    assert f"您的申请{values['receipt']}已收到，{values['days']}个工作日内答复。" == text


BAD_FILES = {
    "no mapping": "- a",
    "a number for words": "SMS_1: 5",
    "no YAML": "{",
    "an empty text": "SMS_1: ''",
    "one variable twice": "SMS_1: ${a}和${a}",
}


@pytest.mark.parametrize("content", BAD_FILES.values(), ids=BAD_FILES)
def test_a_file_that_is_none_is_refused_while_starting(tmp_path: Path, content: str) -> None:
    (tmp_path / "approved.yml").write_text(content, encoding="utf-8")
    with pytest.raises(TemplateFileError):
        Templates.load(tmp_path / "approved.yml")


def test_a_missing_file_is_refused_while_starting(tmp_path: Path) -> None:
    with pytest.raises(TemplateFileError, match=r"nowhere\.yml"):
        Templates.load(tmp_path / "nowhere.yml")


NUMBERS = {
    "13900000001": "+8613900000001",
    "+8613900000001": "+8613900000001",
    "008613900000001": "+8613900000001",
    "8613900000001": "+8613900000001",
    " +86 139 0000 0001 ": "+8613900000001",
    "+86-139-0000-0001": "+8613900000001",
    "+86(0)13900000001": "+8613900000001",
    "1 3 9 0 0 0 0 0 0 0 1": "+8613900000001",
    "+85290000001": "+85290000001",
    "0085366000001": "+85366000001",
    "+886900000001": "+886900000001",
    "１３９０００００００１": "+8613900000001",
    "057112345678": "+8657112345678",
    "86 139-0000-0001": "+8613900000001",
    "(86) 13900000001": "+8613900000001",
    "00852 9000 0001": "+85290000001",
    "+1 (650) 253-0000": "+16502530000",
}
#: Senders that are no telephones keep the name that their provider gives them.
OTHER_SENDERS = ("10086", "12345", "1069012345678901", "BANK", "中国移动", "+")
NO_NUMBERS = (
    "",
    " ",
    "abc",
    "+",
    "1",
    "+86",
    "'; DROP TABLE inbox; --",
    "12345678901234567890",
    "\x00",
    "+8613900000001 ext x y z" * 9,
)


@pytest.mark.parametrize(("written", "number"), NUMBERS.items())
def test_a_number_is_the_same_however_it_is_written(written: str, number: str) -> None:
    assert e164(written) == number


@pytest.mark.parametrize(("written", "number"), NUMBERS.items())
def test_an_address_comes_in_as_one_number_however_its_provider_writes_it(written: str, number: str) -> None:
    assert sender_address(written) == number


@pytest.mark.parametrize("written", OTHER_SENDERS)
def test_a_sender_that_is_no_telephone_is_kept_as_it_is(written: str) -> None:
    assert sender_address(written) == written


#: As residents write their own number in a chat; it must be the address that the same telephone has by text message.
IN_A_CHAT = (
    "13900000001",
    "139 0000 0001",
    "139-0000-0001",
    "１３９０００００００１",
    "+8613900000001",
    "008613900000001",
)


@pytest.mark.parametrize("written", [*IN_A_CHAT, "我的号码是13900000001", "一三九零零零零零零零一"])
def test_a_number_that_a_resident_tells_is_the_address_of_that_telephone(written: str) -> None:
    assert parse_slot("phone", written, today=date(2026, 11, 24)) == sender_address("+8613900000001")


@pytest.mark.parametrize("written", NO_NUMBERS)
def test_what_no_telephone_can_have_is_refused(written: str) -> None:
    with pytest.raises(Malformed):
        e164(written)


def _with_codes(table: str) -> str:
    """As the office gets it back: a code in every row."""
    head, *rows = csv.reader(io.StringIO(table))
    out = io.StringIO()
    csv.writer(out).writerows([head, *([f"SMS_{n}", *row[1:]] for n, row in enumerate(rows, start=1))])
    return out.getvalue()


def test_whatever_is_registered_can_be_sent_where_the_whole_list_was_approved(tmp_path: Path) -> None:
    messages = Texts.load().messages.values()
    listed = list(listed_texts(messages))
    file = tmp_path / "approved.csv"
    file.write_text(_with_codes(as_csv(listed)), encoding="utf-8-sig")
    approved = Templates.load(file)
    assert len({one.id for one in listed}) == len(listed) > len(messages)
    for message in messages:
        words = message.text.format(**message.sample)
        labels = [label.format(**message.sample) for label in message.options.values()]
        for sent in (render_for_sms(words), render_for_sms(words, labels), render_for_sms(words, labels[:1])):
            assert approved.find(sent) is not None, message.id


def test_a_variable_that_stands_twice_is_listed_under_two_names() -> None:
    message = Message("m", "{day}前交，{day}后不收。{place}", {"day": "3日", "place": "村里"}, {"yes": "好"}, 1)
    plain, with_choices = listed_texts([message])
    assert plain.text == "${day}前交，${day_2}后不收。${place}"
    assert (plain.sample, plain.segments) == ("3日前交，3日后不收。村里", 1)
    assert (with_choices.id, with_choices.text) == ("m+choices", plain.text + "\n${choices}")
    assert with_choices.sample == "3日前交，3日后不收。村里\n回1 好"


def test_rows_without_a_code_are_not_approved(tmp_path: Path) -> None:
    file = tmp_path / "approved.csv"
    file.write_text("code,text\nSMS_1,好的。\n,不行。\n", encoding="utf-8")
    approved = Templates.load(file)
    assert (approved.find("好的。") is not None, approved.find("不行。")) == (True, None)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("编号,内容\nSMS_1,好\n", "columns code and text"),
        ("code,text\nSMS_1,好\nSMS_1,行\n", "SMS_1 twice"),
        ("code,text\nSMS_1,\n", "is empty"),
        ("", "columns code and text"),
    ],
)
def test_a_table_that_cannot_be_used_says_why(tmp_path: Path, table: str, said: str) -> None:
    file = tmp_path / "approved.csv"
    file.write_text(table, encoding="utf-8")
    with pytest.raises(TemplateFileError, match=said):
        Templates.load(file)


def test_a_table_in_another_encoding_says_so(tmp_path: Path) -> None:
    file = tmp_path / "approved.csv"
    file.write_bytes("code,text\nSMS_1,好的\n".encode("gb18030"))
    with pytest.raises(TemplateFileError, match="cannot be read"):
        Templates.load(file)
