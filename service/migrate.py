"""The one migration chain, for SQLite and PostgreSQL alike."""

from alembic import command
from alembic.config import Config

from service.settings import ROOT
from storage.database import Database


def alembic_config(database: Database) -> Config:
    """Alembic's configuration, bound to an open database."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "service" / "migrations"))
    config.attributes["engine"] = database.engine
    return config


def migrate(database: Database) -> None:
    """Bring the database to the newest revision; does nothing when it is there."""
    command.upgrade(alembic_config(database), "head")
