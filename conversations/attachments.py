"""Pictures and documents of residents: expected when their message is kept, fetched afterwards, sealed, given to staff.

A file is never waited for while a provider waits for us. `expect` writes down in the message's own transaction where a
file can be had; a collector claims it, fetches it, makes it safe and records what became of it.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, delete, select, update
from sqlalchemy.sql.elements import ColumnElement

from conversations.errors import UNREADABLE
from conversations.messages import SafeFile, SentFile
from conversations.tables import attachment, conversation, inbox
from storage.clock import database_now
from vault.vault import Vault

SOURCE, NAME = "attachment.source", "attachment.name"
CONTENT, THUMBNAIL = "attachment.content", "attachment.thumbnail"

State = Literal["wanted", "kept", "refused"]
#: Why a file was not kept: too large, of a kind that is not taken, broken, dangerous, or gone from its provider.
Reason = Literal["too_large", "kind", "broken", "infected", "gone"]


@dataclass(frozen=True)
class Attachment:
    """What is known of a file without opening it; `name` is its sender's."""

    id: str
    inbox_id: int
    state: State
    name: str
    media_type: str | None
    size: int | None
    has_thumbnail: bool
    reason: str | None


@dataclass(frozen=True)
class Wanted:
    """A file to fetch now; `attempt` is the fence of whoever records its outcome."""

    id: str
    conversation_id: str
    inbox_id: int
    channel: str
    source: Mapping[str, str]
    attempt: int


def expect(c: Connection, vault: Vault, conversation_id: str, inbox_id: int, files: Sequence[SentFile]) -> None:
    """Write down the files of a new message, in its own transaction."""
    for n, file in enumerate(files):
        row: dict[str, Any] = {
            "id": str(uuid.uuid4()),
            "conversation_id": conversation_id,
            "inbox_id": inbox_id,
            "n": n,
            "state": "wanted",
            "source_sealed": vault.seal_json(dict(file.source), SOURCE),
            "name_sealed": vault.seal(file.name[:200], NAME),
            "came_at": database_now(),
        }
        if file.safe is not None:
            row |= _kept(vault, file.safe)
        c.execute(attachment.insert().values(row))


def _kept(vault: Vault, safe: SafeFile) -> dict[str, Any]:
    return {
        "state": "kept",
        "source_sealed": None,
        "media_type": safe.media_type,
        "content_sealed": vault.seal_bytes(safe.content, CONTENT),
        "thumbnail_sealed": vault.seal_bytes(safe.thumbnail, THUMBNAIL) if safe.thumbnail else None,
        "size": len(safe.content),
        "settled_at": database_now(),
    }


def claim_wanted(c: Connection, vault: Vault, *, lease: float) -> Wanted | None:
    """The file that has waited longest, for `lease` seconds; None when none is due."""
    due = (attachment.c.state == "wanted") & (attachment.c.not_before <= database_now())
    oldest = select(attachment).where(due).order_by(attachment.c.came_at, attachment.c.n).limit(1)
    row = c.execute(oldest.with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    taken = {"attempts": row.attempts + 1, "not_before": database_now() + lease}
    c.execute(update(attachment).where(attachment.c.id == row.id).values(taken))
    channel = c.execute(select(conversation.c.channel).where(conversation.c.id == row.conversation_id)).scalar_one()
    return Wanted(
        id=row.id,
        conversation_id=row.conversation_id,
        inbox_id=row.inbox_id,
        channel=channel,
        source=_source(vault, row.source_sealed),
        attempt=row.attempts + 1,
    )


def _source(vault: Vault, sealed: bytes) -> Mapping[str, str]:
    """Where the file is; nowhere, when that cannot be opened any more."""
    try:
        return {str(name): str(value) for name, value in vault.open_json(sealed, SOURCE).items()}
    except (*UNREADABLE, AttributeError):
        return {}


def anything_wanted(c: Connection) -> bool:
    """Whether `claim_wanted` would probably find something; takes no lock."""
    due = (attachment.c.state == "wanted") & (attachment.c.not_before <= database_now())
    return c.execute(select(attachment.c.id).where(due).limit(1)).first() is not None


def record_kept(c: Connection, vault: Vault, wanted: Wanted, safe: SafeFile) -> bool:
    """It is here; False when somebody else has recorded its outcome meanwhile."""
    mine = update(attachment).where(_same(wanted)).values(_kept(vault, safe))
    return c.execute(mine.returning(attachment.c.id)).first() is not None


def record_refused(c: Connection, wanted: Wanted, reason: Reason) -> bool:
    """It will never be here; False as `record_kept`."""
    values = {"state": "refused", "source_sealed": None, "reason": reason, "settled_at": database_now()}
    mine = update(attachment).where(_same(wanted)).values(values)
    return c.execute(mine.returning(attachment.c.id)).first() is not None


def try_again(c: Connection, wanted: Wanted, *, after: float) -> None:
    """It could not be had now; once more after so many seconds."""
    c.execute(update(attachment).where(_same(wanted)).values(not_before=database_now() + after))


def _same(wanted: Wanted) -> ColumnElement[bool]:
    mine = (attachment.c.id == wanted.id) & (attachment.c.attempts == wanted.attempt)
    return mine & (attachment.c.state == "wanted")


def was_wordless(c: Connection, vault: Vault, inbox_id: int, purpose: str) -> bool:
    """Whether nothing was written with the files of this message; `purpose` is what its body is sealed for."""
    sealed = c.execute(select(inbox.c.body_sealed).where(inbox.c.id == inbox_id)).scalar_one()
    try:
        return bool(vault.open_json(sealed, purpose).get("wordless"))
    except UNREADABLE:
        return False


def of_conversation(c: Connection, vault: Vault, conversation_id: str) -> list[Attachment]:
    """The files of a conversation in the order in which they came; their contents stay sealed."""
    mine = select(attachment).where(attachment.c.conversation_id == conversation_id)
    return [_known(vault, row) for row in c.execute(mine.order_by(attachment.c.inbox_id, attachment.c.n))]


def open_file(
    c: Connection, vault: Vault, conversation_id: str, attachment_id: str
) -> tuple[Attachment, SafeFile] | None:
    """A kept file of this conversation with its contents, if it can be opened.

    Whoever calls this for a person's eyes records the read.
    """
    mine = (attachment.c.id == attachment_id) & (attachment.c.conversation_id == conversation_id)
    row = c.execute(select(attachment).where(mine, attachment.c.state == "kept")).first()
    if row is None:
        return None
    try:
        content = vault.open_bytes(row.content_sealed, CONTENT)
    except UNREADABLE:
        return None
    return _known(vault, row), SafeFile(row.media_type, content)


def open_thumbnail(c: Connection, vault: Vault, conversation_id: str, attachment_id: str) -> bytes | None:
    """The small form of a picture of this conversation; None where there is none."""
    mine = (attachment.c.id == attachment_id) & (attachment.c.conversation_id == conversation_id)
    sealed = c.scalar(select(attachment.c.thumbnail_sealed).where(mine))
    try:
        return vault.open_bytes(sealed, THUMBNAIL) if sealed else None
    except UNREADABLE:
        return None


def states(c: Connection, conversation_id: str) -> list[tuple[str, str]]:
    """What has become of each file of a conversation, to know whether anything is new."""
    mine = select(attachment.c.id, attachment.c.state).where(attachment.c.conversation_id == conversation_id)
    return [(row.id, row.state) for row in c.execute(mine.order_by(attachment.c.inbox_id, attachment.c.n))]


def _known(vault: Vault, row: Row[Any]) -> Attachment:
    return Attachment(
        id=row.id,
        inbox_id=row.inbox_id,
        state=row.state,
        name=_name(vault, row.name_sealed),
        media_type=row.media_type,
        size=row.size,
        has_thumbnail=row.thumbnail_sealed is not None,
        reason=row.reason,
    )


def _name(vault: Vault, sealed: bytes) -> str:
    try:
        return vault.open(sealed, NAME)
    except UNREADABLE:
        return ""


def forget_older(c: Connection, *, seconds: float) -> int:
    """Erase what has been here longer; how many files that were."""
    old = attachment.c.came_at < database_now() - seconds
    return len(c.execute(delete(attachment).where(old).returning(attachment.c.id)).all())
