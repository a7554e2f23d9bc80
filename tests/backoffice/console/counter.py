"""The staff's pages on a small app, and what they woke."""

from dataclasses import dataclass, field
from functools import cached_property

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Row, select, update
from sqlalchemy.sql.expression import FromClause

from backoffice import tables
from backoffice.console import ConsoleParts, console_router
from backoffice.console.labels import Labels
from backoffice.roles import Role
from conversations import handoff
from conversations import outbox as out
from conversations.messages import Asked, Option, Question, Reply
from conversations.tables import conversation, inbox, outbox
from conversations.turns import ASKED
from nlu.labels import ACT_GLOSSES, MATTER_GLOSSES, TOPIC_GLOSSES, combination_fault
from tests.backoffice.console.clerk import Clerk
from tests.backoffice.desk import ADMIN, Desk

PASSWORD = "a long enough 1"


@dataclass
class Rung:
    """Remembers which residents' pages were woken."""

    closed: bool = False
    conversations: list[str] = field(default_factory=list)

    def ring(self, conversation_id: str) -> None:
        """Remember it."""
        self.conversations.append(conversation_id)


@dataclass
class Counter:
    """One office, its pages, and short ways to bring conversations into a state."""

    desk: Desk
    public_url: str = "http://testserver"
    live: Rung = field(default_factory=Rung)
    worker_woken: int = 0
    dispatcher_woken: int = 0

    def parts(self) -> ConsoleParts:
        """What the console is made from here."""
        return ConsoleParts(
            database=self.desk.database,
            vault=self.desk.vault,
            clock=self.desk.clock,
            office=self.desk.office,
            county_zh="示例县(虚构)",
            labels=Labels(ACT_GLOSSES, TOPIC_GLOSSES, MATTER_GLOSSES, combination_fault),
            public_url=self.public_url,
            wake_worker=self._wake_worker,
            wake_dispatcher=self._wake_dispatcher,
            live=self.live,
            poll=0.01,
        )

    @cached_property
    def app(self) -> FastAPI:
        """The console alone."""
        app = FastAPI()
        app.include_router(console_router(self.parts()))
        return app

    def browser(self) -> TestClient:
        """A browser that nobody used yet."""
        return TestClient(self.app, base_url=self.public_url, raise_server_exceptions=False)

    def newcomer(self, *roles: Role, name: str = "王小兰", sees_danger: bool = True) -> Clerk:
        """Somebody with a drawn password, not signed in."""
        with self.desk.database.write() as c:
            username = f"clerk{next(self.desk.numbers)}"
            new = self.desk.office.staff.add(c, username, name, roles, actor=ADMIN, sees_danger=sees_danger)
        return Clerk(self.browser(), new.member, new.password)

    def clerk(self, *roles: Role, name: str = "王小兰", sees_danger: bool = True) -> Clerk:
        """Somebody who works here, signed in and at the queue."""
        clerk = self.newcomer(*roles, name=name, sees_danger=sees_danger)
        with self.desk.database.write() as c:
            same = tables.staff.c.id == clerk.member.id
            c.execute(update(tables.staff).where(same).values(must_change_password=False))
        return clerk.signs_in()

    def waiting(self, kind: str | None = "dibao", danger: str | None = None, reason: str = "asked") -> str:
        """A resident who asked for a person, about a kind of matter."""
        talk = self.desk.talk(danger)
        if kind is not None:
            self.desk.draft(kind, {"member_count": 3}, talk=talk)
        with self.desk.database.write() as c:
            handoff.ask_for_person(c, talk, reason)
        return talk

    def says(self, talk: str, text: str, actor: out.Actor = "bot", state: str = "queued") -> int:
        """Words to the resident in a state."""
        with self.desk.database.write() as c:
            epoch = int(c.execute(select(conversation.c.epoch).where(conversation.c.id == talk)).scalar_one())
            origin = f"test:{next(self.desk.numbers)}"
            row = out.put(c, self.desk.vault, out.Draft(talk, origin, 0, Reply("test", text), actor, epoch))
            assert row is not None
            c.execute(update(outbox).where(outbox.c.id == row).values(state=state))
        return row

    def asks(self, talk: str, question: Question, *options: Option) -> None:
        """Leave a question open."""
        sealed = self.desk.vault.seal_json(Asked(question, options).as_json(), ASKED)
        with self.desk.database.write() as c:
            self.desk.set_talk(c, talk, asked_sealed=sealed)

    def talk(self, talk: str) -> Row[tuple[object, ...]]:
        """The row of a conversation."""
        with self.desk.database.read() as c:
            return c.execute(select(conversation).where(conversation.c.id == talk)).one()

    def sent(self, talk: str) -> list[tuple[str, str, str]]:
        """Actor, state and words of everything written to the resident."""
        with self.desk.database.read() as c:
            rows = c.execute(select(outbox).where(outbox.c.conversation_id == talk).order_by(outbox.c.id)).all()
        return [
            (row.actor, row.state, self.desk.vault.open_json(row.body_sealed, out.BODY)["text"])  # type: ignore[index]
            for row in rows
        ]

    def came(self, talk: str) -> list[tuple[str, str]]:
        """Kind and state of everything that came in."""
        with self.desk.database.read() as c:
            rows = c.execute(select(inbox).where(inbox.c.conversation_id == talk).order_by(inbox.c.id)).all()
        return [(row.kind, row.state) for row in rows]

    def count(self, table: FromClause) -> int:
        """How many rows a table has."""
        return self.desk.count(table)

    def _wake_worker(self) -> None:
        self.worker_woken += 1

    def _wake_dispatcher(self) -> None:
        self.dispatcher_woken += 1
