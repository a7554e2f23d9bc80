"""Matters of many people: join codes and claimants."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Every case so far is that of one person."""
    op.create_table(
        "joint_matter",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("told", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_joint_matter_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_joint_matter")),
        sa.UniqueConstraint("code", name=op.f("uq_joint_matter_code")),
    )
    op.create_table(
        "claimant",
        sa.Column("draft_id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_claimant_draft_id_draft")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_claimant_case_id_case")),
        sa.PrimaryKeyConstraint("draft_id", name=op.f("pk_claimant")),
    )
    op.create_index(op.f("ix_claimant_case_id"), "claimant", ["case_id"])


def downgrade() -> None:
    """Forget who belongs together; the answers of those who joined stay in their drafts."""
    op.drop_index(op.f("ix_claimant_case_id"), table_name="claimant")
    op.drop_table("claimant")
    op.drop_table("joint_matter")
