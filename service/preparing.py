"""What a first start makes: keys, database, the first administrator, the example county's samples, the model."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from backoffice import tables as backoffice_tables
from backoffice.actors import Actor
from backoffice.office import BackOffice
from conversations.tables import conversation
from service.errors import KeysLost
from service.migrate import migrate
from service.model import ensure_model, model_path
from service.progress import step
from service.settings import ROOT, Settings
from storage.clock import SystemClock
from storage.database import Database
from vault.keys import KeyRing
from vault.vault import Vault

#: Synthetic cards of the example county, so that a first visitor can try one.
EXAMPLE_CARDS = ROOT / "service" / "example" / "cards.csv"
#: An invented directory of stations, each marked as invented.
EXAMPLE_STATIONS = ROOT / "service" / "example" / "stations.csv"


@dataclass(frozen=True)
class Prepared:
    """Where things stand after preparing."""

    password_file: Path
    keys_file: Path
    made_keys: bool


def prepare(settings: Settings) -> Prepared:
    """Make what is missing, each with a word on the terminal; does nothing to what is there.

    Raises:
        KeysLost: the database was written with keys that are not there any more.
    """
    settings.state().mkdir(mode=0o700, parents=True, exist_ok=True)
    keys_file = settings.state("keys.json")
    database = Database(settings.database_address())
    with step("准备数据库 · migrating the database"):
        migrate(database)
    made_keys = not keys_file.exists()
    if made_keys and _holds_sealed_values(database):
        raise KeysLost(str(keys_file))
    vault = Vault(KeyRing.load_or_generate(keys_file))
    office = BackOffice.open(vault, SystemClock())
    password_file = settings.state("first-staff-password.txt")
    _first_administrator(database, office, password_file)
    if settings.county == "example":
        _example_samples(database, office)
    database.dispose()
    if not settings.engine_url and not model_path(settings).exists():
        with step("训练理解模型，只在第一次 · training the model, the first time only"):
            ensure_model(settings)
    return Prepared(password_file, keys_file, made_keys)


def _holds_sealed_values(database: Database) -> bool:
    with database.read() as c:
        sealed = (conversation, backoffice_tables.card)
        return any(c.execute(select(table.c.id).limit(1)).first() is not None for table in sealed)


def _first_administrator(database: Database, office: BackOffice, password_file: Path) -> None:
    with database.write() as c:
        made = office.staff.ensure_first_administrator(c)
        if made is None:
            return
        password_file.touch(mode=0o600)
        password_file.write_text(f"{made.member.username} {made.password}\n")


def _example_samples(database: Database, office: BackOffice) -> None:
    with database.write() as c:
        if office.stations.count(c) == 0:
            office.stations.load_csv(c, EXAMPLE_STATIONS.read_bytes(), Actor.system("example county"))
        if office.cards.count(c) == 0:
            office.cards.import_csv(c, EXAMPLE_CARDS.read_bytes(), Actor.system("example county"))
