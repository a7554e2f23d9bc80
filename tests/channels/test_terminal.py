"""Talking in a terminal: what a text message would show, and how much of one it is."""

import threading
from collections.abc import Iterable

from channels.dispatcher import Dispatcher
from channels.gateway import Gateway
from channels.terminal import Terminal
from conversations import turns
from conversations.inbox import NO_FLAGS
from conversations.messages import Option, Reply
from storage.database import Database
from vault.vault import Vault


class Keyboard:
    """Types the given lines and keeps what is shown."""

    def __init__(self, *lines: str) -> None:
        self._lines = iter(lines)
        self.shown: list[str] = []

    def read(self, _prompt: str) -> str:
        try:
            return next(self._lines)
        except StopIteration:
            raise EOFError from None


def talk(database: Database, vault: Vault, keyboard: Keyboard, replies: Iterable[Reply], **how: object) -> list[str]:
    """Talk with a bot that gives these replies; what was heard by it."""
    heard: list[str] = []
    dispatcher = Dispatcher(database, vault, poll=0.02)
    left, stop = iter(replies), threading.Event()

    def take_turns() -> None:
        while not stop.wait(0.01):
            with database.write() as c:
                turn = turns.claim_next(c, vault)
            if turn is not None:
                heard.append(turn.text)
                with database.write() as c:
                    turns.close(c, vault, turn, [next(left)])

    threads = [threading.Thread(target=take_turns), threading.Thread(target=dispatcher.run, args=(stop,))]
    for thread in threads:
        thread.start()
    gateway = Gateway(database, vault, flags_of=lambda message: NO_FLAGS)
    Terminal(database, vault, gateway, read=keyboard.read, write=keyboard.shown.append, **how).talk()  # type: ignore[arg-type]
    stop.set()
    for thread in threads:
        thread.join(5)
    return heard


QUESTION = Reply("t", "您家住在城里还是村里?", (Option("城里", "answer"), Option("村里", "answer")))


def test_an_answer_is_shown_as_its_text_message_with_numbers_and_segments(database: Database, vault: Vault) -> None:
    keyboard = Keyboard("我想申请低保")
    assert talk(database, vault, keyboard, [QUESTION]) == ["我想申请低保"]
    assert keyboard.shown[2:6] == [
        "助手（短信 1 条，23 个字）：",
        "  您家住在城里还是村里?",
        "  回1 城里",
        "  回2 村里",
    ]


def test_a_long_answer_says_how_many_messages_it_is(database: Database, vault: Vault) -> None:
    keyboard = Keyboard("说详细点")
    talk(database, vault, keyboard, [Reply("t", "低" * 135)])
    assert keyboard.shown[2] == "助手（短信 3 条，135 个字）："


def test_every_line_is_a_message_of_its_own_and_blank_ones_are_none(database: Database, vault: Vault) -> None:
    keyboard = Keyboard("一", "", "  ", "一", "再见", "never said")
    assert talk(database, vault, keyboard, [Reply("t", "好"), Reply("t", "好")]) == ["一", "一"]


def test_the_same_name_goes_on_with_the_same_conversation_and_shows_what_is_new(
    database: Database, vault: Vault
) -> None:
    talk(database, vault, Keyboard("一"), [Reply("t", "甲")], name="resident")
    keyboard = Keyboard("二")
    talk(database, vault, keyboard, [Reply("t", "乙")], name="resident")
    assert [line for line in keyboard.shown if line.startswith("  ")] == ["  乙"]


def test_words_that_get_no_answer_in_time_do_not_hang_the_terminal(database: Database, vault: Vault) -> None:
    keyboard = Keyboard("一")
    gateway = Gateway(database, vault, flags_of=lambda message: NO_FLAGS)
    Terminal(database, vault, gateway, read=keyboard.read, write=keyboard.shown.append, patience=0.2).talk()
    assert "(还没有回复。您可以接着写。)" in keyboard.shown
