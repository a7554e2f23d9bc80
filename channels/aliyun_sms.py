"""Text messages through Alibaba Cloud (阿里云短信): what it pushes to us, and what it sends for us.

It pushes batches, a JSON array each, again after 1, 5 and 10 minutes until it hears 200; no request is signed, so its
address carries a secret that only its console and we know. What it sends is a registered template under a registered
signature, and `SendSms` is not idempotent: after a lost answer the day's sends to that number are searched for our own
serial number. Sources: help.aliyun.com/zh/sms/developer-reference, SmsUp, SmsReport, SendSms, QuerySendDetails; the
signature is version 1.0 of its RPC style.
"""

import base64
import hashlib
import hmac
import json
import logging
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, quote

import httpx
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from channels.errors import LookupFailed, Malformed, NotGenuine
from channels.inbound_text import MAX_CHARACTERS, clean_text
from channels.phone_number import e164
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
from channels.templates import Templates
from conversations.messages import InboundMessage
from storage.clock import CHINA

CHANNEL = "aliyun"
SMS_PATH = "/channels/aliyun/sms"
REPORT_PATH = "/channels/aliyun/report"
API = "https://dysmsapi.aliyuncs.com"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class AliyunSettings:
    """What we must know to use an account.

    Attributes:
        access_key_id, access_key_secret: open the API.
        signature: the registered signature (签名), our own side of these conversations.
        push_secret: stands in the query of the addresses that Alibaba Cloud calls, `?key=…`.
        templates: the texts that were approved.
        api_base: another address for the API, such as a carrier simulator; None for Alibaba Cloud itself.
        timeout: seconds to wait for the API's answer.
        settle: seconds after which a send that we gave up on is certainly in the list of the day, or never will be.
    """

    access_key_id: str
    access_key_secret: str
    signature: str
    push_secret: str
    templates: Templates
    api_base: str | None = None
    timeout: float = 8.0
    settle: float = 20.0


class _Up(BaseModel):
    """A resident's message, as SmsUp words it."""

    phone_number: str
    content: str
    send_time: str = ""
    dest_code: str = ""
    sequence_id: int | str | None = None


class _Report(BaseModel):
    """What became of a send, as SmsReport words it."""

    out_id: str = Field(pattern=r"^\d{1,17}-\d{1,3}-\d{1,3}$")
    success: bool
    err_code: str = ""
    biz_id: str = Field("", max_length=64)


_BATCH = TypeAdapter(list[dict[str, Any]])


class AliyunWebhook:
    """Reads what Alibaba Cloud pushes to us: batches of messages and of receipts."""

    channel = CHANNEL
    paths: tuple[str, ...] = (SMS_PATH, REPORT_PATH)
    content_type = "application/json"
    max_body = 1024 * 1024
    acknowledgement = Acknowledgement('{"code":0,"msg":"接收成功"}', "application/json")

    def __init__(self, settings: AliyunSettings) -> None:
        self._secret, self._account = settings.push_secret.encode(), settings.signature

    def read(self, request: WebhookRequest) -> Delivery:
        """The messages or receipts of a batch that comes with our secret.

        An entry that cannot be read keeps the others from nobody: the whole batch would come three times and then never
        again.

        Raises:
            NotGenuine: the secret is not ours.
            Malformed: it is no batch, or nothing in it can be read.
        """
        told = parse_qs(request.query, keep_blank_values=True, max_num_fields=20).get("key", [""])[0]
        if not hmac.compare_digest(told.encode(), self._secret):
            raise NotGenuine("The key in the address is not the one that we gave to Alibaba Cloud.")
        entries = _entries(request.body)
        if request.path == REPORT_PATH:
            return Delivery(receipts=tuple(_receipts(_readable(entries, _Report.model_validate))))
        return Delivery(messages=tuple(self._messages(_readable(entries, _Up.model_validate))))

    def _messages(self, ups: Sequence[_Up]) -> Iterator[InboundMessage]:
        """The same words of one number in one second of one batch are as many messages as they are entries."""
        seen: Counter[str] = Counter()
        for up in ups:
            text, key = clean_text(up.content)[:MAX_CHARACTERS], _key(up)
            seen[key] += 1
            yield InboundMessage(
                channel=CHANNEL,
                account=self._account,
                sender=e164(up.phone_number),
                provider_id=key if seen[key] == 1 else f"{key}:{seen[key]}",
                text=text if text.strip() else "〔空白短信〕",
            )


def _entries(body: bytes) -> list[dict[str, Any]]:
    try:
        return _BATCH.validate_json(body)
    except ValidationError as fault:
        raise Malformed("The body is no JSON array of objects.") from fault


def _readable[T](entries: Sequence[Mapping[str, Any]], read: Callable[[Mapping[str, Any]], T]) -> list[T]:
    found: list[T] = []
    for entry in entries:
        try:
            one = read(entry)
            if isinstance(one, _Up):
                e164(one.phone_number)
            found.append(one)
        except (ValidationError, Malformed):
            continue
    if entries and not found:
        raise Malformed("No entry of the batch can be read.")
    if len(found) < len(entries):
        log.warning(
            "%d of %d entries of a batch cannot be read and are left out.", len(entries) - len(found), len(entries)
        )
    return found


def _key(up: _Up) -> str:
    """The provider's serial number where it gives one; else what makes the message that one and no other."""
    if up.sequence_id not in (None, ""):
        return f"seq:{up.sequence_id}"[:100]
    made_of = "\x00".join((up.phone_number, up.dest_code, up.send_time, up.content))
    return f"sha:{hashlib.sha256(made_of.encode('utf-8', 'replace')).hexdigest()}"


def _receipts(reports: Iterable[_Report]) -> Iterator[Receipt]:
    """A piece that is not the last speaks only of its failure."""
    for report in reports:
        outbox_id, part, parts = (int(number) for number in report.out_id.split("-"))
        if report.success and part == parts:
            yield Receipt(outbox_id, "delivered", report.biz_id)
        elif not report.success:
            meaning = _NOT_DELIVERED.get(
                report.err_code, f"短信没有送达(代码 {clean_text(report.err_code)[:40] or '未知'})"
            )
            yield Receipt(outbox_id, "failed", report.biz_id, meaning, report.err_code in _STOPPED)


def out_id(message: OutboundMessage) -> str:
    """Our own serial number of a send: it comes back in receipts and in the list of the day."""
    return f"{message.outbox_id}-{message.part}-{message.parts}"


class AliyunSender:
    """Sends approved texts, and looks a send up before it is made again."""

    channel = CHANNEL
    capabilities = Capabilities(can_look_up=True, template_bound=True, max_segments=ADVISED_SEGMENTS)

    def __init__(self, settings: AliyunSettings) -> None:
        self.timeout, self.settle = 2 * settings.timeout, settings.settle
        self._settings = settings

    def send(self, messages: Sequence[OutboundMessage]) -> list[SendResult]:
        """Send in order; see `channels.port.Sender`."""
        return [self._send(message) for message in messages]

    def _send(self, message: OutboundMessage) -> SendResult:
        approved = self._settings.templates.find(message.text)
        if approved is None:
            return Permanent("这段话没有登记短信模板，不能用短信发出", "no_template")
        try:
            answer = self._call(
                "SendSms",
                PhoneNumbers=_national(message.recipient),
                SignName=message.account,
                TemplateCode=approved.code,
                TemplateParam=json.dumps(approved.variables, ensure_ascii=False),
                OutId=out_id(message),
            )
        except (httpx.ConnectError, httpx.ConnectTimeout):
            return Temporary("连不上短信平台")
        except (httpx.HTTPError, ValueError) as fault:
            return Unknown(f"短信平台没有给出可读的答复({type(fault).__name__})")
        return _result(answer)

    def lookup(self, message: OutboundMessage, is_taken: Callable[[str], bool]) -> str | None:
        """Our own serial number, where the list of a day since the row was queued has it."""
        wanted = out_id(message)
        for day in _days(message.created_at):
            if any(told.get("OutId") == wanted for told in self._listed(message.recipient, day)):
                return f"out:{wanted}"
        return None

    def _listed(self, recipient: str, day: str) -> Iterator[Mapping[str, Any]]:
        for page in range(1, _MOST_PAGES + 1):
            try:
                number = _national(recipient)
                answer = self._call(
                    "QuerySendDetails", PhoneNumber=number, SendDate=day, PageSize="50", CurrentPage=str(page)
                )
                listed = answer["SmsSendDetailDTOs"]["SmsSendDetailDTO"]
                if answer["Code"] != "OK" or not isinstance(listed, list):
                    raise LookupFailed(f"短信平台查询失败({answer['Code']})")
            except (httpx.HTTPError, ValueError, KeyError, TypeError) as fault:
                raise LookupFailed(f"短信平台查询失败({type(fault).__name__})") from None
            yield from listed
            if len(listed) < 50:
                return

    def _call(self, action: str, **asked: str) -> Any:
        """One call; a fresh connection each time, since one that was closed would look like a lost answer."""
        settings = self._settings
        query = {
            "AccessKeyId": settings.access_key_id,
            "Action": action,
            "Format": "JSON",
            "RegionId": "cn-hangzhou",
            "SignatureMethod": "HMAC-SHA1",
            "SignatureNonce": str(uuid.uuid4()),
            "SignatureVersion": "1.0",
            "Timestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "Version": "2017-05-25",
            **asked,
        }
        signed = {**query, "Signature": sign("POST", query, settings.access_key_secret)}
        with httpx.Client(timeout=settings.timeout, trust_env=settings.api_base is None) as http:
            answer = http.post(settings.api_base or API, data=signed)
        return answer.json()


def sign(method: str, query: Mapping[str, str], secret: str) -> str:
    """Signature of a call: HMAC-SHA1 over its parameters in order, percent-encoded twice."""
    in_order = "&".join(f"{_quoted(name)}={_quoted(query[name])}" for name in sorted(query))
    text = f"{method}&{_quoted('/')}&{_quoted(in_order)}"
    return base64.b64encode(hmac.new(f"{secret}&".encode(), text.encode(), hashlib.sha1).digest()).decode()


def _quoted(text: str) -> str:
    return quote(text, safe="-_.~")


def _national(number: str) -> str:
    """Mainland numbers without their country code, others with it and without a plus."""
    return number.removeprefix("+86") if number.startswith("+86") else number.removeprefix("+")


def _days(since: float) -> Iterator[str]:
    """The days in China from then until today, newest first; a clock that was set back made "then" the later one."""
    then, today = datetime.fromtimestamp(since, CHINA).date(), datetime.now(CHINA).date()
    newest = max(then, today)
    for back in range(min(abs((today - then).days), _MOST_DAYS) + 1):
        yield datetime.fromordinal(newest.toordinal() - back).strftime("%Y%m%d")


#: Nobody gets more than so many pages of messages on one day, and nothing is tried for so many days.
_MOST_PAGES, _MOST_DAYS = 20, 3

_ACCOUNT_RETRY = 300.0


def _ours(reason: str) -> Temporary:
    return Temporary(f"{reason}，请管理员检查", _ACCOUNT_RETRY)


#: What its codes mean to us. Source: help.aliyun.com/zh/sms/developer-reference/api-error-codes.
CODES: dict[str, SendResult] = {
    "isv.BUSINESS_LIMIT_CONTROL": Temporary("发给该号码的短信太多，运营商限制", 3600.0),
    "isv.DAY_LIMIT_CONTROL": _ours("短信账号当天限额已满"),
    "isv.MONTH_LIMIT_CONTROL": _ours("短信账号当月限额已满"),
    "Throttling.User": Temporary("短信平台繁忙"),
    "Throttling": Temporary("短信平台繁忙"),
    "ServiceUnavailable": Temporary("短信平台繁忙"),
    "isp.SYSTEM_ERROR": Unknown("短信平台出错"),
    "isp.RAM_PERMISSION_DENY": _ours("短信账号没有权限"),
    "isv.OUT_OF_SERVICE": _ours("短信账号停机"),
    "isv.PRODUCT_UN_SUBSCRIPT": _ours("短信账号没有开通"),
    "isv.PRODUCT_UNSUBSCRIBE": _ours("短信账号没有开通"),
    "isv.ACCOUNT_NOT_EXISTS": _ours("短信账号不存在"),
    "isv.ACCOUNT_ABNORMAL": _ours("短信账号异常"),
    "isv.AMOUNT_NOT_ENOUGH": _ours("短信账号余额不足"),
    "isv.SMS_SIGNATURE_ILLEGAL": _ours("短信签名没有登记"),
    "isv.SMS_SIGN_ILLEGAL": _ours("短信签名被禁用"),
    "isv.SMS_TEMPLATE_ILLEGAL": _ours("短信模板没有登记"),
    "isv.SMS_SIGNATURE_SCENE_ILLEGAL": _ours("短信签名和模板类型不一致"),
    "isv.DENY_IP_RANGE": _ours("短信平台不认本机的网址"),
    "InvalidAccessKeyId.NotFound": _ours("短信账号的密钥不对"),
    "SignatureDoesNotMatch": _ours("短信账号的密钥不对"),
    "isv.MOBILE_NUMBER_ILLEGAL": Permanent("对方号码不是有效的手机号", "isv.MOBILE_NUMBER_ILLEGAL"),
    "isv.TEMPLATE_MISSING_PARAMETERS": Permanent("短信模板缺少变量", "isv.TEMPLATE_MISSING_PARAMETERS"),
    "isv.TEMPLATE_PARAMS_ILLEGAL": Permanent("短信模板的变量不合规定", "isv.TEMPLATE_PARAMS_ILLEGAL"),
    "isv.PARAM_LENGTH_LIMIT": Permanent("短信模板的变量太长", "isv.PARAM_LENGTH_LIMIT"),
    "isv.PARAM_NOT_SUPPORT_URL": Permanent("短信模板的变量里不能有网址", "isv.PARAM_NOT_SUPPORT_URL"),
    "isv.BLACK_KEY_CONTROL_LIMIT": Permanent("短信里有运营商禁用的词", "isv.BLACK_KEY_CONTROL_LIMIT"),
    "isv.SMS_CONTENT_ILLEGAL": Permanent("短信里有运营商禁用的词", "isv.SMS_CONTENT_ILLEGAL"),
}

#: Codes of receipts: the carriers', as far as the platform words them itself.
_NOT_DELIVERED = {
    "MOBILE_NOT_ON_SERVICE": "对方停机",
    "MOBILE_SEND_LIMIT": "发给该号码的短信太多，运营商限制",
    "MOBILE_ACCOUNT_ABNORMAL": "对方号码异常",
    "MOBILE_IN_BLACK": "对方已退订短信",
    "MOBILE_TERMINAL_ERROR": "对方手机关机或不在服务区",
    "CONTENT_KEYWORD": "短信里有运营商禁用的词",
    "INVALID_NUMBER": "对方号码是空号",
    "CONTENT_ERROR": "短信内容被退回",
    "REQUEST_SUCCESS": "运营商没有说明原因",
}
_STOPPED = frozenset({"MOBILE_IN_BLACK"})


def _result(answer: Any) -> SendResult:
    code = answer.get("Code") if isinstance(answer, dict) else None
    if not isinstance(code, str):
        return Unknown("短信平台没有给出可读的答复")
    if code == "OK":
        named = answer.get("BizId")
        return Accepted(str(named)[:64]) if named else Unknown("短信平台的答复里没有编号")
    return CODES.get(code, Permanent(f"短信平台拒绝(代码 {code[:60]})", code[:60]))
