"""`assistant migrate`: bring the database to the newest revision."""

import argparse
from typing import Any

from service.migrate import migrate
from service.settings import Settings
from storage.database import Database


def add_to(subcommands: Any) -> None:
    """Name the subcommand and its words."""
    parser = subcommands.add_parser("migrate", help="bring the database to the newest revision")
    parser.set_defaults(execute=execute)


def execute(_arguments: argparse.Namespace) -> int:
    """Migrate the database that the settings name."""
    settings = Settings()
    settings.state().mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_address())
    migrate(database)
    database.dispose()
    print(f"Database is up to date: {database.url.render_as_string(hide_password=True)}")
    return 0
