"""What Twilio's answers mean, and what we tell it."""

import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from channels.port import OutboundMessage, Permanent, SendResult, Temporary, Unknown
from channels.twilio_codes import CODES
from channels.twilio_sms import TwilioSender, TwilioSettings
from tests.channels.twilio_stub import TwilioStub


@pytest.fixture
def stub() -> Iterator[TwilioStub]:
    with TwilioStub() as carrier:
        yield carrier


def sender_to(base: str, stub: TwilioStub, timeout: float = 2.0) -> TwilioSender:
    return TwilioSender(TwilioSettings("AC" + "0" * 32, stub.auth_token, stub.public_url, base, timeout))


def send(sender: TwilioSender, **changes: object) -> SendResult:
    fields: dict[str, object] = {"account": "+85200000000", "recipient": "+8613900000001", "text": "您好", "part": 1}
    message = OutboundMessage(outbox_id=12, channel="twilio", created_at=time.time(), **{**fields, **changes})  # type: ignore[arg-type]
    return sender.send([message])[0]


REFUSALS = {
    "the number is no mobile": (400, 21614, Permanent),
    "they opted out": (400, 21610, Permanent),
    "a code that we do not know": (400, 29999, Permanent),
    "too fast": (429, 20429, Temporary),
    "too fast, without a code": (429, 429, Temporary),
    "our queue is full": (400, 21611, Temporary),
    "our token is wrong": (401, 20003, Temporary),
    "our token is wrong, without a code": (401, 401, Temporary),
    "our number is not ours": (400, 21660, Temporary),
    "an error inside": (500, 500, Unknown),
    "not available": (503, 503, Unknown),
    "they timed out": (408, 408, Unknown),
}


@pytest.mark.parametrize(("status", "code", "kind"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_is_for_good_for_now_or_not_known(stub: TwilioStub, status: int, code: int, kind: type) -> None:
    stub.refuse_next(status, code)
    assert isinstance(send(sender_to(stub.url, stub)), kind)


def test_only_an_opt_out_counts_as_one(stub: TwilioStub) -> None:
    stub.refuse_next(400, 21610)
    stub.refuse_next(400, 21614)
    sender = sender_to(stub.url, stub)
    opted_out, no_mobile = send(sender), send(sender)
    assert isinstance(opted_out, Permanent)
    assert opted_out.opted_out
    assert isinstance(no_mobile, Permanent)
    assert not no_mobile.opted_out


@pytest.mark.parametrize("how", ["garbage_after", "half_after", "empty_after"])
def test_an_answer_that_is_none_leaves_the_outcome_open(stub: TwilioStub, how: str) -> None:
    stub.answer_next(how)  # type: ignore[arg-type]
    assert isinstance(send(sender_to(stub.url, stub)), Unknown)


def test_an_answer_that_comes_too_late_leaves_the_outcome_open(stub: TwilioStub) -> None:
    stub.delay_next(1.0)
    assert isinstance(send(sender_to(stub.url, stub, timeout=0.2)), Unknown)
    assert len(stub.sent) == 1


def test_a_refused_connection_is_certainly_no_send(stub: TwilioStub) -> None:
    assert isinstance(send(sender_to("http://127.0.0.1:9", stub)), Temporary)


def test_the_status_callback_carries_our_id_at_our_public_address(stub: TwilioStub) -> None:
    send(sender_to(stub.url, stub))
    callback = urlsplit(stub.sent[0].status_callback)
    assert f"{callback.scheme}://{callback.netloc}{callback.path}" == stub.public_url + "/channels/twilio/status"
    assert parse_qs(callback.query) == {"outbox": ["12"], "part": ["1"], "parts": ["1"]}


def test_a_message_goes_out_from_the_number_that_was_written_to(stub: TwilioStub) -> None:
    send(sender_to(stub.url, stub), account="+85211111111")
    assert (stub.sent[0].from_, stub.sent[0].to) == ("+85211111111", "+8613900000001")


def test_a_lookup_passes_over_the_same_words_of_an_earlier_day(stub: TwilioStub) -> None:
    sender = sender_to(stub.url, stub)
    send(sender)
    assert sender.lookup(again(created_at=time.time() + 2 * 86400), lambda _ref: False) is None


def test_a_lookup_finds_what_was_sent_before_our_clock_was_set(stub: TwilioStub) -> None:
    sender = sender_to(stub.url, stub)
    send(sender)
    assert sender.lookup(again(created_at=time.time() + 3000), lambda _ref: False) == stub.sent[0].sid


def test_a_lookup_does_not_look_behind_the_newest_that_another_row_bears(stub: TwilioStub) -> None:
    """Pieces of a long text but its last are recorded nowhere: an earlier row's first piece is not this row's."""
    sender = sender_to(stub.url, stub)
    send(sender)
    send(sender, text="上一条的最后一段")
    last = stub.sent[-1].sid
    assert sender.lookup(again(), lambda ref: ref == last) is None


def test_a_lookup_looks_past_what_left_from_another_number(stub: TwilioStub) -> None:
    sender = sender_to(stub.url, stub)
    send(sender)
    send(sender, account="+85211111111", text="别的号码发的")
    other = stub.sent[-1].sid
    assert sender.lookup(again(), lambda ref: ref == other) == stub.sent[0].sid


def again(*, created_at: float | None = None) -> OutboundMessage:
    moment = time.time() if created_at is None else created_at
    return OutboundMessage(13, "twilio", "+85200000000", "+8613900000001", "您好", created_at=moment)


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_reason_that_staff_can_read(code: str) -> None:
    assert code.isdecimal()
    assert any("\u4e00" <= character <= "\u9fff" for character in CODES[code].reason)
