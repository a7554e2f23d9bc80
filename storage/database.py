"""One database, SQLite or PostgreSQL, opened in exactly two ways: to write and to read.

SQLite: WAL, so that readers never wait for the writer; `BEGIN IMMEDIATE`, because a transaction that begins as a
reader and upgrades is refused at once when its snapshot is stale, whatever the busy timeout says; one write lock in
the process, because SQLite's own back-off starves waiters for seconds; `synchronous=FULL`, because a message that we
acknowledged may not be lost to a power cut. PostgreSQL: its defaults (read committed) with row locks in the
statements themselves.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, Literal

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import StaticPool

from storage.errors import DatabaseUrlError

Dialect = Literal["sqlite", "postgresql"]

_PRAGMAS = ("journal_mode=WAL", "busy_timeout=5000", "synchronous=FULL", "foreign_keys=ON")


class Database:
    """Opens transactions; `write()` and `read()` commit on leaving and roll back on an exception.

    Args:
        url: `sqlite:///file.db`, `sqlite://` (in memory, for tests) or `postgresql+psycopg://…`.
        pool_size: connections kept open; more threads than this wait.

    Raises:
        DatabaseUrlError: for any other kind of database.
    """

    def __init__(self, url: str, *, pool_size: int = 20) -> None:
        self.url = make_url(_with_psycopg(url))
        self.dialect = _dialect(self.url.get_backend_name())
        self.engine = self._open(pool_size)
        self._reader = self.engine.execution_options(readonly=True)
        self._one_writer = threading.RLock() if self.dialect == "sqlite" else nullcontext()

    def _open(self, pool_size: int) -> Engine:
        # An error that quotes a row would carry it into the log.
        plain: dict[str, Any] = {"max_overflow": 0, "pool_timeout": 30, "hide_parameters": True}
        if self.dialect == "postgresql":
            return create_engine(self.url, pool_size=pool_size, pool_pre_ping=True, **plain)
        if self.url.database in (None, "", ":memory:"):
            engine = create_engine(
                self.url, poolclass=StaticPool, connect_args={"check_same_thread": False}, hide_parameters=True
            )
        else:
            engine = create_engine(self.url, pool_size=pool_size, **plain)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that may change rows."""
        with self._one_writer, self.engine.begin() as c:
            yield c

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only looks; on SQLite it never waits for the writer.

        An in-memory SQLite has one connection, so there readers take turns with the writer.
        """
        guard = self._one_writer if isinstance(self.engine.pool, StaticPool) else nullcontext()
        with guard, self._reader.begin() as c:
            yield c

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _with_psycopg(url: str) -> str:
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    return url


def _dialect(backend: str) -> Dialect:
    if backend == "sqlite":
        return "sqlite"
    if backend == "postgresql":
        return "postgresql"
    raise DatabaseUrlError(backend)


def _prepare_sqlite(dbapi_connection: Any, _record: Any) -> None:
    dbapi_connection.isolation_level = None  # we say BEGIN ourselves
    cursor = dbapi_connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(c: Connection) -> None:
    readonly = c.get_execution_options().get("readonly", False)
    c.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")
