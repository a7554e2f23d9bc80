"""A talk by Telegram through the whole assistant, asked for without a public address; the engine is not needed for it."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.engine_client import EngineTurn
from conversations import attachments, reading
from service.bootstrap import Assistant, build
from service.settings import Settings
from storage.database import Database
from tests.channels.files.samples import photo_with_a_place
from tests.channels.telegram_stub import TOKEN, Sent, TelegramStub
from vault.vault import Vault

CHAT = 77001


class NoEngine:
    """What is said below is answered by keywords and buttons alone."""

    def ready(self) -> bool:
        return True

    def turn(self, turn: EngineTurn) -> None:
        """Nobody may need it."""
        raise AssertionError(f"the engine was asked about {turn}")


class Phone:
    """A resident's Telegram."""

    def __init__(self, stub: TelegramStub) -> None:
        self._stub, self._updates = stub, 0

    def tells(self, **kind: Any) -> None:
        self._updates += 1
        self._stub.waiting.append({"update_id": self._updates, **kind})

    def sends(self, **content: Any) -> None:
        sender = {"id": CHAT, "is_bot": False, "first_name": "某"}
        chat = {"id": CHAT, "type": "private"}
        self.tells(message={"message_id": self._updates + 500, "date": 1, "from": sender, "chat": chat, **content})

    def hears(self, number: int) -> list[Sent]:
        """Wait until so many messages have come."""
        wait_until(lambda: len(self._stub.sent) >= number)
        return self._stub.sent


def wait_until(holds: Callable[[], bool], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


def conversation(assistant: Assistant) -> str | None:
    """The resident's conversation."""
    with assistant.database.read() as c:
        return reading.find(c, assistant.vault, "telegram", TOKEN.partition(":")[0], str(CHAT))


def thread(assistant: Assistant) -> list[reading.Line]:
    """What was said on both sides."""
    talk = conversation(assistant)
    with assistant.database.read() as c:
        return reading.thread(c, assistant.vault, talk) if talk else []


@pytest.fixture
def stub() -> Iterator[TelegramStub]:
    with TelegramStub() as api:
        yield api


@pytest.fixture
def assistant(database: Database, vault: Vault, stub: TelegramStub, tmp_path: Path) -> Iterator[Assistant]:
    settings = Settings(
        state_dir=tmp_path,
        telegram_token=SecretStr(TOKEN),
        telegram_api_base=stub.url,
        _env_file=None,  # type: ignore[call-arg]
    )
    running = build(settings, NoEngine(), database=database, vault=vault)
    running.start()
    yield running
    running.stop()


def test_help_comes_with_buttons_and_a_pressed_one_is_kept_as_its_words(
    stub: TelegramStub, assistant: Assistant
) -> None:
    """A person is asked for first, so that whoever is waited for reads what was picked."""
    phone = Phone(stub)
    phone.sends(text="/help")
    menu = phone.hears(2)[-1]
    told, label = next(button for button in menu.buttons if "工作人员" in button[1])
    keyboard = {"inline_keyboard": [[{"text": label, "callback_data": told}]]}
    shown = {
        "message_id": menu.message_id,
        "date": 1,
        "chat": {"id": CHAT, "type": "private"},
        "reply_markup": keyboard,
    }
    asks = {"id": "q1", "from": {"id": CHAT, "is_bot": False, "first_name": "某"}, "chat_instance": "1"}
    phone.sends(text="转人工")
    phone.hears(3)
    phone.tells(callback_query={**asks, "data": told, "message": shown})
    wait_until(lambda: "answerCallbackQuery" in stub.methods())
    assert thread(assistant)[-1].text == label
    assert {sent.chat for sent in stub.sent} == {CHAT}


def test_a_photo_is_acknowledged_and_kept(stub: TelegramStub, assistant: Assistant) -> None:
    stub.files["photo-1"] = photo_with_a_place()
    phone = Phone(stub)
    phone.sends(photo=[{"file_id": "photo-1", "file_unique_id": "u", "width": 640, "height": 480}])
    assert "收到了" in phone.hears(1)[0].text

    def kept() -> bool:
        with assistant.database.read() as c:
            talk = conversation(assistant)
            files = attachments.of_conversation(c, assistant.vault, talk) if talk else []
        return [(file.state, file.media_type) for file in files] == [("kept", "image/jpeg")]

    wait_until(kept)


@pytest.mark.usefixtures("assistant")
def test_a_photo_that_is_gone_is_told(stub: TelegramStub) -> None:
    phone = Phone(stub)
    stub.files["photo-1"] = b"MZ no picture"
    phone.sends(photo=[{"file_id": "photo-1", "file_unique_id": "u", "width": 1, "height": 1}])
    wait_until(lambda: any("没收下" in sent.text for sent in stub.sent))
