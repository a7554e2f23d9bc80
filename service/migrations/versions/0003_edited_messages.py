"""Messages that are edited after they were sent."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """What is there already was written on channels that know no edits."""
    with op.batch_alter_table("inbox") as inbox:
        inbox.add_column(sa.Column("message_key", sa.String(length=120), nullable=True))
        inbox.add_column(sa.Column("corrects", sa.Integer(), nullable=True))
        inbox.create_foreign_key(op.f("fk_inbox_corrects"), "inbox", ["corrects"], ["id"])
        inbox.create_index("ix_inbox_key", ["conversation_id", "message_key"])


def downgrade() -> None:
    """Forget which messages were edits."""
    with op.batch_alter_table("inbox") as inbox:
        inbox.drop_index("ix_inbox_key")
        inbox.drop_constraint(op.f("fk_inbox_corrects"), type_="foreignkey")
        inbox.drop_column("corrects")
        inbox.drop_column("message_key")
