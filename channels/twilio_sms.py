"""Text messages through Twilio: its webhooks, its send and list calls, and what its codes mean to us.

The signature is over the address that Twilio was told to call, so it is rebuilt from the configured public address:
behind a proxy the request itself no longer knows it. Twilio accepts no key against doubles, and its list of messages
does not show our id; a message is found again by recipient, time and words, or by its status callback, which does
carry our id.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from itertools import takewhile
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests
from starlette.datastructures import ImmutableMultiDict
from twilio.base import values
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http import HttpClient
from twilio.http.response import Response as TwilioResponse
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from urllib3.exceptions import NewConnectionError

from channels.errors import LookupFailed, Malformed, NotGenuine, TooLarge
from channels.files.download import Downloads, Opening
from channels.files.safe import MOST_BYTES
from channels.inbound_text import MAX_CHARACTERS, clean_text
from channels.phone_number import sender_address
from channels.port import (
    Accepted,
    Acknowledgement,
    Capabilities,
    Delivery,
    OutboundMessage,
    Permanent,
    Receipt,
    SendResult,
    Temporary,
    Unknown,
    WebhookRequest,
)
from channels.sms_text import ADVISED_SEGMENTS
from channels.twilio_codes import CODES, Meaning
from conversations.messages import InboundMessage, SentFile

CHANNEL = "twilio"
SMS_PATH = "/channels/twilio/sms"
STATUS_PATH = "/channels/twilio/status"

type Form = ImmutableMultiDict[str, str]


@dataclass(frozen=True)
class TwilioSettings:
    """What we must know to use an account.

    Attributes:
        account_sid: `AC…`.
        auth_token: signs Twilio's requests and opens its API.
        public_url: our address as Twilio calls it, without the path of a channel.
        services: the messaging service (`MG…`) of each of our numbers that is in one; the number stays the sender.
        api_base: another address for the API, such as a carrier simulator; None for Twilio itself.
        timeout: seconds to wait for the API's answer.
        settle: seconds after which a request that we gave up on has certainly been taken, or never will be.
    """

    account_sid: str
    auth_token: str
    public_url: str
    api_base: str | None = None
    timeout: float = 8.0
    settle: float = 15.0
    services: Mapping[str, str] = field(default_factory=dict)


class TwilioWebhook:
    """Reads what Twilio posts to us: text messages and status callbacks."""

    channel = CHANNEL
    paths: tuple[str, ...] = (SMS_PATH, STATUS_PATH)
    content_type = "application/x-www-form-urlencoded"
    max_body = 64 * 1024
    acknowledgement = Acknowledgement(
        '<?xml version="1.0" encoding="UTF-8"?><Response></Response>', "application/xml; charset=utf-8"
    )

    def __init__(self, settings: TwilioSettings) -> None:
        self._public_url = settings.public_url.rstrip("/")
        self._validator = RequestValidator(settings.auth_token)

    def read(self, request: WebhookRequest) -> Delivery:
        """The message or the receipt of a signed request.

        Raises:
            NotGenuine: the signature is not Twilio's.
            Malformed, TooLarge: it is, but there is nothing in it that we can keep.
        """
        form = _form(request.body)
        self._verify(request, form)
        if request.path == STATUS_PATH:
            return Delivery(receipts=tuple(_receipts(request.query, form)))
        return Delivery(messages=(_message(form),))

    def _verify(self, request: WebhookRequest, form: Form) -> None:
        url = f"{self._public_url}{request.path}" + (f"?{request.query}" if request.query else "")
        signature = request.headers.get("x-twilio-signature", "")
        if not signature.isascii() or not self._is_signed(url, form, signature):
            raise NotGenuine(
                "The signature is not Twilio's for this address; check the public address in the settings."
            )

    def _is_signed(self, url: str, form: Form, signature: str) -> bool:
        """Nearly always over the address as it stands; else Twilio may have signed it with its port, or without."""
        as_it_stands = self._validator.compute_signature(url, form)
        return compare_digest(as_it_stands, signature) or bool(self._validator.validate(url, form, signature))


def _form(body: bytes) -> Form:
    """The fields in order, blank ones kept: the signature is over them too."""
    try:
        return ImmutableMultiDict(
            parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=200)
        )
    except ValueError as fault:
        raise Malformed("The body is not a form in UTF-8.") from fault


def _message(form: Form) -> InboundMessage:
    text, media = clean_text(form.get("Body", "")), _whole_number(form.get("NumMedia") or "0")
    if len(text) > MAX_CHARACTERS:
        raise TooLarge(f"A message has at most {MAX_CHARACTERS} characters.")
    return InboundMessage(
        channel=CHANNEL,
        account=_needed(form, "To"),
        sender=sender_address(_needed(form, "From")),
        provider_id=_needed(form, "MessageSid"),
        text=text if text.strip() else "〔图片或文件〕" if media else "〔空白短信〕",
        media=media,
        files=tuple(_files(form, media)),
        wordless="file" if media and not text.strip() else None,
    )


#: A message has at most ten.
_MOST_MEDIA = 10


def _files(form: Form, media: int) -> Iterator[SentFile]:
    for n in range(min(media, _MOST_MEDIA)):
        url = clean_text(form.get(f"MediaUrl{n}", ""))
        if 0 < len(url) <= 2000:
            yield SentFile({"url": url})


def _needed(form: Form, name: str) -> str:
    value = clean_text(form.get(name, "")).strip()
    if not 0 < len(value) <= 64:
        raise Malformed(f"The field {name} is missing or too long.")
    return value


def _whole_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        raise Malformed("A number is missing where one belongs.")
    return int(text)


def status_callback(public_url: str, message: OutboundMessage) -> str:
    """Where Twilio reports on a message: our id, and which piece of the text it is."""
    ours = {"outbox": message.outbox_id, "part": message.part, "parts": message.parts}
    return f"{public_url.rstrip('/')}{STATUS_PATH}?{urlencode(ours)}"


def _receipts(query: str, form: Form) -> Iterator[Receipt]:
    """What a status callback says of the row; a piece that is not the last speaks only of its failure."""
    ours = dict(parse_qsl(query, keep_blank_values=True))
    outbox_id, part, parts = (_whole_number(ours.get(name, "")) for name in ("outbox", "part", "parts"))
    sid = _needed(form, "MessageSid")
    match form.get("MessageStatus", "").lower():
        case "accepted" | "scheduled" | "queued" | "sending" | "sent" if part == parts:
            yield Receipt(outbox_id, "sent", sid)
        case "delivered" | "read" if part == parts:
            yield Receipt(outbox_id, "delivered", sid)
        case "undelivered" | "failed" | "canceled":
            code = form.get("ErrorCode", "")
            meaning = CODES.get(code, Meaning("no", f"短信没有送达(代码 {code or '未知'})"))
            yield Receipt(outbox_id, "failed", sid, meaning.reason, meaning.kind == "stop")


#: Seconds before a message is tried again while our account needs care.
_ACCOUNT_RETRY = 300.0


class TwilioSender:
    """Sends through the account's API; one request for each message, its answer or its silence told apart."""

    channel = CHANNEL
    capabilities = Capabilities(can_look_up=True, max_segments=ADVISED_SEGMENTS)

    def __init__(self, settings: TwilioSettings, http_client: HttpClient | None = None) -> None:
        self._public_url, self._services = settings.public_url, settings.services
        # requests counts the time to connect and the time of silence separately.
        self.timeout = 2 * settings.timeout
        self.settle = settings.settle
        http = http_client or _HttpClient(settings.api_base, settings.timeout)
        self._client = Client(settings.account_sid, settings.auth_token, http_client=http)

    def send(self, messages: Sequence[OutboundMessage]) -> list[SendResult]:
        """Send in order; see `channels.port.Sender`."""
        return [self._send(message) for message in messages]

    def _send(self, message: OutboundMessage) -> SendResult:
        try:
            taken = self._client.messages.create(
                to=message.recipient,
                from_=message.account,
                messaging_service_sid=self._services.get(message.account) or values.unset,
                body=message.text,
                status_callback=status_callback(self._public_url, message),
            )
        except (TwilioRestException, TwilioServiceException) as refusal:
            return _refused(int(refusal.status), str(refusal.code))
        except requests.ConnectTimeout:
            return Temporary("连不上短信平台")
        except requests.ConnectionError as fault:
            return Temporary("连不上短信平台") if _never_connected(fault) else Unknown("连接中断，不知是否已发出")
        except (requests.RequestException, TwilioException, ValueError, TypeError) as fault:
            return Unknown(f"短信平台没有给出可读的答复({type(fault).__name__})")
        return Accepted(taken.sid) if taken.sid else Unknown("短信平台的答复里没有编号")

    def lookup(self, message: OutboundMessage, is_taken: Callable[[str], bool]) -> str | None:
        """The sid of a message with this recipient and these words, sent after every one that another row bears.

        Rows of a conversation go one after the other, so behind the newest that is recorded ours cannot stand. No
        moments are compared but for a day: our own clock may have been set while the row waited.
        """
        since = datetime.fromtimestamp(message.created_at, UTC) - timedelta(days=1)
        try:
            # No date in the call: its filter is on the day of sending, which a queued one lacks.
            listed = self._client.messages.list(to=message.recipient, limit=100)
        except (requests.RequestException, TwilioException, ValueError, TypeError) as fault:
            raise LookupFailed(f"短信平台查询失败({type(fault).__name__})") from None
        from_here = (one for one in listed if one.from_ in (None, "", message.account))
        unrecorded = takewhile(lambda one: not is_taken(one.sid), from_here)
        return next((one.sid for one in unrecorded if _is_same(one, message, since)), None)


class TwilioFiles:
    """Fetches what came by MMS, with the account's credentials, which only Twilio's own hosts are shown."""

    channel = CHANNEL

    def __init__(self, settings: TwilioSettings) -> None:
        opening = Opening(settings.account_sid, settings.auth_token, frozenset({"api.twilio.com"}))
        self._downloads = Downloads(opening, most=MOST_BYTES, simulator=settings.api_base)
        self.timeout = self._downloads.timeout

    def fetch(self, source: Mapping[str, str]) -> bytes:
        """See `channels.port.FileSource`."""
        return self._downloads.fetch(source.get("url", ""))


def _is_same(listed: Any, message: OutboundMessage, since: datetime) -> bool:
    # A trial account puts its own words before ours.
    same_words = str(listed.body or "").strip().endswith(message.text.strip())
    outbound = str(listed.direction or "").startswith("outbound")
    return same_words and outbound and (listed.date_created is None or listed.date_created >= since)


def _refused(status: int, code: str) -> SendResult:
    meaning = CODES.get(code)
    if meaning is None and (status >= 500 or status == 408):
        return Unknown(f"短信平台出错(HTTP {status})")
    if meaning is None and status in (401, 403, 404):
        meaning = Meaning("ours", f"短信账号被拒绝（HTTP {status}），请管理员检查")
    if meaning is None and status == 429:
        meaning = CODES["20429"]
    match meaning:
        case None:
            return Permanent(f"短信平台拒绝(代码 {code})", code)
        case Meaning("later", reason):
            return Temporary(reason)
        case Meaning("ours", reason):
            return Temporary(reason, _ACCOUNT_RETRY)
        case Meaning(kind, reason):
            return Permanent(reason, code, opted_out=kind == "stop")


def _never_connected(fault: requests.ConnectionError) -> bool:
    """Whether the connection was refused before a byte was sent; else the request may have been taken."""
    inner = fault.args[0] if fault.args else None
    return isinstance(getattr(inner, "reason", inner), NewConnectionError)


class _HttpClient(HttpClient):  # type: ignore[misc]
    """A fresh connection for each call, to another address if told so, and nothing in the log.

    A kept connection that the other side has closed would look like a send of unknown outcome; the library's own
    client writes telephone numbers to the log.
    """

    def __init__(self, api_base: str | None, timeout: float) -> None:
        super().__init__(_SILENT, False, timeout)
        self._api_base = api_base.rstrip("/") if api_base else None

    def request(
        self,
        method: str,
        url: str,
        params: dict[str, Any] | None = None,
        data: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> TwilioResponse:
        """One request of the library."""
        with requests.Session() as session:
            session.trust_env = self._api_base is None
            answer = session.request(
                method,
                self._address(url),
                params=params,
                data=data,
                headers=headers,
                auth=auth,
                timeout=timeout or self.timeout,
                allow_redirects=allow_redirects,
            )
        return TwilioResponse(answer.status_code, answer.content.decode("utf-8", "replace"), answer.headers)

    def _address(self, url: str) -> str:
        if self._api_base is None:
            return url
        parts = urlsplit(url)
        return self._api_base + parts.path + (f"?{parts.query}" if parts.query else "")


_SILENT = logging.Logger("twilio.silent", level=logging.CRITICAL)
