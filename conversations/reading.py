"""A conversation as people read it: both sides in one order."""

import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, select

from conversations import inbox as coming
from conversations import outbox as going
from conversations.errors import UNREADABLE, UnknownConversation
from conversations.inbox import ADDRESS
from conversations.messages import NOTHING_ASKED, Asked, Option, Reply
from conversations.tables import conversation, inbox, outbox
from conversations.turns import ASKED
from vault.vault import Vault

Who = Literal["resident", "bot", "staff", "system", "alarm"]
VISIBLE = ("sent", "delivered")
#: Stands where a reply cannot be opened any more.
CLOSED = Reply("closed", "")

_ANSWERS = re.compile(r"(?:m|late:)(\d+)")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """One message of a thread; `id` is `i<inbox>` or `o<outbox>`, `at` seconds since 1970.

    A pressed button is sent as `<origin>:<index from 0>`. One that cannot be opened, for want of its key, is `closed`.
    """

    id: str
    row: int
    at: float
    who: Who
    text: str
    state: str
    provider_id: str | None = None
    origin: str | None = None
    template: str | None = None
    options: tuple[Option, ...] = ()
    staff_id: str | None = None
    error: str | None = None
    media: int = 0
    is_edit: bool = False
    closed: bool = False


@dataclass(frozen=True)
class Talk:
    """The state of a conversation, for pages."""

    id: str
    channel: str
    account: str
    hold: str
    holder: str | None
    held_at: float
    wait_reason: str | None
    epoch: int
    danger: str | None
    danger_settled: bool
    concern: str | None
    stopped: bool
    created_at: float
    last_message_at: float
    asked: Asked

    @property
    def in_danger(self) -> bool:
        """Whether somebody may be in danger of whom nobody wrote down that they are safe."""
        return self.danger is not None and not self.danger_settled

    @property
    def not_for_neighbours(self) -> str | None:
        """The kind of danger or of concern for which a village worker does not see it, if there is one."""
        return self.danger or self.concern


def talk(c: Connection, vault: Vault, conversation_id: str) -> Talk:
    """Where a conversation stands.

    Raises:
        UnknownConversation: there is none.
    """
    row = c.execute(select(conversation).where(conversation.c.id == conversation_id)).first()
    if row is None:
        raise UnknownConversation(conversation_id)
    asked = Asked.from_json(vault.open_json(row.asked_sealed, ASKED)) if row.asked_sealed else NOTHING_ASKED
    return Talk(
        id=row.id,
        channel=row.channel,
        account=row.account,
        hold=row.hold,
        holder=row.holder,
        held_at=row.held_at,
        wait_reason=row.wait_reason,
        epoch=row.epoch,
        danger=row.danger,
        danger_settled=row.danger_settled,
        concern=row.concern,
        stopped=row.stopped_at_inbox is not None,
        created_at=row.created_at,
        last_message_at=row.last_message_at,
        asked=asked,
    )


def address_of(c: Connection, vault: Vault, conversation_id: str) -> str:
    """The resident's address; showing it to a person is a read that is recorded."""
    sealed = c.scalar(select(conversation.c.address_sealed).where(conversation.c.id == conversation_id))
    if sealed is None:
        raise UnknownConversation(conversation_id)
    return vault.open(sealed, ADDRESS)


def find(c: Connection, vault: Vault, channel: str, account: str, sender: str) -> str | None:
    """The conversation of an address, if it ever wrote."""
    same = (
        (conversation.c.channel == channel)
        & (conversation.c.account == account)
        & (conversation.c.address_idx == vault.blind_index("address", sender))
    )
    return c.scalar(select(conversation.c.id).where(same))


def thread(c: Connection, vault: Vault, conversation_id: str, *, newest: int = 200) -> list[Line]:
    """The newest messages of both sides in the order in which they happened, withheld and failed ones included."""
    came = select(inbox).where(inbox.c.conversation_id == conversation_id, inbox.c.kind == "message")
    went = select(outbox).where(outbox.c.conversation_id == conversation_id)
    lines = [_came(vault, row) for row in c.execute(came.order_by(inbox.c.id.desc()).limit(newest))]
    lines += [_went(vault, row) for row in c.execute(went.order_by(outbox.c.id.desc()).limit(newest))]
    return in_order(lines)[-newest:]


def in_order(lines: Iterable[Line]) -> list[Line]:
    """Both sides in the order in which they happened.

    Each side stands as it was kept, whatever the clock did. Between the sides the moment decides; where the clock was
    set back in between, moments say nothing, and an answer stands behind the message that it answers.
    """
    ordered = sorted(lines, key=lambda line: line.row)
    came = [line for line in ordered if line.who == "resident"]
    went = [line for line in ordered if line.who != "resident"]
    if _rises(came) and _rises(went):
        return sorted(ordered, key=lambda line: (line.at, line.who != "resident", line.row))
    merged: list[Line] = []
    for line in went:
        answered = _answered_by(line)
        while came and answered is not None and came[0].row <= answered:
            merged.append(came.pop(0))
        merged.append(line)
    return [*merged, *came]


def _rises(lines: Sequence[Line]) -> bool:
    return all(earlier.at <= later.at for earlier, later in pairwise(lines))


def _answered_by(line: Line) -> int | None:
    """The message that a line of ours answers, as its origin tells; None for one that answers none."""
    found = _ANSWERS.fullmatch(line.origin or "")
    return int(found[1]) if found else None


def sent_after(c: Connection, vault: Vault, conversation_id: str, outbox_id: int) -> list[Line]:
    """What the resident may see and has not: sent rows after that one that can be opened, in order."""
    new = (outbox.c.conversation_id == conversation_id) & (outbox.c.id > outbox_id) & outbox.c.state.in_(VISIBLE)
    lines = (_went(vault, row) for row in c.execute(select(outbox).where(new).order_by(outbox.c.id)))
    return [line for line in lines if not line.closed]


def came_after(c: Connection, vault: Vault, conversation_id: str, inbox_id: int) -> list[Line]:
    """What the resident wrote after that row and can be opened, in order: another open page of theirs shows it too."""
    mine = (inbox.c.conversation_id == conversation_id) & (inbox.c.kind == "message") & (inbox.c.id > inbox_id)
    lines = (_came(vault, row) for row in c.execute(select(inbox).where(mine).order_by(inbox.c.id)))
    return [line for line in lines if not line.closed]


def being_answered(c: Connection, conversation_id: str) -> bool:
    """Whether words to the resident are still to come, for the page's typing sign: a turn, or what one has queued."""
    owed = (
        select(inbox.c.id)
        .join(conversation, conversation.c.id == inbox.c.conversation_id)
        .where(conversation.c.id == conversation_id, conversation.c.hold == "bot", inbox.c.state == "received")
    )
    queued = select(outbox.c.id).where(outbox.c.conversation_id == conversation_id, outbox.c.state == "queued")
    return any(c.execute(open_rows.limit(1)).first() is not None for open_rows in (owed, queued))


def newest_rows(c: Connection) -> tuple[int, int]:
    """The highest inbox and outbox ids: a page knows by them whether anything is new."""
    came, went = select(func.coalesce(func.max(inbox.c.id), 0)), select(func.coalesce(func.max(outbox.c.id), 0))
    return int(c.scalar(came) or 0), int(c.scalar(went) or 0)


def _came(vault: Vault, row: Row) -> Line:  # type: ignore[type-arg]
    body = _opened(vault, row, coming.BODY)
    return Line(
        id=f"i{row.id}",
        row=row.id,
        at=row.received_at,
        who="resident",
        text=body["text"] if body else "",
        state=row.state,
        provider_id=row.provider_id,
        media=body.get("media", 0) if body else 0,
        is_edit=row.corrects is not None,
        closed=body is None,
    )


def _went(vault: Vault, row: Row) -> Line:  # type: ignore[type-arg]
    body = _opened(vault, row, going.BODY)
    reply = Reply.from_json(body) if body else CLOSED
    return Line(
        id=f"o{row.id}",
        row=row.id,
        at=row.created_at,
        who=row.actor,
        text=reply.text,
        state=row.state,
        origin=row.origin,
        template=reply.template,
        options=reply.options,
        staff_id=row.staff_id,
        error=row.error,
        closed=body is None,
    )


def _opened(vault: Vault, row: Row, column: str) -> dict[str, Any] | None:  # type: ignore[type-arg]
    """The body of a row; none where its key is lost or it was spoilt, so that the rest of the thread can be read."""
    try:
        body: dict[str, Any] = vault.open_json(row.body_sealed, column)
    except UNREADABLE as fault:
        log.error("message cannot be opened: %s", fault, extra={"row": row.id, "column": column})
        return None
    return body
