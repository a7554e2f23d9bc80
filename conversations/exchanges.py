"""A conversation turn by turn, as it was handled: each message with what was open then, which step answered, and what it said."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from conversations.inbox import BODY
from conversations.messages import NOTHING_ASKED, Asked, Reply
from conversations.tables import inbox, outbox, turn_result
from conversations.turns import PINNED, REPLIES
from vault.vault import Vault


@dataclass(frozen=True)
class Exchange:
    """One message, or the turn after staff gave the conversation back, or a reply of staff.

    Attributes:
        at: seconds since 1970.
        kind: `message`, `resume` or `staff`.
        corrects: the inbox id of the message whose words this edit replaces.
        asked: what was open when it was first taken.
        step: the step that answered; None where nobody but a person did.
    """

    id: int
    at: float
    kind: str
    text: str
    choice: str | None = None
    wordless: str | None = None
    corrects: int | None = None
    asked: Asked = NOTHING_ASKED
    step: str | None = None
    replies: tuple[Reply, ...] = ()


def exchanges(c: Connection, vault: Vault, conversation_id: str) -> list[Exchange]:
    """All of a conversation, in the order in which it happened."""
    found = [*_of_residents(c, vault, conversation_id), *_of_staff(c, conversation_id)]
    return sorted(found, key=lambda one: (one.at, one.kind == "resume", one.id))


def _of_residents(c: Connection, vault: Vault, conversation_id: str) -> Iterator[Exchange]:
    mine = select(inbox, turn_result.c.step, turn_result.c.replies_sealed).outerjoin(turn_result)
    for row in c.execute(mine.where(inbox.c.conversation_id == conversation_id).order_by(inbox.c.id)):
        body = vault.open_json(row.body_sealed, BODY)
        pinned, said = row.pinned_sealed, row.replies_sealed
        yield Exchange(
            id=row.id,
            at=row.received_at,
            kind=row.kind,
            text=body["text"],
            choice=body["choice"],
            wordless=body.get("wordless"),
            corrects=row.corrects,
            asked=Asked.from_json(vault.open_json(pinned, PINNED)) if pinned else NOTHING_ASKED,
            step=row.step,
            replies=tuple(map(Reply.from_json, vault.open_json(said, REPLIES))) if said else (),
        )


def _of_staff(c: Connection, conversation_id: str) -> Iterator[Exchange]:
    """That staff wrote, not what: their words are their own."""
    mine = (outbox.c.conversation_id == conversation_id) & (outbox.c.actor == "staff")
    for row in c.execute(select(outbox.c.id, outbox.c.created_at).where(mine).order_by(outbox.c.id)):
        yield Exchange(row.id, row.created_at, "staff", "")
