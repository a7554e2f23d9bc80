"""One-time codes, the addresses that they joined, and words that are of use for minutes only."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Nobody is joined yet."""
    op.create_table(
        "link_code",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("phone_idx", sa.String(length=64), nullable=False),
        sa.Column("way", sa.String(length=6), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("sure", sa.Boolean(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("used_at", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_code")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_link_code_conversation", "link_code", ["conversation_id", "at"])
    op.create_index("ix_link_code_phone", "link_code", ["phone_idx", "at"])
    op.create_table(
        "address_link",
        sa.Column("chat_id", sa.String(length=36), nullable=False),
        sa.Column("phone_id", sa.String(length=36), nullable=False),
        sa.Column("chat_sure", sa.Boolean(), nullable=False),
        sa.Column("phone_sure", sa.Boolean(), nullable=False),
        sa.Column("linked_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "phone_id", name=op.f("pk_address_link")),
    )
    op.create_index("ix_address_link_phone", "address_link", ["phone_id"])
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("only_until", sa.Float(), nullable=True))


def downgrade() -> None:
    """Every address stands alone again."""
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_column("only_until")
    op.drop_index("ix_address_link_phone", table_name="address_link")
    op.drop_table("address_link")
    op.drop_index("ix_link_code_phone", table_name="link_code")
    op.drop_index("ix_link_code_conversation", table_name="link_code")
    op.drop_table("link_code")
