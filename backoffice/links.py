"""One person at several addresses: which conversations a telephone's and a chat's proof has joined.

A link joins one chat and one telephone, never more: who shares a telephone with somebody does not see that person's
chat through it. Nothing of a conversation in which danger is or was told is seen on the other side, unless it was
said there, in that conversation, that it may be; this is asked at every look, so danger that is told after the link
closes that side at once.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, or_, select, update

from backoffice import tables
from backoffice.actors import Actor
from backoffice.audit import Audit
from backoffice.drafts import Draft, Drafts
from backoffice.errors import UnknownDraft
from backoffice.moments import moment, seconds
from conversations.inbox import share_danger
from conversations.tables import conversation
from storage.clock import Clock
from storage.insert import insert

#: Channels whose address is a telephone number, which staff may ring.
TELEPHONES = frozenset({"twilio", "aliyun"})


@dataclass(frozen=True)
class Linked:
    """A conversation of the same person at another address."""

    conversation_id: str
    channel: str
    danger: str | None
    since: datetime


class Links:
    """Joins conversations and looks from one to the others; every method is a step of the caller's transaction."""

    def __init__(self, clock: Clock, audit: Audit, drafts: Drafts) -> None:
        self._clock, self._audit, self._drafts = clock, audit, drafts

    def join(self, c: Connection, chat: str, phone: str, *, chat_sure: bool, phone_sure: bool, by: Actor) -> None:
        """Join a chat and a telephone that proved to be one person's. Joining them again only adds what was agreed to.

        Args:
            chat_sure: it was agreed in the chat that the telephone may see what was told there, in spite of danger.
            phone_sure: the same, the other way.
        """
        known = c.execute(select(tables.address_link).where(_of(chat), _of(phone))).first()
        row = {
            "chat_id": chat,
            "phone_id": phone,
            "chat_sure": chat_sure or (known is not None and known.chat_sure),
            "phone_sure": phone_sure or (known is not None and known.phone_sure),
            "linked_at": seconds(self._clock),
        }
        new = insert(c, tables.address_link).values(row)
        c.execute(new.on_conflict_do_update(index_elements=["chat_id", "phone_id"], set_=row))
        self._audit.record(c, by, "address_linked", f"conversation:{chat}", {"to": phone})

    def others(self, c: Connection, conversation_id: str) -> list[Linked]:
        """The conversations of the same person whose matters may be seen from here, the newest link first."""
        return [linked for linked, sure in self._joined(c, conversation_id) if sure or linked.danger is None]

    def all_of(self, c: Connection, conversation_id: str) -> list[Linked]:
        """Every conversation that is joined to this one, for staff, who are shown what their roles allow."""
        return [linked for linked, _ in self._joined(c, conversation_id)]

    def take_along(self, c: Connection, draft_id: str, into: str) -> Draft:
        """Go on in one conversation with what was begun in another of the same person.

        Who may not see danger does not see what comes from where it was told: the danger comes along.

        Raises:
            UnknownDraft: there is no such draft, or it is not to be seen from here (any more).
            DraftClosed: it takes no more answers.
        """
        draft = self._drafts.get(c, draft_id)
        if draft.conversation_id == into:
            return self._drafts.make_current(c, draft_id)
        came_from = next((one for one in self.others(c, into) if one.conversation_id == draft.conversation_id), None)
        if came_from is None:
            raise UnknownDraft(draft_id)
        if came_from.danger is not None:
            share_danger(c, came_from.conversation_id, into)
            both = {"chat_sure": True, "phone_sure": True}
            pair = update(tables.address_link).where(_of(into), _of(came_from.conversation_id))
            c.execute(pair.values(both))
        detail = {"from": came_from.conversation_id, "to": into}
        self._audit.record(c, Actor.resident(into), "draft_moved", f"draft:{draft_id}", detail)
        return self._drafts.move(c, draft_id, into)

    def part(self, c: Connection, conversation_id: str) -> int:
        """Every link of a conversation ends, and no code that was given to it opens one any more; how many ended."""
        mine = _of(conversation_id)
        gone = delete(tables.address_link).where(mine)
        ended = c.execute(gone.returning(tables.address_link.c.chat_id, tables.address_link.c.phone_id)).all()
        codes = tables.link_code.c.conversation_id == conversation_id
        c.execute(update(tables.link_code).where(codes).values(live=False))
        for link in ended:
            detail = {"to": link.phone_id}
            actor = Actor.resident(conversation_id)
            self._audit.record(c, actor, "address_unlinked", f"conversation:{link.chat_id}", detail)
        return len(ended)

    def _joined(self, c: Connection, conversation_id: str) -> list[tuple[Linked, bool]]:
        """Each conversation on the other side, with whether it agreed to be seen in spite of danger."""
        link, v = tables.address_link.c, conversation.c
        here = select(tables.address_link, v.id, v.channel, v.danger).where(
            _of(conversation_id), v.id != conversation_id
        )
        other = or_(v.id == link.chat_id, v.id == link.phone_id)
        rows = c.execute(here.where(other).order_by(link.linked_at.desc(), v.id))
        return [(_linked(row), row.chat_sure if row.id == row.chat_id else row.phone_sure) for row in rows]


def _of(conversation_id: str) -> ColumnElement[bool]:
    return or_(
        tables.address_link.c.chat_id == conversation_id,
        tables.address_link.c.phone_id == conversation_id,
    )


def _linked(row: Row[Any]) -> Linked:
    return Linked(row.id, row.channel, row.danger, moment(row.linked_at))
