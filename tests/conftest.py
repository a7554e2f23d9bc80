"""Fixtures of all rooms: a database, a vault and a clock.

The database is SQLite in a temporary file. With `ASSISTANT_TEST_SERVICES=1` it is a fresh schema of the PostgreSQL
at `DATABASE_URL`, and a test fails, never skips, when that cannot be reached.
"""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A machine that others use too is slow at times: what takes long is no fault of a property.
settings.register_profile("shared machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared machine")

SERVICES = os.environ.get("ASSISTANT_TEST_SERVICES") == "1"
POSTGRESQL = os.environ.get("DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/test")


@contextmanager
def fresh_database(folder: Path) -> Iterator[str]:
    """The address of an empty database, gone afterwards."""
    if not SERVICES:
        yield f"sqlite:///{folder / 'assistant.db'}"
        return
    from sqlalchemy import create_engine, text

    schema = f"t_{uuid.uuid4().hex[:12]}"
    plain = POSTGRESQL.replace("postgresql://", "postgresql+psycopg://", 1)
    admin = create_engine(plain, isolation_level="AUTOCOMMIT")
    with admin.connect() as c:
        c.execute(text(f"CREATE SCHEMA {schema}"))
    yield f"{plain}{'&' if '?' in plain else '?'}options=-csearch_path%3D{schema}"
    with admin.connect() as c:
        c.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    admin.dispose()


@pytest.fixture
def database_url(tmp_path: Path) -> Iterator[str]:
    """The address of an empty database."""
    with fresh_database(tmp_path) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator["object"]:
    """A database with every table of the rooms that exist."""
    import importlib

    from storage.database import Database
    from storage.metadata import metadata

    for room in ("vault", "conversations", "backoffice"):
        importlib.import_module(f"{room}.tables")
    db = Database(database_url)
    metadata.create_all(db.engine)
    yield db
    db.dispose()


@pytest.fixture
def vault() -> "object":
    """A vault whose keys die with the test."""
    from vault.testing import throwaway_vault

    return throwaway_vault()


@pytest.fixture
def clock() -> "object":
    """Tuesday, 24 November 2026, ten in the morning in China, standing still."""
    from storage.clock import FrozenClock

    return FrozenClock(datetime(2026, 11, 24, 10, 0))
