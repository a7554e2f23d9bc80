"""The papers of a case, and the files that a resident sent for it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """No list is written down yet; opening a case draws it up."""
    op.create_table(
        "case_paper",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("sms_safe", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.Float(), nullable=True),
        sa.Column("settled_at", sa.Float(), nullable=True),
        sa.Column("settled_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_paper_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_paper")),
        sa.UniqueConstraint("case_id", "label", name=op.f("uq_case_paper_case_id_label")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "case_file",
        sa.Column("attachment_id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_file_case_id")),
        sa.ForeignKeyConstraint(["paper_id"], ["case_paper.id"], name=op.f("fk_case_file_paper_id")),
        sa.PrimaryKeyConstraint("attachment_id", "case_id", name=op.f("pk_case_file")),
    )
    op.create_index("ix_case_file_case", "case_file", ["case_id"])


def downgrade() -> None:
    """Forget which papers were needed and which files were sent for them."""
    op.drop_index("ix_case_file_case", table_name="case_file")
    op.drop_table("case_file")
    op.drop_table("case_paper")
