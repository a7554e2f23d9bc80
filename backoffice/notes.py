"""Notes of staff among themselves. They stand in a table of their own that nothing which sends ever reads."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, select

from backoffice import tables
from backoffice.audit import Audit
from backoffice.moments import moment, seconds
from backoffice.roles import Roles, StaffMember
from storage.clock import Clock
from vault.vault import Vault

_TEXT = "note.text"


@dataclass(frozen=True)
class Note:
    """What a member of staff wrote for colleagues."""

    id: int
    at: datetime
    staff_id: str
    text: str


class Notes:
    """Keeps notes on cases and conversations."""

    def __init__(self, vault: Vault, clock: Clock, audit: Audit, roles: Roles) -> None:
        self._vault = vault
        self._clock = clock
        self._audit = audit
        self._roles = roles

    def add(
        self,
        c: Connection,
        by: StaffMember,
        text: str,
        *,
        case_id: int | None = None,
        conversation_id: str | None = None,
    ) -> Note:
        """Write a note on a case or a conversation.

        Raises:
            NotAllowed: the person's roles do not allow notes.
        """
        self._roles.require(by, "add_note")
        now = seconds(self._clock)
        row = {
            "case_id": case_id,
            "conversation_id": conversation_id,
            "staff_id": by.id,
            "at": now,
            "text_sealed": self._vault.seal(text, _TEXT),
        }
        note_id = c.execute(tables.note.insert().values(row).returning(tables.note.c.id)).scalar_one()
        subject = f"conversation:{conversation_id}" if case_id is None else f"case:{case_id}"
        self._audit.record(c, by.actor, "note_added", subject, {"note": note_id})
        return Note(note_id, moment(now), by.id, text)

    def of_case(self, c: Connection, case_id: int) -> list[Note]:
        """The notes on a case, oldest first."""
        return self._where(c, tables.note.c.case_id == case_id)

    def of_conversation(self, c: Connection, conversation_id: str) -> list[Note]:
        """The notes on a conversation, oldest first."""
        return self._where(c, tables.note.c.conversation_id == conversation_id)

    def _where(self, c: Connection, about: ColumnElement[bool]) -> list[Note]:
        rows = c.execute(select(tables.note).where(about).order_by(tables.note.c.id))
        return [Note(row.id, moment(row.at), row.staff_id, self._vault.open(row.text_sealed, _TEXT)) for row in rows]
