"""Prepared replies that staff pick from; they are edited before they are sent and hold nothing personal."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update

from backoffice import tables
from backoffice.audit import Audit
from backoffice.roles import Roles, StaffMember


@dataclass(frozen=True)
class CannedReply:
    """A prepared reply and the title it is found by."""

    id: int
    title: str
    text: str


class CannedReplies:
    """Lists prepared replies for everybody; administrators write them."""

    def __init__(self, audit: Audit, roles: Roles) -> None:
        self._audit = audit
        self._roles = roles

    def list(self, c: Connection) -> list[CannedReply]:
        """Every prepared reply, by title."""
        rows = c.execute(select(tables.canned_reply).order_by(tables.canned_reply.c.title, tables.canned_reply.c.id))
        return [CannedReply(row.id, row.title, row.text) for row in rows]

    def add(self, c: Connection, title: str, text: str, *, by: StaffMember) -> CannedReply:
        """Write a new one."""
        self._roles.require(by, "edit_canned_replies")
        new = tables.canned_reply.insert().values(title=title, text=text).returning(tables.canned_reply.c.id)
        reply_id = c.execute(new).scalar_one()
        self._audit.record(c, by.actor, "canned_reply_added", f"canned_reply:{reply_id}")
        return CannedReply(reply_id, title, text)

    def update(self, c: Connection, reply_id: int, title: str, text: str, *, by: StaffMember) -> None:
        """Word one anew."""
        self._roles.require(by, "edit_canned_replies")
        same = tables.canned_reply.c.id == reply_id
        c.execute(update(tables.canned_reply).where(same).values(title=title, text=text))
        self._audit.record(c, by.actor, "canned_reply_changed", f"canned_reply:{reply_id}")

    def remove(self, c: Connection, reply_id: int, *, by: StaffMember) -> None:
        """Take one away."""
        self._roles.require(by, "edit_canned_replies")
        c.execute(delete(tables.canned_reply).where(tables.canned_reply.c.id == reply_id))
        self._audit.record(c, by.actor, "canned_reply_removed", f"canned_reply:{reply_id}")
