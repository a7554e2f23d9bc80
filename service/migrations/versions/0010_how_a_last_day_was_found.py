"""By which rule a case's last day was reckoned."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """The days that are there were named by the residents themselves."""
    op.add_column("case", sa.Column("deadline_rule", sa.String(length=32), nullable=True))


def downgrade() -> None:
    """Forget how they were found."""
    with op.batch_alter_table("case") as case:
        case.drop_column("deadline_rule")
