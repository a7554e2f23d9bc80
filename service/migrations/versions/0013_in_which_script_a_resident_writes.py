"""In which script a resident writes."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Everybody so far was answered in Simplified characters."""
    op.add_column("conversation", sa.Column("traditional", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Answer everybody in Simplified characters again."""
    with op.batch_alter_table("conversation") as conversation:
        conversation.drop_column("traditional")
