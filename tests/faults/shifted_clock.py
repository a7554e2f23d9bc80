"""A clock that is set forwards or back while everything runs: the office's and the database's, by the same seconds.

Only the assistant under test is moved. In SQLite its `julianday` is replaced on every connection of the process; in
PostgreSQL a function of the same name stands before the built-in `clock_timestamp`. How far lies in a file and a row.
"""

import contextlib
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, text

from storage.clock import CHINA

_DAY_SECONDS = 86400.0
#: Tuesday, 24 November 2026, ten in the morning: staff are there, and no step a fault can make reaches lunch.
OFFICE = datetime(2026, 11, 24, 10, 0, tzinfo=CHINA)

_POSTGRESQL = """
CREATE SCHEMA shifted;
CREATE TABLE shifted.by (seconds double precision);
INSERT INTO shifted.by VALUES (0);
CREATE FUNCTION shifted.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
  'SELECT pg_catalog.clock_timestamp() + make_interval(secs => (SELECT seconds FROM shifted.by))';
"""
#: New tables go to the first of these; a function is looked for in their order.
SEARCH_PATH = "public,shifted,pg_catalog"


class ShiftedClock:
    """The office's clock of the assistant under test: a morning that stands still but for what it was set by."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def seconds(self) -> float:
        """How far it was set forwards (or back, below zero)."""
        with contextlib.suppress(OSError, ValueError):
            return float(self._file.read_text())
        return 0.0

    def now(self) -> datetime:
        """The present moment of the office."""
        return OFFICE + timedelta(seconds=self.seconds())

    def move_sqlite(self) -> None:
        """Every SQLite connection of this process that is opened from now on follows this clock."""

        @event.listens_for(Engine, "connect")
        def follow(connection: Any, _record: Any) -> None:
            if isinstance(connection, sqlite3.Connection):
                connection.create_function("julianday", 1, self._julianday)

    def _julianday(self, _now: str) -> float:
        return datetime.now().timestamp() / _DAY_SECONDS + 2440587.5 + self.seconds() / _DAY_SECONDS


def prepare_postgresql(url: str) -> None:
    """Make the function that stands before the built-in one."""
    admin = create_engine(url)
    with admin.begin() as c:
        c.execute(text(_POSTGRESQL))
    admin.dispose()


def set_clocks(file: Path, seconds: float, postgresql: Engine | None) -> None:
    """Set the office's clock, and with it SQLite's; PostgreSQL's where there is one."""
    draft = file.with_suffix(".draft")
    draft.write_text(str(seconds))
    draft.rename(file)
    if postgresql is not None:
        with postgresql.begin() as c:
            c.execute(text("UPDATE shifted.by SET seconds = :seconds"), {"seconds": seconds})
