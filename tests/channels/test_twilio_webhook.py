"""Twilio's webhooks over real requests: what is kept, what is refused."""

from collections.abc import Callable
from urllib.parse import urlencode

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from twilio.request_validator import RequestValidator

from channels.errors import RequestRefused
from channels.gateway import Gateway
from channels.port import WebhookRequest
from channels.twilio_sms import TwilioSettings, TwilioWebhook
from channels.webhook import webhook_router
from conversations import outbox, reading
from conversations.inbox import Flags
from conversations.messages import Reply
from conversations.tables import conversation, inbox
from storage.database import Database
from vault.vault import Vault

TOKEN = "token-of-a-test"
PUBLIC = "https://assistant.example.org/county"
SMS, STATUS = "/channels/twilio/sms", "/channels/twilio/status"
FORM_TYPE = {"Content-Type": "application/x-www-form-urlencoded"}

MESSAGE = {
    "MessageSid": "SM" + "1" * 32,
    "From": "+8613900000001",
    "To": "+85200000000",
    "Body": "低保怎么申请 + & ?",
    "NumMedia": "0",
    "FromCity": "",
}


class Line:
    """Twilio's side of the wire and a look into what was kept."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self.database, self.vault = database, vault
        self.woken = 0
        gateway = Gateway(
            database, vault, flags_of=lambda message: Flags(stop=message.text == "退订"), wake_worker=self._wake
        )
        self.app = FastAPI()
        self.app.include_router(webhook_router(TwilioWebhook(TwilioSettings("AC", TOKEN, PUBLIC)), gateway))
        self.client = TestClient(self.app, raise_server_exceptions=False)

    def _wake(self) -> None:
        self.woken += 1

    def post(
        self, address: str, form: dict[str, str], *, signed_for: str | None = None, **headers: str
    ) -> httpx.Response:
        signature = RequestValidator(TOKEN).compute_signature(signed_for or PUBLIC + address, form)
        return self.client.post(
            address, content=urlencode(form), headers={**FORM_TYPE, "X-Twilio-Signature": signature, **headers}
        )

    def kept(self) -> int:
        with self.database.read() as c:
            return int(c.execute(select(func.count()).select_from(inbox)).scalar_one())

    def lines(self, sender: str = MESSAGE["From"]) -> list[reading.Line]:
        with self.database.read() as c:
            conversation = reading.find(c, self.vault, "twilio", MESSAGE["To"], sender)
            return reading.thread(c, self.vault, conversation) if conversation else []

    def owe(self, text: str = "您好") -> int:
        """A row of ours to the resident; its outbox id."""
        self.post(SMS, MESSAGE)
        with self.database.write() as c:
            conversation = reading.find(c, self.vault, "twilio", MESSAGE["To"], MESSAGE["From"])
            assert conversation
            row = outbox.put(c, self.vault, outbox.Draft(conversation, "m1", 0, Reply("t", text), "bot", 1))
            claim = outbox.claim_send(c, self.vault)
        assert row
        assert claim
        return row

    def report(self, row: int, status: str, part: str = "1", parts: str = "1", **form: str) -> httpx.Response:
        said = {"MessageSid": "SM" + "2" * 32, "MessageStatus": status, **form}
        return self.post(f"{STATUS}?outbox={row}&part={part}&parts={parts}", said)

    def state(self, row: int) -> str:
        return next(line.state for line in self.lines() if line.id == f"o{row}")


@pytest.fixture
def line(database: Database, vault: Vault) -> Line:
    return Line(database, vault)


# ---- messages


def test_a_signed_message_is_kept_with_both_numbers_and_its_id(line: Line) -> None:
    answer = line.post(SMS, MESSAGE)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/xml; charset=utf-8")
    assert "<Response></Response>" in answer.text
    [kept] = line.lines()
    assert (kept.text, kept.provider_id) == (MESSAGE["Body"], MESSAGE["MessageSid"])
    assert line.woken == 1


def test_a_duplicate_of_any_age_gets_the_same_answer_and_stores_nothing(line: Line) -> None:
    first = line.post(SMS, MESSAGE)
    again = [line.post(SMS, MESSAGE) for _ in range(3)]
    assert [answer.status_code for answer in again] == [200, 200, 200]
    assert {answer.text for answer in again} == {first.text}
    assert (line.kept(), line.woken) == (1, 1)


ODD_BODIES = {
    "an emoji with joiners": ("👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"),
    "beyond the basic plane": ("𠮷", "𠮷"),
    "right-to-left marks": ("\u200fا\u200e低保", "\u200fا\u200e低保"),
    "a NUL is dropped": ("低\x00保", "低保"),
    "4,096 characters": ("低" * 4096, "低" * 4096),
    "spaces and lines": (" 一 \r\n二", " 一 \r\n二"),
    "nothing": ("", "〔空白短信〕"),
    "only spaces": ("  ", "〔空白短信〕"),
}


@pytest.mark.parametrize(("sent", "kept"), ODD_BODIES.values(), ids=ODD_BODIES)
def test_odd_characters_are_kept_as_they_came(line: Line, sent: str, kept: str) -> None:
    assert line.post(SMS, {**MESSAGE, "Body": sent}).status_code == 200
    assert [known.text for known in line.lines()] == [kept]


def test_pictures_are_counted_and_a_message_of_pictures_only_is_a_message(line: Line) -> None:
    line.post(SMS, {**MESSAGE, "Body": "", "NumMedia": "2"})
    [kept] = line.lines()
    assert (kept.text, kept.media) == ("〔图片或文件〕", 2)


def test_files_are_written_down_to_be_fetched_ten_at_most(line: Line) -> None:
    many = {f"MediaUrl{n}": f"https://api.twilio.com/media/{n}" for n in range(12)}
    form = {**MESSAGE, "Body": "看照片", "NumMedia": "12", **many, "MediaUrl3": ""}
    kept = WEBHOOK.read(_signed(SMS, form)).messages[0]
    assert [file.source["url"][-1] for file in kept.files] == list("012456789")
    assert kept.wordless is None
    wordless = WEBHOOK.read(_signed(SMS, {**form, "Body": " "})).messages[0]
    assert wordless.wordless == "file"


def _signed(path: str, form: dict[str, str]) -> WebhookRequest:
    signature = RequestValidator(TOKEN).compute_signature(PUBLIC + path, form)
    return WebhookRequest(path, "", {"x-twilio-signature": signature}, urlencode(form).encode())


def test_danger_and_stop_are_seen_with_the_message_itself(line: Line, vault: Vault) -> None:
    line.post(SMS, {**MESSAGE, "Body": "退订"})
    with line.database.read() as c:
        conversation = reading.find(c, vault, "twilio", MESSAGE["To"], MESSAGE["From"])
        assert conversation
        assert reading.talk(c, vault, conversation).stopped


# ---- signatures: what Twilio signs is our public address, whatever the proxy made of the request

PROXIES: dict[str, dict[str, str]] = {
    "no proxy": {},
    "a proxy that passes host and scheme": {"Host": "assistant.example.org", "X-Forwarded-Proto": "https"},
    "a proxy that passes another host": {"Host": "10.0.0.7:8000"},
    "a proxy that forwards the host": {"X-Forwarded-Host": "assistant.example.org", "X-Forwarded-Proto": "https"},
    "a lying header": {"X-Forwarded-Host": "evil.example"},
}


@pytest.mark.parametrize("headers", PROXIES.values(), ids=PROXIES)
@pytest.mark.parametrize("query", ["", "?a=1&b=%E4%B8%AD&c=", "?bare"])
def test_a_genuine_request_is_known_behind_any_proxy(line: Line, headers: dict[str, str], query: str) -> None:
    assert line.post(SMS + query, MESSAGE, **headers).status_code == 200
    assert line.kept() == 1


@pytest.mark.parametrize("port", [":443", ""])
def test_a_signature_with_or_without_the_port_is_genuine(line: Line, port: str) -> None:
    signed_for = PUBLIC.replace("example.org", f"example.org{port}") + SMS
    assert line.post(SMS, MESSAGE, signed_for=signed_for).status_code == 200


FORGERIES: dict[str, Callable[[Line], httpx.Response]] = {
    "no signature": lambda line: line.client.post(SMS, data=MESSAGE),
    "an empty signature": lambda line: line.client.post(SMS, data=MESSAGE, headers={"X-Twilio-Signature": ""}),
    "letters for a signature": lambda line: line.client.post(
        SMS, data=MESSAGE, headers={"X-Twilio-Signature": "x" * 28}
    ),
    "Chinese for a signature": lambda line: line.client.post(
        SMS, data=MESSAGE, headers={"X-Twilio-Signature": "低".encode()}
    ),
    "signed for another address": lambda line: line.post(SMS, MESSAGE, signed_for=PUBLIC + STATUS),
    "signed for another host": lambda line: line.post(SMS, MESSAGE, signed_for="https://evil.example" + SMS),
    "signed for the internal address": lambda line: line.post(SMS, MESSAGE, signed_for="http://testserver" + SMS),
    "signed without the query": lambda line: line.post(SMS + "?a=1", MESSAGE, signed_for=PUBLIC + SMS),
    "signed with another token": lambda line: line.client.post(
        SMS,
        data=MESSAGE,
        headers={"X-Twilio-Signature": RequestValidator("other").compute_signature(PUBLIC + SMS, MESSAGE)},
    ),
    "another body": lambda line: line.client.post(
        SMS,
        data={**MESSAGE, "Body": "x"},
        headers={"X-Twilio-Signature": RequestValidator(TOKEN).compute_signature(PUBLIC + SMS, MESSAGE)},
    ),
    "a field more": lambda line: line.client.post(
        SMS,
        data={**MESSAGE, "Extra": "1"},
        headers={"X-Twilio-Signature": RequestValidator(TOKEN).compute_signature(PUBLIC + SMS, MESSAGE)},
    ),
    "a blank field less": lambda line: line.client.post(
        SMS,
        data={name: value for name, value in MESSAGE.items() if value},
        headers={"X-Twilio-Signature": RequestValidator(TOKEN).compute_signature(PUBLIC + SMS, MESSAGE)},
    ),
    "a receipt": lambda line: line.client.post(STATUS + "?outbox=1&part=1&parts=1", data={"MessageStatus": "failed"}),
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_request_is_refused_and_nothing_of_it_kept(
    line: Line, forge: Callable[[Line], httpx.Response]
) -> None:
    assert forge(line).status_code == 403
    assert (line.kept(), line.woken) == (0, 0)


# ---- what is no message

JSON = {"Content-Type": "application/json"}
NO_MESSAGES: dict[str, tuple[int, Callable[[Line], httpx.Response]]] = {
    "JSON": (415, lambda line: line.client.post(SMS, json=MESSAGE)),
    "no content type": (415, lambda line: line.client.post(SMS, content=b"a=b")),
    "a multipart form": (415, lambda line: line.client.post(SMS, files={"Body": b"x"})),
    "64 KB and a byte": (413, lambda line: line.client.post(SMS, content=b"a" * (64 * 1024 + 1), headers=FORM_TYPE)),
    "raw bytes": (400, lambda line: line.client.post(SMS, content=b"\xff\xfe=\x00", headers=FORM_TYPE)),
    "a broken escape": (400, lambda line: line.client.post(SMS, content=b"Body=%FF%FE", headers=FORM_TYPE)),
    "a thousand fields": (400, lambda line: line.client.post(SMS, content=b"a=1&" * 1000, headers=FORM_TYPE)),
    "signed without an id": (400, lambda line: line.post(SMS, {**MESSAGE, "MessageSid": ""})),
    "signed without a sender": (400, lambda line: line.post(SMS, {"MessageSid": "SM1", "To": "+85200000000"})),
    "signed with an endless id": (400, lambda line: line.post(SMS, {**MESSAGE, "MessageSid": "S" * 65})),
    "signed with words for a number": (400, lambda line: line.post(SMS, {**MESSAGE, "NumMedia": "two"})),
    "signed and 4,097 characters": (413, lambda line: line.post(SMS, {**MESSAGE, "Body": "低" * 4097})),
    "a look": (405, lambda line: line.client.get(SMS)),
    "a receipt without our id": (400, lambda line: line.post(STATUS, {"MessageSid": "SM1", "MessageStatus": "sent"})),
    "a receipt for no number": (
        400,
        lambda line: line.post(STATUS + "?outbox=x&part=1&parts=1", {"MessageSid": "SM1", "MessageStatus": "sent"}),
    ),
    "a receipt for a number beyond any": (
        400,
        lambda line: line.post(
            f"{STATUS}?outbox={'9' * 30}&part=1&parts=1", {"MessageSid": "SM1", "MessageStatus": "sent"}
        ),
    ),
}


@pytest.mark.parametrize(("status", "send"), NO_MESSAGES.values(), ids=NO_MESSAGES)
def test_what_is_no_message_is_refused_and_nothing_of_it_kept(
    line: Line, status: int, send: Callable[[Line], httpx.Response]
) -> None:
    answer = send(line)
    assert answer.status_code == status
    assert "Traceback" not in answer.text
    assert line.kept() == 0


def test_a_request_that_cannot_be_kept_is_not_acknowledged(line: Line) -> None:
    with line.database.write() as c:
        c.exec_driver_sql("ALTER TABLE inbox RENAME TO gone")
    assert line.post(SMS, MESSAGE).status_code == 503
    with line.database.write() as c:
        c.exec_driver_sql("ALTER TABLE gone RENAME TO inbox")
    assert line.post(SMS, MESSAGE).status_code == 200
    assert line.kept() == 1


# ---- receipts

FORWARD = {
    "in order": (["queued", "sent", "delivered"], "delivered"),
    "delivered before sent": (["delivered", "sent"], "delivered"),
    "sent again after delivered": (["delivered", "sent", "queued"], "delivered"),
    "failed after sent": (["sent", "undelivered"], "failed"),
    "sent after failed": (["failed", "sent"], "failed"),
    "failed after delivered": (["delivered", "failed"], "delivered"),
    "the same three times": (["sent", "sent", "sent"], "sent"),
    "a word that we do not know": (["partially_delivered"], "sending"),
}


@pytest.mark.parametrize(("statuses", "state"), FORWARD.values(), ids=FORWARD)
def test_receipts_only_move_forward(line: Line, statuses: list[str], state: str) -> None:
    row = line.owe()
    assert [line.report(row, status).status_code for status in statuses] == [200] * len(statuses)
    assert line.state(row) == state


def test_a_receipt_that_comes_before_our_own_record_is_the_record(line: Line) -> None:
    row = line.owe()
    line.report(row, "queued")
    with line.database.read() as c:
        assert outbox.is_recorded(c, "SM" + "2" * 32, but=0)


def test_a_failed_message_says_why_in_words_for_staff(line: Line) -> None:
    row = line.owe()
    line.report(row, "undelivered", ErrorCode="30005")
    assert next(known.error for known in line.lines() if known.id == f"o{row}") == "对方号码是空号或已停用"


def test_a_carrier_that_holds_a_stop_silences_us_too(line: Line, vault: Vault) -> None:
    row = line.owe()
    line.report(row, "failed", ErrorCode="21610")
    with line.database.read() as c:
        conversation = reading.find(c, vault, "twilio", MESSAGE["To"], MESSAGE["From"])
        assert conversation
        assert reading.talk(c, vault, conversation).stopped


def test_a_refusal_that_is_told_again_silences_nobody_who_has_written_since(line: Line, vault: Vault) -> None:
    row = line.owe()
    line.report(row, "failed", ErrorCode="21610")
    line.post(SMS, {**MESSAGE, "MessageSid": "SM" + "9" * 32, "Body": "开始"})
    line.report(row, "failed", ErrorCode="21610")
    with line.database.read() as c:
        talk = c.execute(select(conversation)).one()
    assert talk.last_message_inbox > talk.stopped_at_inbox


def test_a_first_piece_that_arrived_says_nothing_of_the_whole(line: Line) -> None:
    row = line.owe()
    line.report(row, "delivered", part="1", parts="2")
    assert line.state(row) == "sending"
    line.report(row, "delivered", part="2", parts="2")
    assert line.state(row) == "delivered"


def test_a_piece_that_failed_fails_the_whole(line: Line) -> None:
    row = line.owe()
    line.report(row, "undelivered", part="1", parts="2")
    assert line.state(row) == "failed"


def test_a_receipt_for_a_row_that_is_not_there_is_acknowledged(line: Line) -> None:
    assert line.report(999, "delivered").status_code == 200


# ---- anything at all

WEBHOOK = TwilioWebhook(TwilioSettings("AC", TOKEN, PUBLIC))


@settings(max_examples=300)
@given(
    path=st.sampled_from([SMS, STATUS]),
    query=st.text(st.characters(codec="ascii", exclude_categories=["Cc"], exclude_characters="#"), max_size=60),
    fields=st.dictionaries(
        st.sampled_from(["MessageSid", "From", "To", "Body", "NumMedia", "MessageStatus", "ErrorCode", "x"]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=80),
    ),
)
def test_whatever_is_signed_is_read_or_refused(path: str, query: str, fields: dict[str, str]) -> None:
    signature = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}{path}" + (f"?{query}" if query else ""), fields)
    request = WebhookRequest(path, query, {"x-twilio-signature": signature}, urlencode(fields).encode())
    assert _status(request) in {200, 400, 413}


def _status(request: WebhookRequest) -> int:
    try:
        WEBHOOK.read(request)
    except RequestRefused as refusal:
        return refusal.status
    return 200


@settings(max_examples=300)
@given(st.binary(max_size=300))
def test_whatever_is_posted_is_refused_unless_it_is_signed(body: bytes) -> None:
    with pytest.raises(RequestRefused):
        WEBHOOK.read(WebhookRequest(SMS, "", {}, body))
