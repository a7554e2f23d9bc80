"""INSERT … ON CONFLICT for both databases.

Learn whether a row went in from `.returning(...)`, never from `rowcount`, which is -1 for such a statement on
PostgreSQL.
"""

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert(c: Connection, table: Table) -> "sqlite.Insert | postgresql.Insert":
    """An insert into `table` that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return sqlite.insert(table) if c.dialect.name == "sqlite" else postgresql.insert(table)
