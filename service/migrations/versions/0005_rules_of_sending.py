"""By what the rules of sending count: when a message was let out, whether anybody had asked for it, which words."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """What has left already counts for nothing."""
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("let_out_at", sa.Float(), nullable=True))
        outbox.add_column(sa.Column("unsolicited", sa.Boolean(), server_default=sa.false(), nullable=False))
        outbox.add_column(sa.Column("text_idx", sa.String(length=64), nullable=True))
        outbox.add_column(sa.Column("deferred", sa.Boolean(), server_default=sa.false(), nullable=False))
        outbox.create_index("ix_outbox_let_out", ["let_out_at"])


def downgrade() -> None:
    """Forget what was counted."""
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_index("ix_outbox_let_out")
        for column in ("deferred", "text_idx", "unsolicited", "let_out_at"):
            outbox.drop_column(column)
