"""Messages that the assistant was not sure of, for staff to judge."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """None are kept yet."""
    op.create_table(
        "unclear_message",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("inbox_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("act", sa.String(length=24), nullable=False),
        sa.Column("topic", sa.String(length=24), nullable=False),
        sa.Column("matter", sa.String(length=24), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unclear_message")),
        sa.UniqueConstraint("inbox_id", name=op.f("uq_unclear_message_inbox_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_unclear_message_state", "unclear_message", ["state", "id"])


def downgrade() -> None:
    """Forget them, with what staff said about them."""
    op.drop_index("ix_unclear_message_state", table_name="unclear_message")
    op.drop_table("unclear_message")
