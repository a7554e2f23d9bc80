"""Whom the people on call were called for, when danger was told last, and what staff should look at soon."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Nobody was called yet, and of what was told before nothing is known."""
    op.create_table(
        "alarm",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("began_at", sa.Float(), nullable=False),
        sa.Column("ended_at", sa.Float(), nullable=True),
        sa.Column("nobody_at", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_alarm_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_alarm_conversation", "alarm", ["conversation_id", "began_at"])
    op.create_index("ix_alarm_open", "alarm", ["ended_at"])
    op.create_table(
        "alarm_call",
        sa.Column("alarm_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("called_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["alarm_id"], ["alarm.id"], name=op.f("fk_alarm_call_alarm_id")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_alarm_call_conversation_id")),
        sa.PrimaryKeyConstraint("alarm_id", "place", name=op.f("pk_alarm_call")),
    )
    op.create_index("ix_alarm_call_conversation", "alarm_call", ["conversation_id"])
    with op.batch_alter_table("conversation") as talks:
        talks.add_column(sa.Column("danger_at", sa.Float(), nullable=True))
        talks.add_column(sa.Column("concern", sa.String(length=20), nullable=True))
        talks.add_column(sa.Column("concern_seen", sa.Boolean(), server_default=sa.false(), nullable=False))
        talks.create_index("ix_conversation_danger", ["danger"])
        talks.create_index("ix_conversation_concern", ["concern"])


def downgrade() -> None:
    """Forget them."""
    with op.batch_alter_table("conversation") as talks:
        talks.drop_index("ix_conversation_concern")
        talks.drop_index("ix_conversation_danger")
        talks.drop_column("concern_seen")
        talks.drop_column("concern")
        talks.drop_column("danger_at")
    op.drop_index("ix_alarm_call_conversation", table_name="alarm_call")
    op.drop_table("alarm_call")
    op.drop_index("ix_alarm_open", table_name="alarm")
    op.drop_index("ix_alarm_conversation", table_name="alarm")
    op.drop_table("alarm")
