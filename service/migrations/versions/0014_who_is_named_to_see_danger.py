"""Who is named to see people in danger."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Whose post showed them people in danger goes on seeing them until an administrator decides."""
    op.add_column("staff", sa.Column("sees_danger", sa.Boolean(), server_default=sa.false(), nullable=False))
    staff = sa.table("staff", sa.column("roles", sa.String()), sa.column("sees_danger", sa.Boolean()))
    op.execute(staff.update().where(staff.c.roles.notin_(["", "village_worker"])).values(sees_danger=True))


def downgrade() -> None:
    """The post alone decides again."""
    with op.batch_alter_table("staff") as staff:
        staff.drop_column("sees_danger")
