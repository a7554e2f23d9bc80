"""The parsers at our edges, what each is fed with, and the only errors that it may answer with.

Half of what they are fed has the right shape and odd values; the other half is a good request with some of its bytes
changed, moved, doubled or cut away. What is signed is signed anew afterwards: the parser is meant, not the lock.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pydantic import ValidationError
from twilio.request_validator import RequestValidator

from channels.aliyun_sms import REPORT_PATH, AliyunSettings, AliyunWebhook
from channels.aliyun_sms import SMS_PATH as ALIYUN_PATH
from channels.errors import FileRefused, Malformed, RequestRefused
from channels.files.safe import make_safe
from channels.files.scan import NoScanner
from channels.phone_number import e164
from channels.port import WebhookRequest
from channels.sms_text import measure, render_for_sms, split_into_parts
from channels.telegram import PATH, TelegramWebhook
from channels.telegram_api import TelegramSettings
from channels.templates import Templates
from channels.twilio_sms import SMS_PATH, STATUS_PATH, TwilioSettings, TwilioWebhook
from channels.web_chat.wire import Writing
from tests.channels.files.samples import OGG, PDF, photo_with_a_place, picture, word

PUBLIC, TOKEN, SECRET = "https://help.example.cn", "twilio-token", "a-secret-of-our-own"


@dataclass(frozen=True)
class Target:
    """A parser: examples of its food, how it is fed, and the errors by which it refuses."""

    name: str
    examples: SearchStrategy[Any]
    feed: Callable[[Any], object]
    refusals: tuple[type[Exception], ...]

    def eat(self, example: Any) -> bool:
        """Whether it took it; raises what must never be raised."""
        try:
            self.feed(example)
        except self.refusals:
            return False
        return True


def spoilt(*good: bytes) -> SearchStrategy[bytes]:
    """Good bytes with some of them changed, moved, doubled or cut away."""

    def spoil(whole: bytes, cuts: list[tuple[int, int, bytes]]) -> bytes:
        for at, length, put in cuts:
            start = at % (len(whole) + 1)
            whole = whole[:start] + put + whole[start + length :]
        return whole

    cut = st.tuples(st.integers(0, 20_000), st.integers(0, 12), st.binary(max_size=6))
    return st.builds(spoil, st.sampled_from(good), st.lists(cut, max_size=6))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


def shaped(*fields: str) -> SearchStrategy[Mapping[str, Any]]:
    """Objects with the fields that a provider uses, and anything in them."""
    inner = st.recursive(
        ANYTHING, lambda deep: st.dictionaries(st.sampled_from(fields), deep, max_size=8), max_leaves=12
    )
    return st.dictionaries(st.sampled_from(fields), inner, max_size=10)


def as_json(value: Any) -> bytes:
    """As a provider would send it."""
    return json.dumps(value).encode()


# ---- Telegram

_TELEGRAM = TelegramWebhook(TelegramSettings("4200:t", SECRET, "…"))
_UPDATE = {
    "update_id": 1,
    "message": {
        "message_id": 2,
        "from": {"id": 3, "is_bot": False},
        "chat": {"id": 3, "type": "private"},
        "text": "家里三口人",
        "photo": [{"file_id": "a", "file_size": 5}],
        "entities": [{"type": "url", "offset": 0, "length": 1}],
    },
}
_PRESSED = {
    "update_id": 1,
    "callback_query": {"id": "q", "from": {"id": 3}, "data": "m1:0", "message": _UPDATE["message"]},
}


def _telegram(body: bytes) -> object:
    return _TELEGRAM.read(WebhookRequest(PATH, "", {"x-telegram-bot-api-secret-token": SECRET}, body))


_TELEGRAM_FIELDS = (
    *("update_id", "message", "edited_message", "callback_query", "message_id", "from", "chat", "id", "type", "text"),
    *("caption", "photo", "voice", "document", "file_id", "file_size", "contact", "phone_number", "location", "venue"),
    *("latitude", "longitude", "data", "reply_markup", "inline_keyboard", "entities", "is_bot", "sticker", "emoji"),
)

# ---- Alibaba Cloud

_ALIYUN = AliyunWebhook(AliyunSettings("k", "s", "示例县", SECRET, Templates({})))
_UP = [{"phone_number": "13900000001", "content": "低保", "send_time": "2026-11-24 10:00:00", "sequence_id": 1}]
_REPORT = [{"out_id": "1-1-1", "success": True, "err_code": "DELIVERED", "biz_id": "b"}]


def _aliyun(example: tuple[str, bytes]) -> object:
    path, body = example
    return _ALIYUN.read(WebhookRequest(path, f"key={SECRET}", {}, body))


_ALIYUN_FIELDS = ("phone_number", "content", "send_time", "dest_code", "sequence_id", "out_id", "success", "err_code")

# ---- Twilio

_TWILIO = TwilioWebhook(TwilioSettings("AC", TOKEN, PUBLIC))
_FORM = {"MessageSid": "SM1", "From": "+8613900000001", "To": "+85200000000", "Body": "低保", "NumMedia": "1"}
_TWILIO_FIELDS = (*_FORM, "MediaUrl0", "MessageStatus", "ErrorCode")


def _twilio(example: tuple[str, str, Mapping[str, str]]) -> object:
    path, query, fields = example
    url = f"{PUBLIC}{path}" + (f"?{query}" if query else "")
    signed = {"x-twilio-signature": RequestValidator(TOKEN).compute_signature(url, fields)}
    return _TWILIO.read(WebhookRequest(path, query, signed, urlencode(fields).encode()))


def _unsigned(body: bytes) -> object:
    return _TWILIO.read(WebhookRequest(SMS_PATH, "", {"x-twilio-signature": "x"}, body))


_QUERIES = st.sampled_from(["", "outbox=1&part=1&parts=1", "outbox=x", "outbox=1&outbox=2"]) | st.text(
    st.characters(codec="ascii", exclude_categories=["Cc"], exclude_characters="#"), max_size=60
)
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)

# ---- the rest


def _sms(text: str) -> None:
    """What is cut is the whole again, whatever it was."""
    rendered = render_for_sms(text)
    assert "".join(measure(rendered).segments) == rendered
    assert "".join(split_into_parts(rendered, 3)) == rendered


TARGETS = (
    Target(
        "telegram",
        shaped(*_TELEGRAM_FIELDS).map(as_json) | spoilt(as_json(_UPDATE), as_json(_PRESSED)),
        _telegram,
        (RequestRefused,),
    ),
    Target(
        "aliyun",
        st.tuples(
            st.sampled_from([ALIYUN_PATH, REPORT_PATH]),
            st.lists(shaped(*_ALIYUN_FIELDS), max_size=4).map(as_json) | spoilt(as_json(_UP), as_json(_REPORT)),
        ),
        _aliyun,
        (RequestRefused,),
    ),
    Target(
        "twilio",
        st.tuples(
            st.sampled_from([SMS_PATH, STATUS_PATH]),
            _QUERIES,
            st.dictionaries(st.sampled_from(_TWILIO_FIELDS), _TEXT).map(lambda odd: {**_FORM, **odd}),
        ),
        _twilio,
        (RequestRefused,),
    ),
    Target(
        "twilio unsigned", st.binary(max_size=400) | spoilt(urlencode(_FORM).encode()), _unsigned, (RequestRefused,)
    ),
    Target(
        "web chat",
        st.binary(max_size=300) | spoilt(b'{"client_id": "12345678-1234-5678-1234-567812345678", "text": "x"}'),
        Writing.model_validate_json,
        (ValidationError,),
    ),
    Target(
        "files",
        st.binary(max_size=600)
        | spoilt(
            photo_with_a_place(),
            picture("PNG"),
            picture("GIF"),
            picture("WEBP"),
            picture("BMP", (40, 40)),
            PDF,
            OGG,
            word(),
        ),
        lambda content: make_safe(content, NoScanner()),
        (FileRefused,),
    ),
    Target("telephone numbers", st.text(max_size=60), e164, (Malformed,)),
    Target("text for SMS", st.text(max_size=1200), _sms, ()),
    Target("approved texts", st.text(max_size=300), Templates({"A": "您的${a}到了，${b}。", "B": "${c}"}).find, ()),
)
