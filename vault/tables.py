"""Rows of the vault."""

from sqlalchemy import Column, Float, LargeBinary, String, Table

from storage.metadata import metadata

vault_value = Table(
    "vault_value",
    metadata,
    Column("token", String(40), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("value_sealed", LargeBinary, nullable=False),
    Column("value_idx", String(64), nullable=False, index=True),
    Column("kept_at", Float, nullable=False),
)
