"""Writes the next migration from what the rooms' tables say: `python -m service.migrations.new 0002 "what changes"`."""

import sys
import tempfile

from alembic import command

from service.migrate import alembic_config, migrate
from storage.database import Database


def write(revision: str, message: str) -> None:
    """Compare the newest revision with the tables and write the difference as a new file."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/newest.db")
        if revision != "0001":
            migrate(database)
        command.revision(alembic_config(database), message=message, autogenerate=True, rev_id=revision)
        database.dispose()


if __name__ == "__main__":
    write(*sys.argv[1:3])
