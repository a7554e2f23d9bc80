"""The office floor: the console's pages on a desk of the office, and colleagues who sit at browsers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

import httpx
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import update

from backoffice import tables
from backoffice.actors import Actor
from backoffice.console import ConsoleParts, console_router
from backoffice.console.pace import PATIENCE, Allowance, Patience
from backoffice.roles import Role, StaffMember
from channels.dispatcher import Dispatcher
from conversations import handoff, inbox, reading, turns
from conversations.messages import Asked, InboundMessage, Reply
from conversations.reading import Line
from tests.backoffice.desk import ADMIN, Desk

PLENTY = Patience(Allowance(10_000, 10_000), Allowance(10_000, 10_000), Allowance(10_000, 10_000))


@dataclass
class Bells:
    """Stands where residents' pages are woken, and remembers it."""

    rung: list[str] = field(default_factory=list)
    closed: bool = False

    def ring(self, conversation_id: str) -> None:
        self.rung.append(conversation_id)


@dataclass
class Floor:
    """One office with its console."""

    desk: Desk
    public_url: str = "http://testserver"
    patience: Patience = PLENTY
    live: Bells = field(default_factory=Bells)
    worker_woken: int = 0
    dispatcher_woken: int = 0

    def __post_init__(self) -> None:
        self.parts = ConsoleParts(
            database=self.desk.database,
            vault=self.desk.vault,
            clock=self.desk.clock,
            office=self.desk.office,
            county_zh="示例县",
            public_url=self.public_url,
            wake_worker=self._wake_worker,
            wake_dispatcher=self._wake_dispatcher,
            live=self.live,
            poll=0.02,
            patience=self.patience,
        )
        self.app = FastAPI()
        self.app.include_router(console_router(self.parts))

    def _wake_worker(self) -> None:
        self.worker_woken += 1

    def _wake_dispatcher(self) -> None:
        self.dispatcher_woken += 1

    def browser(self) -> TestClient:
        """Somebody's browser, not signed in."""
        return TestClient(self.app, base_url=self.public_url, follow_redirects=False, raise_server_exceptions=False)

    def hire(self, *roles: Role, name: str = "王试用", username: str = "") -> tuple[StaffMember, str]:
        """An account whose password was changed already, and the password."""
        username = username or f"clerk{next(self.desk.numbers)}"
        with self.desk.database.write() as c:
            new = self.desk.office.staff.add(c, username, name, roles, actor=ADMIN)
            mine = tables.staff.c.id == new.member.id
            c.execute(update(tables.staff).where(mine).values(must_change_password=False))
            return self.desk.office.staff.get(c, new.member.id), new.password

    def colleague(self, *roles: Role, name: str = "王试用") -> "Colleague":
        """Somebody with these roles, signed in."""
        member, password = self.hire(*roles, name=name)
        person = Colleague(self, self.browser(), member)
        assert person.sign_in(member.username, password).status_code == 303
        return person

    def waiting(self, danger: str | None = None, text: str = "我要找人工") -> str:
        """A resident who waits for a person."""
        talk = self.writes(text, danger=danger)
        with self.desk.database.write() as c:
            handoff.ask_for_person(c, talk, "danger" if danger else "asked")
        return talk

    def writes(self, text: str, *, sender: str = "", danger: str | None = None, channel: str = "web") -> str:
        """A resident writes; the first message begins a conversation."""
        n = next(self.desk.numbers)
        message = InboundMessage(channel, "page", sender or f"resident-{n}", f"w{n}", text)
        with self.desk.database.write() as c:
            return inbox.receive(c, self.desk.vault, message, inbox.Flags(danger=danger)).conversation_id

    def bot_says(self, *texts: str, asked: Asked | None = None) -> None:
        """The bot takes the oldest open message and answers it."""
        with self.desk.database.write() as c:
            turn = turns.claim_next(c, self.desk.vault)
        assert turn is not None
        replies = [Reply("t", text) for text in texts]
        with self.desk.database.write() as c:
            if asked is not None:
                hand = turns.hold_turn(c, self.desk.vault, turn.ref)
                turns.record_result(c, self.desk.vault, hand, "test", replies, asked)
            turns.close(c, self.desk.vault, turn, replies)

    def deliver(self) -> None:
        """Whatever may be sent is sent."""
        dispatcher = Dispatcher(self.desk.database, self.desk.vault, [])
        while dispatcher.step():
            pass

    def thread(self, talk: str) -> list[Line]:
        """The conversation as it is kept."""
        with self.desk.database.read() as c:
            return reading.thread(c, self.desk.vault, talk)

    def talk(self, talk: str) -> reading.Talk:
        """Where the conversation stands."""
        with self.desk.database.read() as c:
            return reading.talk(c, self.desk.vault, talk)

    def resident(self, talk: str) -> Actor:
        return Actor.resident(talk)


@dataclass
class Colleague:
    """A member of staff at a browser."""

    floor: Floor
    client: TestClient
    member: StaffMember

    def sign_in(self, username: str, password: str, to: str = "/staff/") -> httpx.Response:
        form = fields_of(self.client.get("/staff/sign-in").text)
        return self.client.post("/staff/sign-in", data={**form, "username": username, "password": password, "to": to})

    def opens(self, address: str, status: int = 200) -> str:
        """A page."""
        answer = self.client.get(address)
        assert answer.status_code == status, (answer.status_code, words_of(answer.text))
        return answer.text

    def reads(self, address: str, status: int = 200) -> str:
        """The words of a page."""
        return words_of(self.opens(address, status))

    @property
    def csrf(self) -> str:
        return fields_of(self.opens("/staff/"))["csrf"]

    def sends(self, address: str, **fields: str | Sequence[str]) -> httpx.Response:
        """A form with its CSRF token."""
        return self.client.post(address, data={"csrf": self.csrf, **fields})

    def does(self, address: str, **fields: str | Sequence[str]) -> str:
        """A form that is acted on; the words of the page that follows."""
        answer = self.sends(address, **fields)
        assert answer.status_code == 303, (answer.status_code, words_of(answer.text))
        return self.reads(answer.headers["location"])


def fields_of(page: str) -> dict[str, str]:
    """The hidden fields of the first form that has a CSRF token."""
    forms = re.findall(r"<form.*?</form>", page, re.DOTALL)
    form = next((form for form in reversed(forms) if 'name="csrf"' in form), "")
    return {name: unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)}


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("script", "style", "head")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style", "head")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(" ".join(data.split()))


def words_of(page: str) -> str:
    """What a person reads on a page."""
    parser = _Words()
    parser.feed(page)
    return " ".join(word for word in parser.words if word)


__all__ = ["PATIENCE", "Bells", "Colleague", "Floor", "fields_of", "words_of"]
