"""A desk at the office: residents write to it, drafts are filed, staff of every role sit at it."""

import itertools
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select, update
from sqlalchemy.sql.expression import FromClause

from backoffice.actors import Actor
from backoffice.cases import NOT_URGENT, Case, Urgency
from backoffice.drafts import Draft
from backoffice.facts import Unknown
from backoffice.office import BackOffice
from backoffice.roles import Role, StaffMember
from conversations import inbox
from conversations.messages import InboundMessage, JsonValue
from conversations.tables import conversation
from storage.clock import FrozenClock
from storage.database import Database
from vault.vault import Vault

ADMIN = Actor.system("test")
KINDS = {"dibao": "dibao", "legal_aid": "legal_help", "legal_aid_card": "legal_aid_card"}


@dataclass
class Desk:
    """Opens transactions for short commands, so that a test reads as what people do."""

    database: Database
    vault: Vault
    clock: FrozenClock
    office: BackOffice
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def talk(self, danger: str | None = None) -> str:
        """A resident's new conversation."""
        n = next(self.numbers)
        message = InboundMessage("web", "page", f"resident-{n}", f"m{n}", "您好")
        with self.database.write() as c:
            talk = inbox.receive(c, self.vault, message, inbox.Flags(danger=danger)).conversation_id
            self.set_talk(c, talk, last_message_at=self.now())
        return talk

    def set_talk(self, c: Connection, talk: str, **columns: object) -> None:
        """Put a conversation into a state that took other rooms to reach."""
        c.execute(update(conversation).where(conversation.c.id == talk).values(columns))

    def now(self, minutes_ago: float = 0) -> float:
        """Seconds of the frozen clock."""
        return self.clock.now().timestamp() - 60 * minutes_ago

    def draft(
        self,
        kind: str = "dibao",
        facts: Mapping[str, JsonValue | Unknown] | None = None,
        *,
        talk: str | None = None,
        consent: bool = True,
    ) -> Draft:
        """A draft with some answers."""
        talk = talk or self.talk()
        drafts, resident = self.office.drafts, Actor.resident(talk)
        with self.database.write() as c:
            draft = drafts.open_new(c, talk, kind, "example")
            if consent:
                drafts.give_consent(c, draft.id, actor=resident)
            for fact, value in (facts or {}).items():
                drafts.write_fact(c, draft.id, fact, value, actor=resident, inbox_id=1)
            return drafts.get(c, draft.id)

    def file(self, draft: Draft, urgency: Urgency = NOT_URGENT, card_number: str | None = None) -> Case:
        """File a draft in a transaction of its own."""
        with self.database.write() as c:
            resident = Actor.resident(draft.conversation_id)
            return self.office.cases.file(c, draft.id, resident, urgency=urgency, card_number=card_number)

    def case(self, kind: str = "dibao", urgency: Urgency = NOT_URGENT, card_number: str | None = None) -> Case:
        """A case just filed."""
        return self.file(self.draft(KINDS[kind]), urgency, card_number)

    def hire(self, *roles: Role, name: str = "工作人员甲", sees_danger: bool = True) -> StaffMember:
        """A member of staff with some roles, named to see people in danger unless said otherwise."""
        with self.database.write() as c:
            username = f"clerk{next(self.numbers)}"
            return self.office.staff.add(c, username, name, roles, actor=ADMIN, sees_danger=sees_danger).member

    def count(self, table: FromClause) -> int:
        """How many rows a table has."""
        with self.database.read() as c:
            return int(c.execute(select(func.count()).select_from(table)).scalar_one())

    def actions(self, subject: str | None = None) -> list[str]:
        """What the audit log says was done, oldest first."""
        with self.database.read() as c:
            return [entry.action for entry in reversed(self.office.audit.entries(c, subject=subject, limit=1000))]


def labels(table: Collection[tuple[object, ...]]) -> list[str]:
    """Test ids from the first column of a table."""
    return [str(row[0]) for row in table]
