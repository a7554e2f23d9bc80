"""INSERT … ON CONFLICT for both databases.

Learn whether a row went in from `.returning(...)`, never from `rowcount`, which is -1 for such a statement on
PostgreSQL.
"""

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

type Insert = sqlite.Insert | postgresql.Insert


def insert(c: Connection, table: Table) -> Insert:
    """An insert into `table` that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return insert_into(c.dialect.name, table)


def insert_into(dialect: str, table: Table) -> Insert:
    """The same for a dialect by its name, for a statement that is built once."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
