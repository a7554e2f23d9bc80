"""Telegram: its webhook, its sends, and what its refusals mean to us.

Telegram names each update, not each message: an edit keeps the message's id under a new `update_id`, which is our key.
It cannot be asked what became of a send: one whose answer was lost is sent again, marked, up to three times, and then
listed for staff. Source: https://core.telegram.org/bots/api.
"""

import hmac
import json
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

import httpx
from sqlalchemy.exc import SQLAlchemyError
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from channels.errors import FetchFailed, FileRefused, NotGenuine, RequestRefused
from channels.files.safe import MOST_BYTES
from channels.gateway import Gateway
from channels.port import (
    Accepted,
    Acknowledgement,
    Capabilities,
    Delivery,
    OutboundMessage,
    Permanent,
    SendResult,
    Temporary,
    Unknown,
    WebhookRequest,
)
from channels.telegram_api import BotApi, TelegramSettings
from channels.telegram_updates import CHANNEL, Update, UpdateReader
from conversations.messages import InboundMessage

PATH = "/channels/telegram"
_JSON = "application/json"

log = logging.getLogger(__name__)


class TelegramWebhook:
    """Reads what Telegram posts to us: one update a request."""

    channel = CHANNEL
    paths: tuple[str, ...] = (PATH,)
    content_type = _JSON
    max_body = 64 * 1024
    acknowledgement = Acknowledgement("{}", _JSON)

    def __init__(self, settings: TelegramSettings) -> None:
        self._secret = settings.secret_token.encode()
        self._reader = UpdateReader(settings.bot_id, settings.private_only)

    def read(self, request: WebhookRequest) -> Delivery:
        """The message of an update that comes with our secret.

        Raises:
            NotGenuine: it does not.
            Malformed, TooLarge: it does, but is no update that we can keep.
        """
        told = request.headers.get("x-telegram-bot-api-secret-token", "").encode()
        if not hmac.compare_digest(told, self._secret):
            raise NotGenuine("The secret token is not the one that we gave to Telegram.")
        update = self._reader.read(request.body)
        return Delivery(messages=_messages(update), answer=_said_back(update))


def _messages(update: Update) -> tuple[InboundMessage, ...]:
    return (update.message,) if update.message else ()


def _said_back(update: Update) -> Acknowledgement | None:
    """A method in the answer to an update is carried out as if it had been called."""
    if update.call is None:
        return None
    said = {"method": update.call.method, **update.call.parameters}
    return Acknowledgement(json.dumps(said, ensure_ascii=False), _JSON)


#: Seconds before a message is tried again while our bot needs care.
_ACCOUNT_RETRY = 300.0
#: What a refusal says about the other side, in words for staff. Source: the descriptions that the API gives.
_REASONS = {
    "bot was blocked by the user": "对方停用了机器人",
    "user is deactivated": "对方的账号已注销",
    "bot can't initiate conversation": "对方还没有给机器人发过消息",
    "chat not found": "找不到对方的聊天",
    "message is too long": "消息太长",
    "message text is empty": "消息没有内容",
}


class TelegramSender:
    """Sends through the Bot API; each answer, or its silence, told apart."""

    channel = CHANNEL
    capabilities = Capabilities(buttons=True)
    settle = 1.0

    def __init__(self, settings: TelegramSettings) -> None:
        self.timeout = settings.timeout
        self._api = BotApi(settings)

    def send(self, messages: Sequence[OutboundMessage]) -> list[SendResult]:
        """Send in order; see `channels.port.Sender`."""
        return [self._send(message) for message in messages]

    def _send(self, message: OutboundMessage) -> SendResult:
        buttons = {f"{message.origin}:{n}": label for n, label in enumerate(message.options)}
        try:
            return Accepted(str(self._api.send(message.recipient, message.text, buttons)))
        except TelegramError as fault:
            return _refused(fault)
        except TimeoutError:
            return Unknown("Telegram 没有及时答复")
        except (KeyError, TypeError, ValueError, AttributeError) as fault:
            return Unknown(f"Telegram 没有给出可读的答复({type(fault).__name__})")

    def lookup(self, message: OutboundMessage, is_taken: Callable[[str], bool]) -> str | None:
        """Nothing: Telegram cannot be asked, as the capabilities say."""
        return None


def _refused(fault: TelegramError) -> SendResult:
    match fault:
        case RetryAfter():
            wait = fault.retry_after
            return Temporary("Telegram 限制发送速度", wait.total_seconds() if isinstance(wait, timedelta) else wait)
        case Forbidden():
            # Who blocks us has told Telegram to stop; once they write again, we may.
            return Permanent(_reason(fault), "403", opted_out="blocked" in fault.message)
        case BadRequest() | ChatMigrated():
            return Permanent(_reason(fault), "400")
        case InvalidToken():
            return Temporary("Telegram 不认机器人的密钥，请管理员检查", _ACCOUNT_RETRY)
    if isinstance(fault.__cause__, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout):
        return Temporary("连不上 Telegram")
    if "too many requests" in fault.message.lower():
        return Temporary("Telegram 限制发送速度")
    return Unknown(f"Telegram 没有给出可读的答复({type(fault).__name__})")


def _reason(fault: TelegramError) -> str:
    told = fault.message.lower()
    return next((reason for words, reason in _REASONS.items() if words in told), "Telegram 拒绝发送")


class TelegramFiles:
    """Fetches what residents sent, by the id that Telegram gave it."""

    channel = CHANNEL

    def __init__(self, settings: TelegramSettings) -> None:
        self.timeout = settings.timeout + 60.0
        self._api = BotApi(settings)

    def fetch(self, source: Mapping[str, str]) -> bytes:
        """See `channels.port.FileSource`. Telegram hands a bot files of up to 20 MB."""
        try:
            content = self._api.file(source["file_id"], MOST_BYTES)
        except BadRequest as fault:
            large = "too big" in fault.message.lower()
            raise FileRefused("too_large" if large else "gone", "Telegram does not give the file.") from None
        except (TelegramError, TimeoutError, KeyError, TypeError, ValueError) as fault:
            raise FetchFailed(f"Telegram did not give the file ({type(fault).__name__}).") from None
        if content is None:
            raise FileRefused("too_large", f"A file has at most {MOST_BYTES} bytes.")
        return content


class TelegramLine:
    """Sees to it that updates come: tells Telegram our address, or without a public one asks it again and again.

    Args:
        public_url: our address as Telegram calls it; None to ask.
        wait: seconds that one question may stay open.
        pause: seconds after something went wrong.
    """

    def __init__(
        self,
        settings: TelegramSettings,
        gateway: Gateway,
        public_url: str | None,
        *,
        wait: int = 25,
        pause: float = 5.0,
    ) -> None:
        self._api, self._gateway, self._public_url = BotApi(settings), gateway, public_url
        self._reader = UpdateReader(settings.bot_id, settings.private_only)
        self._wait, self._pause = wait, pause
        self._known = -1

    def run(self, stop: threading.Event) -> None:
        """Until `stop` is set; what goes wrong is logged and tried again."""
        begun = False
        while not stop.is_set():
            try:
                begun = begun or self._begin()
                if self._public_url is not None:
                    return
                self.ask()
            except (TelegramError, TimeoutError, SQLAlchemyError) as fault:
                # Not its words: they may hold the bot's token.
                log.warning("Telegram cannot be asked for messages (%s); again in %g s.", type(fault), self._pause)
                stop.wait(self._pause)

    def _begin(self) -> bool:
        if self._public_url is not None:
            self._api.listen_at(self._public_url.rstrip("/") + PATH)
        else:
            self._api.listen_nowhere()
        return True

    def ask(self) -> None:
        """Ask once and keep what there is; only then does the next question let Telegram forget it."""
        for told in self._api.updates(self._known, self._wait):
            try:
                update = self._reader.read(told)
            except RequestRefused as refusal:
                log.warning("Telegram told something that cannot be kept (%s).", refusal.code)
                self._known = max(self._known, int(told["update_id"]))
                continue
            self._gateway.receive(_messages(update))
            self._known = max(self._known, update.id)
            self._say_back(update)

    def _say_back(self, update: Update) -> None:
        """A hint that did not reach them is not repeated: the message itself is kept."""
        if update.call is None:
            return
        try:
            self._api.perform(update.call)
        except (TelegramError, TimeoutError) as fault:
            log.info("Telegram did not take %s (%s).", update.call.method, type(fault).__name__)
