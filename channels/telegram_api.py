"""Telegram's Bot API for threads: one connection for each call, and nothing of it in a log.

A kept connection that the other side has closed would look like a send of unknown outcome.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from channels.telegram_updates import ALLOWED_UPDATES, Call

API = "https://api.telegram.org"
#: Seconds more for a file than for a message.
_TO_FETCH = 50.0


@dataclass(frozen=True)
class TelegramSettings:
    """What we must know to use a bot.

    Attributes:
        token: as BotFather gave it, `<the bot's id>:<secret>`.
        secret_token: what Telegram sends with each update, so that we know it.
        private_only: the words to a group.
        api_base: another address for the API, such as a stub; None for Telegram itself.
        timeout: seconds to wait for the API's answer.
    """

    token: str
    secret_token: str
    private_only: str
    api_base: str | None = None
    timeout: float = 10.0

    @property
    def bot_id(self) -> str:
        """Our own side of these conversations."""
        return self.token.partition(":")[0]


class BotApi:
    """The methods that we call; each raises `telegram.error.TelegramError` or `TimeoutError`."""

    def __init__(self, settings: TelegramSettings) -> None:
        self._settings = settings

    def send(self, chat: str, text: str, buttons: Mapping[str, str]) -> int:
        """Send a text as it is, under it one button a row, by what pressing it tells us; Telegram's id of the message."""
        rows = [[InlineKeyboardButton(label, callback_data=told)] for told, label in buttons.items()]
        keyboard = InlineKeyboardMarkup(rows) if rows else None
        no_preview = LinkPreviewOptions(is_disabled=True)
        sent = self._do(
            lambda bot: bot.send_message(int(chat), text, reply_markup=keyboard, link_preview_options=no_preview)
        )
        return sent.message_id

    def perform(self, call: Call) -> None:
        """What is said back to an update at once."""
        if call.method == "answerCallbackQuery":
            self._do(lambda bot: bot.answer_callback_query(**call.parameters))
        else:
            self._do(lambda bot: bot.send_message(**call.parameters))

    def updates(self, after: int, wait: int) -> Sequence[Mapping[str, Any]]:
        """Updates with a higher id than `after`, oldest first; none came within `wait` seconds when it is empty.

        Telegram forgets those up to `after`.
        """
        told = self._do(
            lambda bot: bot.get_updates(offset=after + 1, timeout=wait, allowed_updates=ALLOWED_UPDATES), wait=wait
        )
        return [update.to_dict() for update in told]

    def file(self, file_id: str, most: int) -> bytes | None:
        """A file of at most so many bytes; None for a larger one."""

        async def fetch(bot: Bot) -> bytes | None:
            known = await bot.get_file(file_id)
            if (known.file_size or 0) > most:
                return None
            return bytes(await known.download_as_bytearray())

        return self._do(fetch, wait=_TO_FETCH)

    def listen_at(self, url: str) -> None:
        """Have updates sent to this address, with our secret token; what waits for us stays."""
        secret = self._settings.secret_token
        self._do(lambda bot: bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED_UPDATES))

    def listen_nowhere(self) -> None:
        """Have updates kept until they are asked for."""
        self._do(lambda bot: bot.delete_webhook())

    def _do[T](self, method: Callable[[Bot], Awaitable[T]], *, wait: float = 0.0) -> T:
        return asyncio.run(self._within(method, self._settings.timeout + wait))

    async def _within[T](self, method: Callable[[Bot], Awaitable[T]], seconds: float) -> T:
        base = (self._settings.api_base or API).rstrip("/")
        direct = {"trust_env": False} if self._settings.api_base else {}
        request = _QuietRequest(read_timeout=seconds, connect_timeout=seconds, httpx_kwargs=direct)
        bot = Bot(self._settings.token, f"{base}/bot", f"{base}/file/bot", request, request)
        try:
            async with asyncio.timeout(seconds):
                return await method(bot)
        finally:
            await request.shutdown()


class _QuietRequest(HTTPXRequest):
    """The library writes an answer that it cannot read to the log, words of residents included."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer of a method."""
        try:
            answer = json.loads(payload.decode("utf-8", "replace"))
        except ValueError as fault:
            raise TelegramError("Invalid server response") from fault
        if not isinstance(answer, dict):
            raise TelegramError("Invalid server response")
        return answer
