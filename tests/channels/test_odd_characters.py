"""One message of every odd kind through every channel, in and out: it comes back as it was, or is refused in clear words."""

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from twilio.request_validator import RequestValidator

from channels.aliyun_sms import AliyunSender, AliyunSettings, AliyunWebhook
from channels.bell import Bell
from channels.dispatcher import Dispatcher
from channels.gateway import Gateway
from channels.port import Sender
from channels.telegram import TelegramSender, TelegramWebhook
from channels.telegram_api import TelegramSettings
from channels.templates import Templates
from channels.twilio_sms import TwilioSender, TwilioSettings, TwilioWebhook
from channels.web_chat import WebChatSettings, web_chat_router
from channels.webhook import webhook_router
from conversations import outbox, reading
from conversations.inbox import NO_FLAGS
from conversations.messages import Reply
from storage.database import Database
from tests.channels import aliyun_stub, telegram_stub
from tests.channels.aliyun_stub import AliyunStub
from tests.channels.telegram_stub import TelegramStub
from tests.channels.twilio_stub import TwilioStub
from vault.vault import Vault

PHONE = "+8613900000001"

#: What is written, and what of it is kept: everything but what no database and no telephone can hold.
ODD: dict[str, tuple[str, str]] = {
    "Chinese": ("您家每月收入多少元？", "您家每月收入多少元？"),
    "traditional characters": ("臺灣居民補助", "臺灣居民補助"),
    "beyond the basic plane": ("𠮷林省𪚥", "𠮷林省𪚥"),
    "a rare name in parts": ("⿰亻龙", "⿰亻龙"),
    "an emoji with joiners": ("👨‍👩‍👧‍👦👍🏽🇨🇳好", "👨‍👩‍👧‍👦👍🏽🇨🇳好"),
    "right-to-left marks": ("\u200f العربية\u200e 低保 \u202eabc\u202c", "\u200f العربية\u200e 低保 \u202eabc\u202c"),
    "Uyghur and Tibetan": ("ياردەم پۇلى · བོད་ཡིག", "ياردەم پۇلى · བོད་ཡིག"),
    "letters with marks": ("e\u0301 ñ ǚ ḿ", "e\u0301 ñ ǚ ḿ"),
    "full width": ("１２３ＡＢＣ（）", "１２３ＡＢＣ（）"),
    "form signs": ("a+b & c=d % %41 # ? ; / \\ \"'", "a+b & c=d % %41 # ? ; / \\ \"'"),
    "signs of other languages": ("<b>{x}${y}%s</b>'; DROP TABLE inbox; --", "<b>{x}${y}%s</b>'; DROP TABLE inbox; --"),
    "a leading slash": ("/restart{}", "/restart{}"),
    "lines": ("一\n二\n三", "一\n二\n三"),
    "a NUL": ("低\x00保", "低保"),
    "4,096 characters": ("低" * 4096, "低" * 4096),
}
TOO_LONG = "低" * 4097


@dataclass
class Channel:
    """A channel from end to end: how a resident writes on it, and what reached them."""

    name: str
    account: str
    address: str
    write: Callable[[str], httpx.Response]
    received: Callable[[], str]
    sender: Sender | None
    routes: Any


def _telegram(stack: ExitStack, client: list[TestClient]) -> Channel:
    stub = stack.enter_context(TelegramStub())
    settings = TelegramSettings(telegram_stub.TOKEN, telegram_stub.SECRET, "…", api_base=stub.url)

    def write(text: str) -> httpx.Response:
        chat = {"id": 77, "type": "private"}
        told = {"update_id": 1, "message": {"message_id": 1, "chat": chat, "from": {"id": 77}, "text": text}}
        headers = {"X-Telegram-Bot-Api-Secret-Token": telegram_stub.SECRET, "Content-Type": "application/json"}
        return client[0].post("/channels/telegram", content=json.dumps(told), headers=headers)

    def received() -> str:
        return "".join(sent.text for sent in stub.sent)

    return Channel("telegram", "4200", "77", write, received, TelegramSender(settings), TelegramWebhook(settings))


def _twilio(stack: ExitStack, client: list[TestClient]) -> Channel:
    stub = stack.enter_context(TwilioStub())
    settings = TwilioSettings("AC" + "0" * 32, stub.auth_token, stub.public_url, stub.url)

    def write(text: str) -> httpx.Response:
        form = {"MessageSid": "SM1", "From": PHONE, "To": "+85200000000", "Body": text, "NumMedia": "0"}
        url = stub.public_url + "/channels/twilio/sms"
        signature = RequestValidator(stub.auth_token).compute_signature(url, form)
        return client[0].post("/channels/twilio/sms", data=form, headers={"X-Twilio-Signature": signature})

    def received() -> str:
        return "".join(sent.body for sent in stub.sent)

    return Channel("twilio", "+85200000000", PHONE, write, received, TwilioSender(settings), TwilioWebhook(settings))


def _aliyun(stack: ExitStack, client: list[TestClient]) -> Channel:
    stub = stack.enter_context(AliyunStub())
    settings = AliyunSettings(
        aliyun_stub.KEY_ID,
        aliyun_stub.SECRET,
        aliyun_stub.SIGNATURE,
        aliyun_stub.PUSH_SECRET,
        Templates({"SMS_1": "${text}"}),
        api_base=stub.url,
    )

    def write(text: str) -> httpx.Response:
        batch = [{"phone_number": PHONE, "content": text, "sequence_id": 1}]
        return client[0].post(f"/channels/aliyun/sms?key={aliyun_stub.PUSH_SECRET}", json=batch)

    def received() -> str:
        return "".join(sent.text for sent in stub.sent)

    return Channel(
        "aliyun", aliyun_stub.SIGNATURE, PHONE, write, received, AliyunSender(settings), AliyunWebhook(settings)
    )


def _web(stack: ExitStack, client: list[TestClient]) -> Channel:
    def write(text: str) -> httpx.Response:
        client[0].get("/")
        return client[0].post("/channels/web/messages", json={"client_id": str(uuid.uuid4()), "text": text})

    def received() -> str:
        lines = client[0].get("/channels/web/messages").json()["lines"]
        return "".join(line["text"] for line in lines if line["who"] == "assistant")

    return Channel("web", "web", "", write, received, None, None)


CHANNELS = {"web": _web, "twilio": _twilio, "aliyun": _aliyun, "telegram": _telegram}


class Line:
    """One channel on an app of its own."""

    def __init__(self, database: Database, vault: Vault, channel: Channel, client: list[TestClient]) -> None:
        self.database, self.vault, self.channel = database, vault, channel
        gateway, bell = Gateway(database, vault, flags_of=lambda message: NO_FLAGS), Bell()
        self.dispatcher = Dispatcher(database, vault, [channel.sender] if channel.sender else [], bell=bell)
        app = FastAPI()
        if channel.routes is not None:
            app.include_router(webhook_router(channel.routes, gateway))
        else:
            web = WebChatSettings("示例县", "http://testserver")
            app.include_router(web_chat_router(database, vault, gateway, bell, web))
        client.append(TestClient(app, raise_server_exceptions=False))
        self.client = client[0]

    def kept(self) -> list[str]:
        with self.database.read() as c:
            return [line.text for line in reading.thread(c, self.vault, talk)] if (talk := self._talk()) else []

    def _talk(self) -> str | None:
        address = self.channel.address or self.client.cookies.get("talk", "")
        with self.database.read() as c:
            return reading.find(c, self.vault, self.channel.name, self.channel.account, address)

    def says(self, text: str) -> str:
        """What reaches the resident when we say it."""
        talk = self._talk()
        assert talk
        with self.database.write() as c:
            outbox.put(c, self.vault, outbox.Draft(talk, "m1", 0, Reply("t", text), "bot", 1))
        while self.dispatcher.step():
            pass
        return self.channel.received()


@pytest.fixture(params=CHANNELS)
def line(request: pytest.FixtureRequest, database: Database, vault: Vault) -> Iterator[Line]:
    client: list[TestClient] = []
    with ExitStack() as stack:
        yield Line(database, vault, CHANNELS[request.param](stack, client), client)


@pytest.mark.parametrize(("written", "kept"), ODD.values(), ids=ODD)
def test_it_is_kept_as_it_was_written_and_arrives_as_it_was_said(line: Line, written: str, kept: str) -> None:
    answer = line.channel.write(written)
    assert answer.status_code == 200, answer.text
    assert line.kept() == [kept]
    assert line.says(kept) == kept


def test_what_is_too_long_is_refused_in_a_clear_word_or_kept_up_to_there(line: Line) -> None:
    answer = line.channel.write(TOO_LONG)
    if line.channel.name == "aliyun":
        assert line.kept() == [TOO_LONG[:4096]], "a batch of it would come again for ever, with everybody else's"
    else:
        assert (answer.status_code, "too_large" in answer.text or "too_long" in answer.text) in {
            (413, True),
            (422, True),
        }
        assert line.kept() == []
