"""Rows of conversations: who talks, what came in, what a turn did, what goes out.

Times are seconds since 1970 (UTC). What people wrote and what is open is sealed by the vault.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    false,
)

from storage.metadata import metadata

conversation = Table(
    "conversation",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("account", String(64), nullable=False),
    Column("address_sealed", LargeBinary, nullable=False),
    Column("address_idx", String(64), nullable=False),
    Column("created_at", Float, nullable=False),
    Column("last_message_at", Float, nullable=False),
    # Inbox id of the newest message after a stop; with `stopped_at_inbox` it tells whether they wrote again.
    Column("last_message_inbox", Integer, nullable=False, server_default="0"),
    Column("stopped_at_inbox", Integer),
    # The resident writes Traditional characters, and is answered in them.
    Column("traditional", Boolean, nullable=False, server_default=false()),
    Column("danger", String(20)),
    # Staff made sure that they are safe now. The danger stays known: who may not see it still does not.
    Column("danger_settled", Boolean, nullable=False, server_default=false()),
    # When a word of danger came last.
    Column("danger_at", Float),
    # What staff should look at soon although nobody said that they are in danger now; and whether one of them has.
    Column("concern", String(20)),
    Column("concern_seen", Boolean, nullable=False, server_default=false()),
    # Who holds it: bot, waiting (for a person) or staff; the epoch rises at every change.
    Column("hold", String(8), nullable=False, server_default="bot"),
    Column("holder", String(36)),
    Column("held_at", Float, nullable=False, server_default="0"),
    Column("wait_reason", String(40)),
    Column("epoch", Integer, nullable=False, server_default="1"),
    # Which worker may write: the fence rises at every claim, the lease ends by the database's clock.
    Column("fence", Integer, nullable=False, server_default="0"),
    Column("lease_until", Float, nullable=False, server_default="0"),
    # The engine's session is opaque and disposable.
    Column("session", String(36), nullable=False),
    Column("session_turns", Integer, nullable=False, server_default="0"),
    Column("session_used_at", Float, nullable=False),
    Column("asked_sealed", LargeBinary),
    UniqueConstraint("channel", "account", "address_idx"),
    Index("ix_conversation_hold", "hold", "held_at"),
    Index("ix_conversation_danger", "danger"),
    Index("ix_conversation_concern", "concern"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("channel", String(20), nullable=False),
    Column("account", String(64), nullable=False),
    Column("provider_id", String(120), nullable=False),
    # The provider's lasting id of a message that can be edited; `corrects` is the row whose words an edit replaces.
    Column("message_key", String(120)),
    Column("corrects", Integer, ForeignKey("inbox.id")),
    Column("conversation_id", String(36), ForeignKey("conversation.id"), nullable=False),
    Column("kind", String(10), nullable=False),  # message | resume
    Column("body_sealed", LargeBinary, nullable=False),
    Column("state", String(10), nullable=False),  # received | answered | shown | dead
    Column("received_at", Float, nullable=False),
    Column("closed_at", Float),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("told_late", Boolean, nullable=False, server_default=false()),
    # Answered also while the resident waits for a person: danger, a stop, a call for a person or for help.
    Column("urgent", Boolean, nullable=False, server_default=false()),
    # Written at the first claim, so that a retry answers the question that was open then.
    Column("pinned_sealed", LargeBinary),
    Column("session", String(36)),
    UniqueConstraint("channel", "account", "provider_id"),
    Index("ix_inbox_turn", "conversation_id", "state", "id"),
    Index("ix_inbox_state", "state", "id"),
    Index("ix_inbox_key", "conversation_id", "message_key"),
    sqlite_autoincrement=True,
)

attachment = Table(
    "attachment",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("conversation_id", String(36), ForeignKey("conversation.id"), nullable=False),
    Column("inbox_id", Integer, ForeignKey("inbox.id"), nullable=False),
    Column("n", Integer, nullable=False),
    # wanted (its provider has it) | kept | refused
    Column("state", String(8), nullable=False),
    # Where its provider keeps it; forgotten once it is kept or refused.
    Column("source_sealed", LargeBinary),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("media_type", String(80)),
    Column("content_sealed", LargeBinary),
    Column("thumbnail_sealed", LargeBinary),
    Column("size", Integer),
    Column("reason", String(20)),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("not_before", Float, nullable=False, server_default="0"),
    Column("came_at", Float, nullable=False),
    Column("settled_at", Float),
    UniqueConstraint("inbox_id", "n"),
    Index("ix_attachment_wanted", "state", "not_before"),
    Index("ix_attachment_conversation", "conversation_id"),
)

turn_result = Table(
    "turn_result",
    metadata,
    Column("inbox_id", Integer, ForeignKey("inbox.id"), primary_key=True),
    Column("step", String(40), nullable=False),
    Column("replies_sealed", LargeBinary, nullable=False),
    Column("epoch_after", Integer, nullable=False),
    Column("done_at", Float, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("conversation_id", String(36), ForeignKey("conversation.id"), nullable=False),
    # What made it, so that the same cause can never make it twice: m<inbox>, staff:<key>, late:<inbox>, …
    Column("origin", String(80), nullable=False),
    Column("n", Integer, nullable=False),
    Column("body_sealed", LargeBinary, nullable=False),
    Column("actor", String(8), nullable=False),  # bot | staff | system
    Column("staff_id", String(36)),
    Column("even_if_stopped", Boolean, nullable=False, server_default=false()),
    Column("epoch", Integer, nullable=False),
    # queued | sending | sent | delivered | failed | uncertain | withheld
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("lease_until", Float, nullable=False, server_default="0"),
    Column("not_before", Float, nullable=False, server_default="0"),
    Column("doubt", Boolean, nullable=False, server_default=false()),
    # By these the rules of `permission` count: when it was first let out, whether anybody had asked for it, which words.
    Column("let_out_at", Float),
    Column("unsolicited", Boolean, nullable=False, server_default=false()),
    Column("text_idx", String(64)),
    # Put off by a rule: what the resident writes meanwhile makes it an answer.
    Column("deferred", Boolean, nullable=False, server_default=false()),
    # Of no use to anybody afterwards: a code that was asked for at another address.
    Column("only_until", Float),
    Column("provider_ref", String(80), index=True),
    Column("error", String(200)),
    Column("created_at", Float, nullable=False),
    Column("sent_at", Float),
    Column("delivered_at", Float),
    UniqueConstraint("origin", "n"),
    Index("ix_outbox_send", "conversation_id", "state", "id"),
    Index("ix_outbox_state", "state", "not_before"),
    Index("ix_outbox_let_out", "let_out_at"),
    sqlite_autoincrement=True,
)
