"""What residents of the open cases have told, as the rules take it: no name, no address, no number of a person."""

from collections.abc import Iterator
from datetime import date

from backoffice.drafts import Draft
from backoffice.office import BackOffice
from conversations.messages import JsonValue
from knowledge import PROMISES, County, KnowledgeError, Situation, load_county, vocabulary
from knowledge.register import Register
from service.settings import Settings
from storage.clock import SystemClock
from storage.database import Database
from vault.keys import KeyRing
from vault.vault import Vault


def open_cases(settings: Settings, on: date) -> Iterator[tuple[County, Register]]:
    """The open cases of each county as a register; a draft whose answers contradict the vocabulary is left out."""
    for county, situations in _by_county(_drafts(settings)).items():
        yield load_county(county).answering(on), Register.of(situations)


def answers_of(draft: Draft) -> dict[str, JsonValue]:
    """The facts of a draft that rules ask for; what is personal never is."""
    return {key: value for key, value in draft.known.items() if key.rpartition(".")[2] in vocabulary()}


def _drafts(settings: Settings) -> list[Draft]:
    database = Database(settings.database_address())
    office = BackOffice.open(Vault(KeyRing.load(settings.state("keys.json"))), SystemClock())
    try:
        with database.read() as c:
            return office.drafts.of_open_cases(c)
    finally:
        database.dispose()


def _by_county(drafts: list[Draft]) -> dict[str, list[Situation]]:
    found: dict[str, list[Situation]] = {}
    for draft in drafts:
        try:
            situation = Situation.from_answers({**PROMISES, **answers_of(draft)})
        except KnowledgeError:
            continue
        found.setdefault(draft.county, []).append(situation)
    return found
