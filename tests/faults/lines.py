"""The ways by which residents of a long run write, each as stubborn as its provider: until the message is acknowledged.

What was delivered is remembered, and old messages come again now and then, as providers have it.
"""

import hashlib
import itertools
import secrets
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import httpx

from channels.telegram import PATH as TELEGRAM_PATH
from channels.twilio_sms import SMS_PATH
from channels.web_chat.visitor import COOKIE
from tests.channels.telegram_stub import SECRET, TOKEN
from tests.channels.twilio_stub import TwilioStub

OUR_NUMBER = "+85251000000"
PATIENCE = 180.0
_UPDATES = itertools.count(1)


@dataclass(frozen=True)
class Posted:
    """One message under way: who it is and how it is delivered once; True when it was acknowledged."""

    channel: str
    provider_id: str
    once: Callable[[], bool]

    def until_heard(self) -> None:
        """Deliver it again and again; raises `AssertionError` when nobody ever acknowledges it."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                if self.once():
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.2)
        raise AssertionError(f"{self.channel} message {self.provider_id} was never acknowledged")


class Line(Protocol):
    """One resident's way to us."""

    channel: str
    account: str

    @property
    def address(self) -> str:
        """What the channel calls them."""
        ...

    def post(self, text: str) -> Posted:
        """A new message, not delivered yet."""
        ...


@dataclass
class TextLine:
    """By text messages of a carrier."""

    stub: TwilioStub
    n: int
    channel: str = "twilio"
    account: str = OUR_NUMBER

    @property
    def address(self) -> str:
        """A number that nobody has."""
        return f"+86138{self.n:08d}"

    def post(self, text: str) -> Posted:
        """See `Line.post`."""
        sid = f"SM{secrets.token_hex(16)}"

        def once() -> bool:
            return self.stub.text(SMS_PATH, text, from_=self.address, to=self.account, sid=sid) < 300

        return Posted(self.channel, sid, once)


@dataclass
class ChatLine:
    """By Telegram, which calls us."""

    origin: str
    n: int
    channel: str = "telegram"
    account: str = TOKEN.partition(":")[0]

    @property
    def address(self) -> str:
        """The id of a private chat."""
        return str(10_000 + self.n)

    def post(self, text: str) -> Posted:
        """See `Line.post`."""
        update, chat = next(_UPDATES), int(self.address)
        sender, private = {"id": chat, "is_bot": False, "first_name": "样例"}, {"id": chat, "type": "private"}
        written = {"message_id": update, "date": 1_790_000_000, "from": sender, "chat": private, "text": text}
        told = {"X-Telegram-Bot-Api-Secret-Token": SECRET}

        def once() -> bool:
            body = {"update_id": update, "message": written}
            return _post(f"{self.origin}{TELEGRAM_PATH}", json=body, headers=told).is_success

        return Posted(self.channel, str(update), once)


@dataclass
class PageLine:
    """By the web page, whose cookie is asked for before the first word."""

    origin: str
    n: int
    channel: str = "web"
    account: str = "web"
    _key: str = field(default="", init=False)

    @property
    def address(self) -> str:
        """The key in the cookie, asked for at the first time."""
        deadline = time.monotonic() + PATIENCE
        while not self._key:
            if time.monotonic() > deadline:
                raise AssertionError("the page could never be opened")
            try:
                self._key = httpx.get(f"{self.origin}/", timeout=10, trust_env=False).cookies.get(COOKIE, "")
            except httpx.HTTPError:
                time.sleep(0.2)
        return self._key

    def post(self, text: str) -> Posted:
        """See `Line.post`."""
        client_id, key = str(uuid.uuid4()), self.address

        def once() -> bool:
            writing, cookie = {"client_id": client_id, "text": text}, {"Cookie": f"{COOKIE}={key}"}
            return _post(f"{self.origin}/channels/web/messages", json=writing, headers=cookie).is_success

        return Posted(self.channel, f"{hashlib.sha256(key.encode()).hexdigest()[:24]}:{client_id}", once)

    def shown(self) -> list[str]:
        """The ids of our lines that the page shows when it is opened anew."""
        cookie = {"Cookie": f"{COOKIE}={self.address}"}
        said = httpx.get(f"{self.origin}/channels/web/messages", headers=cookie, timeout=20, trust_env=False)
        return [line["id"] for line in said.raise_for_status().json()["lines"] if line["who"] != "resident"]


def _post(url: str, **what: object) -> httpx.Response:
    return httpx.post(url, timeout=10, trust_env=False, **what)  # type: ignore[arg-type]
