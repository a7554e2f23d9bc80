"""What can go wrong between us and the database.

StorageError
└── DatabaseUrlError   the address of the database is not one that this program can use
"""


class StorageError(Exception):
    """Root of this room's errors."""


class DatabaseUrlError(StorageError):
    """Raised while opening: the URL names a database that is neither SQLite nor PostgreSQL."""

    def __init__(self, url_kind: str) -> None:
        super().__init__(
            f"The database URL starts with '{url_kind}', which is not supported. "
            "Use sqlite:///path/to/assistant.db or postgresql+psycopg://user@host/name."
        )
