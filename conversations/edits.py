"""An edited message: the new words stand in the place of the first ones.

They are read for the question that the first ones answered, so that an edit is a correction of that answer, and what
is open now is asked again afterwards.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from conversations.errors import UNREADABLE
from conversations.messages import InboundMessage
from conversations.tables import inbox
from vault.vault import Vault


@dataclass(frozen=True)
class Edited:
    """The message whose words an edit replaces: the inbox id under which they first came, and how they read now.

    `text` is None where they cannot be opened any more.
    """

    first: int
    text: str | None


def edited_by(
    c: Connection, vault: Vault, conversation_id: str, message: InboundMessage, purpose: str
) -> Edited | None:
    """What an edit replaces; None for a new message, and for an edit of one that never came here.

    Args:
        purpose: for which the body of a message is sealed.
    """
    if not message.is_edit:
        return None
    same = (inbox.c.conversation_id == conversation_id) & (inbox.c.message_key == message.key)
    versions = c.execute(select(inbox.c.id, inbox.c.body_sealed).where(same).order_by(inbox.c.id)).all()
    if not versions:
        return None
    return Edited(versions[0].id, _text(vault, versions[-1].body_sealed, purpose))


def _text(vault: Vault, sealed: bytes, purpose: str) -> str | None:
    try:
        return str(vault.open_json(sealed, purpose)["text"])
    except UNREADABLE:
        return None


def pinned_by_first(c: Connection, corrects: int | None) -> bytes | None:
    """What was open when the edited message was first taken, sealed; None when it never was."""
    if corrects is None:
        return None
    return c.scalar(select(inbox.c.pinned_sealed).where(inbox.c.id == corrects))
