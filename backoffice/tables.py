"""Rows of the back office. Times are seconds since 1970 (UTC); days are dates of China; personal columns are sealed."""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    event,
    false,
    true,
)

from conversations.tables import conversation
from storage.metadata import metadata

draft = Table(
    "draft",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", String(36), ForeignKey(conversation.c.id), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("stage", String(12), nullable=False),
    Column("county", String(40), nullable=False),
    Column("is_current", Boolean, nullable=False, server_default=false()),
    Column("opened_at", Float, nullable=False),
    Column("changed_at", Float, nullable=False),
    Column("consent_at", Float),
    Column("expires_at", Float),
    Index("ix_draft_conversation", "conversation_id", "stage"),
    Index("ix_draft_expiry", "expires_at"),
)

draft_fact = Table(
    "draft_fact",
    metadata,
    Column("draft_id", String(32), ForeignKey("draft.id"), primary_key=True),
    Column("fact", String(80), primary_key=True),
    Column("value_sealed", LargeBinary, nullable=False),
    Column("token", String(40)),
    Column("at", Float, nullable=False),
    Column("inbox_id", Integer),
    Column("actor_kind", String(8), nullable=False),
    Column("actor_id", String(40), nullable=False),
    Column("confirmed", Boolean, nullable=False),
)

# A fact that was changed or removed, as it was before.
draft_fact_history = Table(
    "draft_fact_history",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("draft_id", String(32), ForeignKey("draft.id"), nullable=False, index=True),
    Column("fact", String(80), nullable=False),
    Column("value_sealed", LargeBinary, nullable=False),
    Column("token", String(40)),
    Column("at", Float, nullable=False),
    Column("inbox_id", Integer),
    Column("actor_kind", String(8), nullable=False),
    Column("actor_id", String(40), nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("replaced_at", Float, nullable=False),
    sqlite_autoincrement=True,
)

draft_question = Table(
    "draft_question",
    metadata,
    Column("draft_id", String(32), ForeignKey("draft.id"), primary_key=True),
    Column("fact", String(80), primary_key=True),
    Column("times", Integer, nullable=False),
)

case = Table(
    "case",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("receipt", String(24), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("draft_id", String(32), ForeignKey("draft.id"), nullable=False),
    Column("conversation_id", String(36), ForeignKey(conversation.c.id), nullable=False, index=True),
    Column("county", String(40), nullable=False),
    Column("stage", String(24), nullable=False),
    Column("stage_since", Float, nullable=False),
    Column("due_on", Date),
    Column("assignee", String(36)),
    Column("urgent_reason", String(16)),
    Column("deadline_on", Date),
    Column("deadline_rule", String(32)),
    Column("danger", String(20)),
    Column("card_number_idx", String(64)),
    Column("filed_at", Float, nullable=False),
    Column("closed_at", Float),
    UniqueConstraint("draft_id"),
    UniqueConstraint("receipt"),
    Index("ix_case_open", "closed_at", "kind", "stage"),
    sqlite_autoincrement=True,
)

case_event = Table(
    "case_event",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("case_id", Integer, ForeignKey("case.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("actor_kind", String(8), nullable=False),
    Column("actor_id", String(40), nullable=False),
    Column("at", Float, nullable=False),
    Column("from_stage", String(24)),
    Column("to_stage", String(24)),
    Column("note_sealed", LargeBinary),
    sqlite_autoincrement=True,
)

# A paper that a case needs (`backoffice/papers.py`); its label is what the law calls it, nothing personal.
case_paper = Table(
    "case_paper",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("case_id", Integer, ForeignKey("case.id"), nullable=False),
    Column("label", String(120), nullable=False),
    # missing | perhaps | sent | received | not_needed
    Column("state", String(12), nullable=False),
    Column("sms_safe", Boolean, nullable=False),
    Column("asked_at", Float),
    Column("settled_at", Float),
    Column("settled_by", String(36)),
    UniqueConstraint("case_id", "label"),
    sqlite_autoincrement=True,
)

# A file that a resident sent for a case, in whatever conversation; the file itself may be erased before the case is.
case_file = Table(
    "case_file",
    metadata,
    Column("attachment_id", String(36), primary_key=True),
    Column("case_id", Integer, ForeignKey("case.id"), primary_key=True),
    Column("paper_id", Integer, ForeignKey("case_paper.id")),
    Column("at", Float, nullable=False),
    Index("ix_case_file_case", "case_id"),
)

# Notes of staff about a case or a conversation. Nothing that sends reads this table.
note = Table(
    "note",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("case_id", Integer, ForeignKey("case.id"), index=True),
    Column("conversation_id", String(36), ForeignKey(conversation.c.id), index=True),
    Column("staff_id", String(36), nullable=False),
    Column("at", Float, nullable=False),
    Column("text_sealed", LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)

canned_reply = Table(
    "canned_reply",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("title", String(60), nullable=False),
    Column("text", String(1000), nullable=False),
)

# What the assistant was not sure of. The labels are its guess until staff have judged the message.
unclear_message = Table(
    "unclear_message",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("inbox_id", Integer, nullable=False, unique=True),
    Column("at", Float, nullable=False),
    Column("text_sealed", LargeBinary, nullable=False),
    Column("act", String(24), nullable=False),
    Column("topic", String(24), nullable=False),
    Column("matter", String(24), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("state", String(12), nullable=False),
    Index("ix_unclear_message_state", "state", "id"),
    sqlite_autoincrement=True,
)

staff = Table(
    "staff",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("username", String(40), nullable=False, unique=True),
    Column("name", String(40), nullable=False),
    Column("roles", String(200), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("must_change_password", Boolean, nullable=False),
    Column("active", Boolean, nullable=False, server_default=true()),
    # Named by an administrator to see people in danger; the roles must allow it too.
    Column("sees_danger", Boolean, nullable=False, server_default=false()),
    Column("created_at", Float, nullable=False),
)

staff_session = Table(
    "staff_session",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("staff_id", String(36), ForeignKey("staff.id"), nullable=False, index=True),
    Column("started_at", Float, nullable=False),
    Column("seen_at", Float, nullable=False),
)

# One row a try. Both columns are blind indexes: people type passwords into the wrong field.
sign_in_attempt = Table(
    "sign_in_attempt",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("username_idx", String(64), nullable=False),
    Column("address_idx", String(64), nullable=False),
    Column("at", Float, nullable=False),
    Column("succeeded", Boolean, nullable=False),
    Index("ix_sign_in_attempt_username", "username_idx", "at"),
    Index("ix_sign_in_attempt_address", "address_idx", "at"),
    sqlite_autoincrement=True,
)

card = Table(
    "card",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("number_idx", String(64), nullable=False, unique=True),
    Column("number_sealed", LargeBinary, nullable=False),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("id_last4_sealed", LargeBinary, nullable=False),
    Column("phone_sealed", LargeBinary),
    Column("group", String(12), nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("expires_on", Date, nullable=False),
    Column("lost_at", Float),
    Column("public_id", String(32), nullable=False, unique=True),
    sqlite_autoincrement=True,
)

# A case of many people: its join code, and who joined it. `told` is how many the first of them says they are.
joint_matter = Table(
    "joint_matter",
    metadata,
    Column("case_id", Integer, ForeignKey("case.id"), primary_key=True),
    Column("code", String(8), nullable=False, unique=True),
    Column("told", Integer),
    Column("opened_at", Float, nullable=False),
)

claimant = Table(
    "claimant",
    metadata,
    Column("draft_id", String(32), ForeignKey("draft.id"), primary_key=True),
    Column("case_id", Integer, ForeignKey("case.id"), nullable=False, index=True),
    Column("joined_at", Float, nullable=False),
)

# The directory of legal-aid stations, replaced as a whole: one row a village, township or county that a station serves.
station = Table(
    "station",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("town", String(40), nullable=False),
    Column("village", String(40), nullable=False),
    Column("station", String(80), nullable=False),
    Column("address", String(200), nullable=False),
    Column("phone", String(20), nullable=False),
    Column("hours", String(200), nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("village_latitude", Float),
    Column("village_longitude", Float),
    UniqueConstraint("town", "village"),
    sqlite_autoincrement=True,
)

card_attempt = Table(
    "card_attempt",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("number_idx", String(64), nullable=False),
    Column("conversation_id", String(36), nullable=False),
    Column("at", Float, nullable=False),
    Index("ix_card_attempt_number", "number_idx", "at"),
    Index("ix_card_attempt_conversation", "conversation_id", "at"),
    sqlite_autoincrement=True,
)

# One-time codes by which a telephone and a chat prove to be one person's. A code itself is not here, only its keyed hash.
link_code = Table(
    "link_code",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    # The chat that asked, and the telephone that it named.
    Column("conversation_id", String(36), nullable=False),
    Column("phone_idx", String(64), nullable=False),
    Column("way", String(6), nullable=False),  # sent (to the telephone) | shown (in the chat)
    Column("salt", String(32), nullable=False),
    Column("code_hash", String(64), nullable=False),
    # False where nothing was sent: no code of such a row opens anything.
    Column("live", Boolean, nullable=False),
    # Whoever is or was in danger in the chat wants it all the same.
    Column("sure", Boolean, nullable=False),
    Column("at", Float, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("used_at", Float),
    Index("ix_link_code_conversation", "conversation_id", "at"),
    Index("ix_link_code_phone", "phone_idx", "at"),
    sqlite_autoincrement=True,
)

# A chat and a telephone of one person. `…_sure`: what is told there may be seen on the other side although danger is
# or was told there. No foreign keys: a link is made in a turn of either side, which holds its own conversation's lock
# and must not wait for the other's.
address_link = Table(
    "address_link",
    metadata,
    Column("chat_id", String(36), primary_key=True),
    Column("phone_id", String(36), primary_key=True),
    Column("chat_sure", Boolean, nullable=False),
    Column("phone_sure", Boolean, nullable=False),
    Column("linked_at", Float, nullable=False),
    Index("ix_address_link_phone", "phone_id"),
)

#: Somebody in danger for whom the people on call were called; it ends when one of them answers or opens the conversation.
alarm = Table(
    "alarm",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("conversation_id", String(36), ForeignKey(conversation.c.id), nullable=False),
    Column("began_at", Float, nullable=False),
    Column("ended_at", Float),
    # Everybody was called and nobody answered: the resident was told the numbers again.
    Column("nobody_at", Float),
    Index("ix_alarm_conversation", "conversation_id", "began_at"),
    Index("ix_alarm_open", "ended_at"),
    sqlite_autoincrement=True,
)

alarm_call = Table(
    "alarm_call",
    metadata,
    Column("alarm_id", Integer, ForeignKey(alarm.c.id), primary_key=True),
    # Whose turn it was on the list, from 0; and the conversation with them, in which their reply comes.
    Column("place", Integer, primary_key=True),
    Column("conversation_id", String(36), ForeignKey(conversation.c.id), nullable=False),
    Column("called_at", Float, nullable=False),
    Index("ix_alarm_call_conversation", "conversation_id"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Float, nullable=False),
    Column("actor_kind", String(8), nullable=False),
    Column("actor_id", String(40), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("detail", String(1000), nullable=False),
    Index("ix_audit_subject", "subject", "id"),
    Index("ix_audit_actor", "actor_id", "id"),
    sqlite_autoincrement=True,
)

#: Statements by dialect that make the database itself refuse to change or remove an audit row. `create_all` runs
#: them; a migration that creates the table executes them as well.
AUDIT_APPEND_ONLY = {
    "sqlite": (
        "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
        "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$",
        "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()",
    ),
}


@event.listens_for(audit, "after_create")
def _forbid_changes(_table: Table, connection: Connection, **_: Any) -> None:
    for statement in AUDIT_APPEND_ONLY[connection.dialect.name]:
        connection.exec_driver_sql(statement)
