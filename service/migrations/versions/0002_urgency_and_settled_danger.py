"""Messages that are answered also while the resident waits for a person; dangers that staff have settled."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Messages that are already there have been answered, or wait for a person as before."""
    op.add_column("inbox", sa.Column("urgent", sa.Boolean(), server_default=sa.false(), nullable=False))
    settled: sa.Column[bool] = sa.Column("danger_settled", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("conversation", settled)


def downgrade() -> None:
    """Forget which messages were urgent and which dangers are over."""
    with op.batch_alter_table("conversation") as conversation:
        conversation.drop_column("danger_settled")
    with op.batch_alter_table("inbox") as inbox:
        inbox.drop_column("urgent")
