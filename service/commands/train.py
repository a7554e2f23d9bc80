"""`assistant train`: train the model from nlu/data, bot/dialogue and config.yml, and from what staff have judged.

Where there is a database, the messages that staff judged in the console are learnt with the others. A running engine keeps
the model that it started with: the new one is used from the next start on.
"""

import argparse
from typing import Any

from sqlalchemy import inspect

from backoffice import tables
from backoffice.office import BackOffice
from backoffice.unclear_messages import JudgedMessage
from service.model import model_path_with, train
from service.progress import step
from service.settings import Settings
from storage.clock import SystemClock
from storage.database import Database
from vault.keys import KeyRing
from vault.vault import Vault


def add_to(subcommands: Any) -> None:
    """Name the subcommand and its words."""
    parser = subcommands.add_parser("train", help="train the model from nlu/data, bot/dialogue and config.yml")
    parser.add_argument("--force", action="store_true", help="also when the model for these sources is there")
    parser.set_defaults(execute=execute)


def execute(arguments: argparse.Namespace) -> int:
    """Train unless the model for the present sources is there."""
    settings = Settings()
    judged = judged_messages(settings)
    path = model_path_with(settings, judged)
    if path.exists() and not arguments.force:
        print(f"The model for these sources is there: {path}")
        return 0
    with step(f"训练理解模型 · training the model, {len(judged)} messages of it judged by staff"):
        path = train(settings, judged)
    print(path)
    return 0


def judged_messages(settings: Settings) -> list[JudgedMessage]:
    """What staff have judged; nothing where no database or no keys are yet."""
    keys = settings.state("keys.json")
    if not keys.exists():
        return []
    database = Database(settings.database_address())
    try:
        if not inspect(database.engine).has_table(tables.unclear_message.name):
            return []
        office = BackOffice.open(Vault(KeyRing.load(keys)), SystemClock())
        with database.read() as c:
            return office.unclear_messages.judged(c)
    finally:
        database.dispose()
