"""Alibaba Cloud's side of the wire: batches that come again, messages without an id, approved texts, lost answers."""

import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from channels.aliyun_sms import (
    CODES,
    REPORT_PATH,
    SMS_PATH,
    AliyunSender,
    AliyunSettings,
    AliyunWebhook,
    sign,
)
from channels.dispatcher import Dispatcher, SendPatience
from channels.errors import RequestRefused
from channels.gateway import Gateway
from channels.port import Accepted, OutboundMessage, Permanent, SendResult, Temporary, Unknown, WebhookRequest
from channels.templates import Templates
from channels.webhook import webhook_router
from conversations import outbox, reading
from conversations.inbox import NO_FLAGS
from conversations.messages import Reply
from conversations.tables import conversation, inbox
from storage.database import Database
from tests.channels.aliyun_stub import KEY_ID, PUSH_SECRET, SECRET, SIGNATURE, AliyunStub
from vault.vault import Vault

PHONE, E164 = "13900000001", "+8613900000001"
SETTINGS = AliyunSettings(KEY_ID, SECRET, SIGNATURE, PUSH_SECRET, Templates({"SMS_1": "${text}"}))
KNOWN = f"?key={PUSH_SECRET}"


def up(content: str = "低保怎么申请", sequence_id: int | None = 1, **changes: Any) -> dict[str, Any]:
    """A resident's message, as SmsUp words it; some accounts get no `sequence_id`."""
    told = {
        "phone_number": PHONE,
        "send_time": "2026-11-24 10:00:00",
        "content": content,
        "sign_name": SIGNATURE,
        "dest_code": "10690001",
        **changes,
    }
    return told if sequence_id is None else {**told, "sequence_id": sequence_id}


def report(row: int, success: bool = True, code: str = "DELIVERED", part: int = 1, parts: int = 1) -> dict[str, Any]:
    return {
        "phone_number": PHONE,
        "send_time": "2026-11-24 10:00:00",
        "report_time": "2026-11-24 10:00:05",
        "success": success,
        "err_code": code,
        "err_msg": "…",
        "sms_size": "1",
        "biz_id": "b1",
        "out_id": f"{row}-{part}-{parts}",
    }


class Line:
    """Alibaba Cloud's side of the wire and a look into what was kept."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self.database, self.vault = database, vault
        gateway = Gateway(database, vault, flags_of=lambda message: NO_FLAGS)
        self.app = FastAPI()
        self.app.include_router(webhook_router(AliyunWebhook(SETTINGS), gateway))
        self.client = TestClient(self.app, raise_server_exceptions=False)

    def push(self, batch: Any, path: str = SMS_PATH + KNOWN) -> httpx.Response:
        body = batch if isinstance(batch, bytes) else json.dumps(batch).encode()
        return self.client.post(path, content=body, headers={"Content-Type": "application/json"})

    def kept(self) -> int:
        with self.database.read() as c:
            return int(c.execute(select(func.count()).select_from(inbox)).scalar_one())

    def lines(self, phone: str = E164) -> list[reading.Line]:
        with self.database.read() as c:
            found = reading.find(c, self.vault, "aliyun", SIGNATURE, phone)
            return reading.thread(c, self.vault, found) if found else []

    def texts(self, phone: str = E164) -> list[str]:
        return [line.text for line in self.lines(phone)]

    def owe(self) -> int:
        """A row of ours that is on its way; its outbox id."""
        self.push([up()])
        with self.database.write() as c:
            found = reading.find(c, self.vault, "aliyun", SIGNATURE, E164)
            assert found
            row = outbox.put(c, self.vault, outbox.Draft(found, "m1", 0, Reply("t", "您好"), "bot", 1))
            assert outbox.claim_send(c, self.vault)
        assert row
        return row

    def state(self, row: int) -> tuple[str, str | None]:
        return next((line.state, line.error) for line in self.lines() if line.id == f"o{row}")


@pytest.fixture
def line(database: Database, vault: Vault) -> Line:
    return Line(database, vault)


@pytest.fixture
def stub() -> Iterator[AliyunStub]:
    with AliyunStub() as carrier:
        yield carrier


# ---- batches


def test_a_batch_is_kept_whole_and_acknowledged_in_the_words_it_waits_for(line: Line) -> None:
    answer = line.push([up("一", 1), up("二", 2), up("三", 3, phone_number="13900000002")])
    assert (answer.status_code, answer.json()) == (200, {"code": 0, "msg": "接收成功"})
    assert line.texts() == ["一", "二"]
    assert line.texts("+8613900000002") == ["三"]


def test_an_empty_batch_is_acknowledged(line: Line) -> None:
    assert line.push([]).json()["code"] == 0


@pytest.mark.parametrize("sequence_id", [1, None], ids=["with a serial number", "without"])
def test_a_batch_that_comes_again_stores_nothing_new(line: Line, sequence_id: int | None) -> None:
    batch = [up("一", sequence_id), up("二", sequence_id and 2)]
    assert [line.push(batch).status_code for _ in range(4)] == [200] * 4
    assert line.texts() == ["一", "二"]


def test_a_batch_that_could_not_be_kept_comes_again_and_is(line: Line) -> None:
    with line.database.write() as c:
        c.exec_driver_sql("ALTER TABLE inbox RENAME TO gone")
    assert line.push([up("一"), up("二", 2)]).status_code == 503
    with line.database.write() as c:
        c.exec_driver_sql("ALTER TABLE gone RENAME TO inbox")
    assert line.push([up("一"), up("二", 2)]).status_code == 200
    assert line.texts() == ["一", "二"]


DIFFERENT: dict[str, dict[str, Any]] = {
    "other words": {"content": "好的"},
    "another second": {"send_time": "2026-11-24 10:00:01"},
    "another number of ours": {"dest_code": "10690002"},
}


@pytest.mark.parametrize("changes", DIFFERENT.values(), ids=DIFFERENT)
def test_without_a_serial_number_what_differs_is_another_message(line: Line, changes: dict[str, Any]) -> None:
    line.push([up("好", None)])
    line.push([up(**{"content": "好", "sequence_id": None, **changes})])
    assert line.kept() == 2


def test_the_same_words_twice_in_one_batch_are_two_messages_however_often_it_comes(line: Line) -> None:
    for _ in range(3):
        line.push([up("好", None), up("好", None)])
    assert line.texts() == ["好", "好"]


ODD: dict[str, tuple[str, str]] = {
    "an emoji with joiners": ("👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"),
    "beyond the basic plane": ("𠮷", "𠮷"),
    "right-to-left marks": ("\u200fا\u200e低保", "\u200fا\u200e低保"),
    "a NUL is dropped": ("低\x00保", "低保"),
    "4,096 characters": ("低" * 4096, "低" * 4096),
    "nothing": ("", "〔空白短信〕"),
}


@pytest.mark.parametrize(("sent", "kept"), ODD.values(), ids=ODD)
def test_odd_characters_are_kept_as_they_came(line: Line, sent: str, kept: str) -> None:
    assert line.push([up(sent)]).status_code == 200
    assert line.texts() == [kept]


UNREADABLE: dict[str, dict[str, Any]] = {
    "no sender": {"content": "x"},
    "no telephone number": up(phone_number="abc"),
    "a short number": up(phone_number="1"),
    "a number for words": up(content=5),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("entry", UNREADABLE.values(), ids=UNREADABLE)
def test_an_entry_that_cannot_be_read_keeps_the_others_from_nobody(line: Line, entry: dict[str, Any]) -> None:
    assert line.push([entry, up("二", 2)]).status_code == 200
    assert line.texts() == ["二"]
    assert line.push([entry]).status_code == 400


# ---- what is no batch

REFUSED: dict[str, tuple[int, bytes, str]] = {
    "no key": (403, b"[]", SMS_PATH),
    "an empty key": (403, b"[]", SMS_PATH + "?key="),
    "another key": (403, b"[]", SMS_PATH + "?key=stub-push-secret-"),
    "Chinese for a key": (403, b"[]", SMS_PATH + "?key=%E4%BD%8E"),
    "a report without the key": (403, b"[]", REPORT_PATH),
    "an object": (400, b"{}", SMS_PATH + KNOWN),
    "a number in the array": (400, b"[1]", SMS_PATH + KNOWN),
    "half a body": (400, b'[{"phone_number":', SMS_PATH + KNOWN),
    "nothing": (400, b"", SMS_PATH + KNOWN),
    "raw bytes": (400, b"\xff\xfe", SMS_PATH + KNOWN),
    "endless brackets": (400, b"[" * 100_000, SMS_PATH + KNOWN),
    "a megabyte and a byte": (413, b" " * (1024 * 1024 + 1), SMS_PATH + KNOWN),
    "a report for no row": (400, json.dumps([{**report(1), "out_id": "x"}]).encode(), REPORT_PATH + KNOWN),
}


@pytest.mark.parametrize(("status", "body", "path"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_batch_is_refused_and_nothing_of_it_kept(line: Line, status: int, body: bytes, path: str) -> None:
    answer = line.push(body, path)
    assert answer.status_code == status
    assert "Traceback" not in answer.text
    assert line.kept() == 0


@pytest.mark.parametrize("form", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data"])
def test_another_content_type_is_refused(line: Line, form: str) -> None:
    answer = line.client.post(SMS_PATH + KNOWN, content=b"[]", headers={"Content-Type": form})
    assert answer.status_code == 415


WEBHOOK = AliyunWebhook(SETTINGS)
ANYTHING = st.none() | st.booleans() | st.integers() | st.text(max_size=40) | st.lists(st.integers(), max_size=2)
FIELDS = ("phone_number", "content", "send_time", "dest_code", "sequence_id", "out_id", "success", "err_code", "biz_id")


@settings(max_examples=300)
@given(
    st.sampled_from([SMS_PATH, REPORT_PATH]),
    st.lists(st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=9), max_size=4),
)
def test_whatever_comes_with_the_key_is_read_or_refused(path: str, batch: list[dict[str, Any]]) -> None:
    assert _status(WebhookRequest(path, f"key={PUSH_SECRET}", {}, json.dumps(batch).encode())) in {200, 400}


def _status(request: WebhookRequest) -> int:
    try:
        WEBHOOK.read(request)
    except RequestRefused as refusal:
        return refusal.status
    return 200


@settings(max_examples=200)
@given(st.binary(max_size=200), st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=40))
def test_whatever_comes_without_it_is_refused(body: bytes, query: str) -> None:
    with pytest.raises(RequestRefused):
        WEBHOOK.read(WebhookRequest(SMS_PATH, query, {}, body))


# ---- receipts

FORWARD: dict[str, tuple[list[dict[str, Any]], str]] = {
    "delivered": ([{}], "delivered"),
    "delivered twice": ([{}, {}], "delivered"),
    "failed": ([{"success": False, "code": "INVALID_NUMBER"}], "failed"),
    "failed after delivered": ([{}, {"success": False, "code": "X"}], "delivered"),
    "delivered after failed": ([{"success": False, "code": "X"}, {}], "failed"),
    "a first piece that arrived": ([{"parts": 2}], "sending"),
    "a last piece that arrived": ([{"part": 2, "parts": 2}], "delivered"),
    "a first piece that failed": ([{"parts": 2, "success": False, "code": "X"}], "failed"),
}


@pytest.mark.parametrize(("reports", "state"), FORWARD.values(), ids=FORWARD)
def test_receipts_only_move_forward(line: Line, reports: list[dict[str, Any]], state: str) -> None:
    row = line.owe()
    for changes in reports:
        assert line.push([report(row, **changes)], REPORT_PATH + KNOWN).json()["code"] == 0
    assert line.state(row)[0] == state


def test_a_failure_says_why_in_words_for_staff(line: Line) -> None:
    row = line.owe()
    line.push([report(row, False, "INVALID_NUMBER")], REPORT_PATH + KNOWN)
    assert line.state(row) == ("failed", "对方号码是空号")


def test_a_carrier_that_holds_a_stop_silences_us_too(line: Line) -> None:
    row = line.owe()
    line.push([report(row, False, "MOBILE_IN_BLACK")], REPORT_PATH + KNOWN)
    with line.database.read() as c:
        assert c.execute(select(conversation.c.stopped_at_inbox)).scalar_one() is not None


def test_one_report_that_cannot_be_read_keeps_the_others_from_nobody(line: Line) -> None:
    row = line.owe()
    assert line.push([{"x": 1}, report(row)], REPORT_PATH + KNOWN).status_code == 200
    assert line.state(row)[0] == "delivered"


# ---- sending


def sender(stub: AliyunStub, approved: dict[str, str] | None = None) -> AliyunSender:
    texts = Templates(stub.templates if approved is None else approved)
    return AliyunSender(AliyunSettings(KEY_ID, SECRET, SIGNATURE, PUSH_SECRET, texts, api_base=stub.url, timeout=2.0))


def message(text: str = "您好", **changes: Any) -> OutboundMessage:
    fields: dict[str, Any] = {"account": SIGNATURE, "recipient": E164, "created_at": time.time(), **changes}
    return OutboundMessage(outbox_id=12, channel="aliyun", text=text, **fields)


def test_the_signature_is_the_one_of_the_documentation() -> None:
    query = {
        "AccessKeyId": "testid",
        "Action": "DescribeRegions",
        "Format": "XML",
        "SignatureMethod": "HMAC-SHA1",
        "SignatureNonce": "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf",
        "SignatureVersion": "1.0",
        "Timestamp": "2016-02-23T12:46:24Z",
        "Version": "2014-05-26",
    }
    assert sign("GET", query, "testsecret") == "OLeaidS1JvxuMvnyHOwuJ+uX5qY="


def test_an_approved_text_goes_out_by_its_code_and_its_values(stub: AliyunStub) -> None:
    stub.templates = {"SMS_7": "您的申请${receipt}已收到。", "SMS_1": "${text}"}
    result = sender(stub).send([message("您的申请DB-1已收到。")])[0]
    assert (stub.sent[0].template, stub.sent[0].text) == ("SMS_7", "您的申请DB-1已收到。")
    assert (stub.sent[0].phone, stub.sent[0].out_id) == (PHONE, "12-1-1")
    assert result == Accepted(stub.sent[0].biz_id)


def test_a_text_that_was_not_approved_never_leaves(stub: AliyunStub) -> None:
    refused = sender(stub, {"SMS_7": "您的申请${receipt}已收到。"}).send([message("随便说说")])[0]
    assert isinstance(refused, Permanent)
    assert "没有登记" in refused.reason
    assert stub.actions == []


def test_a_number_abroad_goes_out_with_its_country(stub: AliyunStub) -> None:
    sender(stub).send([message(recipient="+85290000001")])
    assert stub.sent[0].phone == "85290000001"


@pytest.mark.parametrize(("code", "result"), CODES.items(), ids=CODES)
def test_a_refusal_is_for_good_for_now_or_not_known(stub: AliyunStub, code: str, result: SendResult) -> None:
    stub.refuse_next(code)
    assert sender(stub).send([message()])[0] == result


def test_a_code_that_we_do_not_know_is_for_good_and_is_told(stub: AliyunStub) -> None:
    stub.refuse_next("isv.NEW_RULE")
    assert sender(stub).send([message()])[0] == Permanent("短信平台拒绝(代码 isv.NEW_RULE)", "isv.NEW_RULE")


def test_a_wrong_secret_is_ours_to_mend(stub: AliyunStub) -> None:
    wrong = AliyunSettings(KEY_ID, "other", SIGNATURE, PUSH_SECRET, SETTINGS.templates, api_base=stub.url)
    [result] = AliyunSender(wrong).send([message()])
    assert isinstance(result, Temporary)
    assert result.retry_after


@pytest.mark.parametrize("how", ["garbage_after", "half_after", "empty_after", "error"])
def test_an_answer_that_is_none_leaves_the_outcome_open(stub: AliyunStub, how: Any) -> None:
    stub.answer_next(how)
    assert isinstance(sender(stub).send([message()])[0], Unknown)


def test_nobody_there_has_certainly_not_taken_it() -> None:
    nowhere = AliyunSettings(KEY_ID, SECRET, SIGNATURE, PUSH_SECRET, SETTINGS.templates, api_base="http://127.0.0.1:9")
    assert isinstance(AliyunSender(nowhere).send([message()])[0], Temporary)


def test_a_send_is_found_on_the_second_page_of_a_long_day(stub: AliyunStub) -> None:
    ours = sender(stub)
    ours.send([message(str(n), part=n, parts=60) for n in range(1, 61)])
    assert ours.lookup(message("x", part=59, parts=60), lambda ref: False) == "out:12-59-60"
    assert ours.lookup(message("x", part=61, parts=61), lambda ref: False) is None


def test_a_lost_answer_is_looked_up_and_the_text_is_not_sent_twice(line: Line, stub: AliyunStub) -> None:
    line.push([up()])
    with line.database.write() as c:
        found = reading.find(c, line.vault, "aliyun", SIGNATURE, E164)
        assert found
        outbox.put(c, line.vault, outbox.Draft(found, "m1", 0, Reply("t", "您好"), "bot", 1))
    stub.lose_next(taken=True)
    dispatcher = Dispatcher(
        line.database, line.vault, [sender(stub)], patience=SendPatience(backoff=(0.0,)), watch_for=0.0
    )
    dispatcher.step()
    with line.database.write() as c:
        c.exec_driver_sql("UPDATE outbox SET lease_until = 0")
    dispatcher.step()
    assert stub.actions == ["SendSms", "QuerySendDetails"]
    assert [sent.text for sent in stub.sent] == ["您好"]
    assert [kept.state for kept in line.lines() if kept.who == "bot"] == ["sent"]
