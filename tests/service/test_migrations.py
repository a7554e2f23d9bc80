"""The one migration chain makes exactly the tables that the rooms declare, on both databases."""

import importlib

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from service.migrate import alembic_config, migrate
from storage.database import Database
from storage.metadata import metadata

for room in ("vault", "conversations", "backoffice"):
    importlib.import_module(f"{room}.tables")


@pytest.fixture
def empty(database_url: str):
    database = Database(database_url)
    yield database
    database.dispose()


def test_the_newest_revision_is_what_the_rooms_declare(empty: Database) -> None:
    migrate(empty)
    with empty.engine.connect() as c:
        assert compare_metadata(MigrationContext.configure(c, opts={"compare_type": True}), metadata) == []


def test_migrating_twice_changes_nothing(empty: Database) -> None:
    migrate(empty)
    migrate(empty)
    assert "outbox" in inspect(empty.engine).get_table_names()


def test_every_revision_can_be_taken_back(empty: Database) -> None:
    migrate(empty)
    command.downgrade(alembic_config(empty), "base")
    assert set(inspect(empty.engine).get_table_names()) <= {"alembic_version"}


def test_the_migrated_audit_log_cannot_be_changed(empty: Database) -> None:
    migrate(empty)
    row = "INSERT INTO audit (at, actor_kind, actor_id, action, subject, detail) VALUES (1, 'bot', 'b', 'a', 's', '{}')"
    with empty.write() as c:
        c.execute(text(row))
    for change in ("DELETE FROM audit", "UPDATE audit SET at = 2"):
        with pytest.raises(DatabaseError, match="append-only"), empty.write() as c:
            c.execute(text(change))
