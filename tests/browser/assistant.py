"""The running assistant as the browser's tests see it: its address, and its database looked at from outside."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from sqlalchemy import select

from conversations import reading
from conversations.messages import NOTHING_ASKED, Asked
from conversations.reading import VISIBLE, Line
from conversations.tables import inbox, outbox
from storage.database import Database
from tests.running import Running
from vault.keys import KeyRing
from vault.vault import Vault

SECONDS = 20.0


@dataclass(frozen=True)
class Assistant:
    """A real one, with the keys to read what it keeps."""

    running: Running
    database: Database
    vault: Vault

    @classmethod
    def beside(cls, running: Running) -> Self:
        """Open the books of a running assistant."""
        database = Database(f"sqlite:///{running.state / 'assistant.db'}")
        return cls(running, database, Vault(KeyRing.load(running.state / "keys.json")))

    @property
    def url(self) -> str:
        """Where it listens."""
        return self.running.url

    def talk_of(self, visitor: str) -> str | None:
        """The conversation of a web visitor, by the key in the cookie."""
        with self.database.read() as c:
            return reading.find(c, self.vault, "web", "web", visitor)

    def asked(self, talk: str | None) -> Asked:
        """What is open in a conversation."""
        if talk is None:
            return NOTHING_ASKED
        with self.database.read() as c:
            return reading.talk(c, self.vault, talk).asked

    def thread(self, talk: str | None) -> list[Line]:
        """Both sides, as the resident may see them."""
        if talk is None:
            return []
        with self.database.read() as c:
            lines = reading.thread(c, self.vault, talk)
        return [line for line in lines if line.who == "resident" or line.state in VISIBLE]

    def owes(self, talk: str) -> bool:
        """Whether words to the resident are still to come."""
        with self.database.read() as c:
            if reading.being_answered(c, talk):
                return True
            return c.scalar(select(outbox.c.id).where(outbox.c.conversation_id == talk, _on_its_way)) is not None

    def has_dealt_with(self, talk: str, text: str) -> bool:
        """Whether a message was read to its end: no worker will take it up any more."""
        settled = {f"i{row}" for row in self._rows_settled(talk)}
        return any(line.id in settled and line.text == text for line in self.thread(talk))

    def _rows_settled(self, talk: str) -> list[int]:
        with self.database.read() as c:
            read = select(inbox.c.id).where(inbox.c.conversation_id == talk, inbox.c.state != "received")
            return list(c.scalars(read))


_on_its_way = outbox.c.state.in_(("queued", "sending"))


def wait_until(holds: Callable[[], bool], complaint: str, *, seconds: float = SECONDS) -> None:
    """Look again and again; fail with `complaint` when it never holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(complaint)
        time.sleep(0.03)
