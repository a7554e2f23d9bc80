"""What staff have judged reaches the trainer, and the model that learnt it is the one that is used."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from backoffice.office import BackOffice
from backoffice.roles import Role, StaffMember
from backoffice.unclear_messages import JudgedMessage, Meaning
from service.commands.train import judged_messages
from service.migrate import migrate
from service.model import model_path, model_path_with
from service.settings import Settings
from storage.clock import SystemClock
from storage.database import Database
from vault.keys import KeyRing
from vault.vault import Vault

OFFICER = StaffMember("s1", "clerk", "示例员", frozenset({Role.ADMINISTRATOR}), active=True, must_change_password=False)
JUDGED = JudgedMessage("那个本本啥时候换新的", Meaning("ask_procedure", "legal_aid_card", "none"))  # synthetic


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An office whose state is in a folder of its own."""
    monkeypatch.setenv("ASSISTANT_STATE_DIR", str(tmp_path))
    monkeypatch.delenv("ASSISTANT_MODELS_DIR", raising=False)
    return Settings()


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_address())
    yield database
    database.dispose()


def test_before_the_first_start_nothing_has_been_judged(settings: Settings) -> None:
    assert judged_messages(settings) == []


def test_what_staff_judged_in_the_database_is_what_training_gets(settings: Settings, database: Database) -> None:
    vault = Vault(KeyRing.load_or_generate(settings.state("keys.json")))
    assert judged_messages(settings) == []
    migrate(database)
    messages = BackOffice.open(vault, SystemClock()).unclear_messages
    with database.write() as c:
        messages.keep(c, 1, JUDGED.text, Meaning("inform", "none", "none"), 0.3)
        messages.keep(c, 2, "嗯", Meaning("inform", "none", "none"), 0.3)
        messages.judge(c, messages.waiting(c, OFFICER)[1].id, JUDGED.meaning, by=OFFICER)
    assert judged_messages(settings) == [JUDGED]


def test_the_newest_model_of_the_present_sources_is_used(settings: Settings) -> None:
    plain, learnt = model_path_with(settings, []), model_path_with(settings, [JUDGED])
    assert plain != learnt
    assert model_path(settings) == plain
    plain.parent.mkdir(parents=True)
    for path, written in ((plain, 1_000), (learnt, 2_000)):
        path.write_bytes(b"")
        os.utime(path, (written, written))
    assert model_path(settings) == learnt
    os.utime(plain, (3_000, 3_000))
    assert model_path(settings) == plain
