"""Text messages through Twilio: its webhooks, its send and list calls, and what its codes mean to us.

The signature is over the address that Twilio was told to call, so it is rebuilt from the configured public address:
behind a proxy the request itself no longer knows it. Twilio accepts no key against doubles, and its list of messages
does not show our id; a message is found again by recipient, time and words, or by its status callback, which does
carry our id.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests
from starlette.datastructures import ImmutableMultiDict
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response as TwilioResponse
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from urllib3.exceptions import NewConnectionError

from channels.errors import LookupFailed, Malformed, NotGenuine, TooLarge
from channels.inbound_text import MAX_CHARACTERS, clean_text
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
from conversations.messages import InboundMessage

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


class TwilioWebhook:
    """Reads what Twilio posts to us: text messages and status callbacks."""

    channel = CHANNEL
    paths = (SMS_PATH, STATUS_PATH)
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
        if not signature.isascii() or not self._validator.validate(url, form, signature):
            raise NotGenuine(
                "The signature is not Twilio's for this address; check the public address in the settings."
            )


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
        sender=_needed(form, "From"),
        provider_id=_needed(form, "MessageSid"),
        text=text if text.strip() else "〔图片或文件〕" if media else "〔空白短信〕",
        media=media,
    )


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


@dataclass(frozen=True)
class Meaning:
    """What a code of Twilio means: `no` for good, `later`, `ours` (our account needs care), `stop` (opted out)."""

    kind: str
    reason: str


#: https://www.twilio.com/docs/api/errors: the codes that a message can meet. Reasons are for staff.
CODES: dict[str, Meaning] = {
    "20003": Meaning("ours", "短信账号的密钥不对,请管理员检查"),
    "20404": Meaning("ours", "短信账号不存在,请管理员检查"),
    "20429": Meaning("later", "短信平台繁忙"),
    "21211": Meaning("no", "对方号码不是有效的手机号"),
    "21408": Meaning("ours", "短信账号没有开通该地区,请管理员检查"),
    "21602": Meaning("no", "短信没有内容"),
    "21603": Meaning("ours", "发送号码没有设置,请管理员检查"),
    "21606": Meaning("ours", "发送号码不能发短信,请管理员检查"),
    "21610": Meaning("stop", "对方已退订短信"),
    "21611": Meaning("later", "发送号码排队已满"),
    "21612": Meaning("no", "运营商不支持向该号码发送"),
    "21614": Meaning("no", "对方号码不是手机号"),
    "21617": Meaning("no", "短信太长"),
    "21635": Meaning("no", "对方是固定电话,收不到短信"),
    "21656": Meaning("ours", "短信模板变量有误,请管理员检查"),
    "21659": Meaning("ours", "发送号码不属于短信平台,请管理员检查"),
    "21660": Meaning("ours", "发送号码不属于本账号,请管理员检查"),
    "30001": Meaning("later", "短信平台排队已满"),
    "30002": Meaning("ours", "短信账号被停用,请管理员检查"),
    "30003": Meaning("later", "对方手机关机或不在服务区"),
    "30004": Meaning("no", "对方手机或运营商拒收"),
    "30005": Meaning("no", "对方号码是空号或已停用"),
    "30006": Meaning("no", "对方是固定电话或运营商无法到达"),
    "30007": Meaning("no", "被运营商当作垃圾短信拦截"),
    "30008": Meaning("later", "运营商没有说明原因"),
    "30009": Meaning("later", "长短信缺了一段"),
    "30010": Meaning("no", "超过账号的单条价格上限"),
    "30017": Meaning("later", "运营商网络拥堵"),
    "30022": Meaning("later", "超过运营商的发送速度"),
    "30034": Meaning("ours", "发送号码没有登记,请管理员检查"),
    "30036": Meaning("later", "短信过了有效期仍未送达"),
    "30410": Meaning("later", "运营商超时"),
}

#: Seconds before a message is tried again while our account needs care.
_ACCOUNT_RETRY = 300.0


class TwilioSender:
    """Sends through the account's API; one request for each message, its answer or its silence told apart."""

    channel = CHANNEL
    capabilities = Capabilities(can_look_up=True, max_segments=ADVISED_SEGMENTS)

    def __init__(self, settings: TwilioSettings, http_client: TwilioHttpClient | None = None) -> None:
        self._public_url = settings.public_url
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
                body=message.text,
                status_callback=status_callback(self._public_url, message),
            )
        except (TwilioRestException, TwilioServiceException) as refusal:
            return _refused(int(refusal.status), str(refusal.code))
        except requests.ConnectTimeout:
            return Temporary("连不上短信平台")
        except requests.ConnectionError as fault:
            return Temporary("连不上短信平台") if _never_connected(fault) else Unknown("连接中断,不知是否已发出")
        except (requests.RequestException, TwilioException, ValueError, TypeError) as fault:
            return Unknown(f"短信平台没有给出可读的答复({type(fault).__name__})")
        return Accepted(taken.sid) if taken.sid else Unknown("短信平台的答复里没有编号")

    def lookup(self, message: OutboundMessage, is_taken: Callable[[str], bool]) -> str | None:
        """The sid of a message with this recipient and these words, not older than the row, that no other row has."""
        # Ours and Twilio's clocks differ by seconds; a day in the list call, because it filters by date.
        since = datetime.fromtimestamp(message.created_at, UTC) - timedelta(minutes=2)
        try:
            listed = self._client.messages.list(to=message.recipient, limit=100)
        except (requests.RequestException, TwilioException, ValueError, TypeError) as fault:
            raise LookupFailed(f"短信平台查询失败({type(fault).__name__})") from None
        return next((one.sid for one in listed if _is_same(one, message, since) and not is_taken(one.sid)), None)


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
        meaning = Meaning("ours", f"短信账号被拒绝(HTTP {status}),请管理员检查")
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


class _HttpClient(TwilioHttpClient):  # type: ignore[misc]
    """Twilio's client with a fresh connection for each call, another address if told so, and nothing in the log.

    A kept connection that the other side has closed would look like a send of unknown outcome; the library's own
    log lines hold telephone numbers.
    """

    def __init__(self, api_base: str | None, timeout: float) -> None:
        super().__init__(timeout=timeout, logger=logging.Logger("twilio.silent", level=logging.CRITICAL))
        self._api_base = api_base.rstrip("/") if api_base else None
        self.session.trust_env = api_base is None

    def request(
        self, method: str, url: str, *args: Any, headers: dict[str, str] | None = None, **kwargs: Any
    ) -> TwilioResponse:
        """As the library's, with the host exchanged."""
        if self._api_base:
            parts = urlsplit(url)
            url = self._api_base + parts.path + (f"?{parts.query}" if parts.query else "")
        closing = {**(headers or {}), "Connection": "close"}
        return super().request(method, url, *args, headers=closing, **kwargs)
