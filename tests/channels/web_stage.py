"""A web chat on a database of its own, with a bot that answers what a test tells it to."""

import re
import uuid
from typing import Any

import httpx
from fastapi import FastAPI
from fastapi.testclient import TestClient

from channels.bell import Bell
from channels.dispatcher import Dispatcher
from channels.gateway import Gateway
from channels.web_chat import WebChatSettings, web_chat_router
from channels.web_chat.guard import Guard
from channels.web_chat.pace import Pace, Rate
from conversations import handoff, reading, turns
from conversations.inbox import Flags
from conversations.messages import Option, Reply
from storage.database import Database
from vault.vault import Vault

SETTINGS = WebChatSettings("示例县", "http://testserver", leave_url="https://weather.example/today")
MANY = Rate(10_000, 10_000.0)


class Stage:
    """The page's server, driven without threads: `answer` takes one turn, `deliver` makes words visible."""

    def __init__(
        self, database: Database, vault: Vault, settings: WebChatSettings = SETTINGS, guard: Guard | None = None
    ) -> None:
        self.database, self.vault = database, vault
        self.bell = Bell()
        self.dispatcher = Dispatcher(database, vault, bell=self.bell)
        self.woken = 0
        gateway = Gateway(
            database, vault, flags_of=lambda message: Flags(stop=message.text == "退订"), wake_worker=self._woken
        )
        self.app = FastAPI()
        self.app.include_router(
            web_chat_router(
                database,
                vault,
                gateway,
                self.bell,
                settings,
                staff_name=lambda staff_id: {"wang": "王工"}.get(staff_id, ""),
                guard=guard or Guard(settings, Pace(MANY), Pace(MANY)),
            )
        )
        self.settings = settings

    def _woken(self) -> None:
        self.woken += 1

    def visitor(self) -> "Visitor":
        return Visitor(self)

    def begin(self) -> turns.ClaimedTurn:
        """The bot takes the oldest message that is open."""
        with self.database.write() as c:
            turn = turns.claim_next(c, self.vault)
        assert turn is not None
        return turn

    def answer(self, text: str = "好的。", *labels: str, turn: turns.ClaimedTurn | None = None) -> None:
        """The bot answers the oldest message that is open, or one that it has taken before."""
        turn = turn or self.begin()
        reply = Reply("t", text, tuple(Option(label, "answer") for label in labels))
        with self.database.write() as c:
            turns.close(c, self.vault, turn, [reply])
        self.deliver()

    def deliver(self) -> None:
        while self.dispatcher.step():
            pass

    def staff_says(self, visitor: "Visitor", text: str) -> None:
        with self.database.write() as c:
            handoff.staff_reply(c, self.vault, self.conversation(visitor), "wang", text, uuid.uuid4().hex)
        self.deliver()

    def conversation(self, visitor: "Visitor") -> str:
        with self.database.read() as c:
            found = reading.find(c, self.vault, "web", self.settings.account, visitor.key)
        assert found
        return found

    def states(self, visitor: "Visitor") -> list[str]:
        with self.database.read() as c:
            thread = reading.thread(c, self.vault, self.conversation(visitor))
        return [line.state for line in thread if line.who != "resident"]


class Visitor:
    """One browser: it keeps its cookie and nothing else."""

    def __init__(self, stage: Stage) -> None:
        self.client = TestClient(stage.app, raise_server_exceptions=False, follow_redirects=False)
        self.opens()

    @property
    def key(self) -> str:
        return self.client.cookies["talk"]

    def opens(self, **params: Any) -> str:
        page = self.client.get("/", params=params)
        assert page.status_code == 200
        return page.text

    def writes(self, text: str | None = None, *, client_id: str = "", choice: str | None = None) -> httpx.Response:
        writing = {"client_id": client_id or str(uuid.uuid4()), "text": text, "choice": choice}
        return self.client.post("/channels/web/messages", json=writing)

    def looks(self, after: str = "0.0") -> dict[str, Any]:
        answer = self.client.get("/channels/web/messages", params={"after": after})
        assert answer.status_code == 200
        found: dict[str, Any] = answer.json()
        return found

    def reads(self, after: str = "0.0") -> list[str]:
        return [line["text"] for line in self.looks(after)["lines"]]

    def submits(self, **fields: str) -> httpx.Response:
        """The form of the page without JavaScript."""
        form = {"client_id": str(uuid.uuid4()), **fields}
        return self.client.post("/channels/web/form", data=form)


def texts_on(page: str) -> list[str]:
    """The words of the conversation on a page drawn by the server."""
    return re.findall(r'<div class="words" dir="auto">([^<]+)</div>', page)
