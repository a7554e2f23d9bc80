"""What the console is put together from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from sqlalchemy import Connection

from backoffice.cases import Case
from backoffice.console.labels import Labels
from backoffice.console.pace import PATIENCE, Patience
from backoffice.office import BackOffice
from backoffice.papers import Paper
from storage.clock import Clock
from storage.database import Database
from vault.vault import Vault


class Live(Protocol):
    """Wakes the open pages of residents; `closed` once the service shuts down."""

    closed: bool

    def ring(self, conversation_id: str) -> None:
        """Something that the resident can see has changed; may be called from any thread."""
        ...


@dataclass(frozen=True)
class ConsoleParts:
    """Everything that the pages of staff need.

    Attributes:
        county_zh: the county's name as it stands in the head of every page.
        labels: what can be said about a message that was not understood.
        public_url: the address under which staff open the console; https makes the cookies secure.
        wake_worker: called after a commit that left a message for the bot.
        wake_dispatcher: called after a commit that queued words to a resident.
        ask_for_papers: queues a request for papers to whoever filed a case; false where they are not told.
        tell_of_case: queues news for whoever filed a case that was moved on; false where they are not told.
        poll: seconds between two looks of a live page at the database.
        patience: how much one address may ask for.
    """

    database: Database
    vault: Vault
    clock: Clock
    office: BackOffice
    county_zh: str
    labels: Labels
    public_url: str
    wake_worker: Callable[[], None]
    wake_dispatcher: Callable[[], None]
    live: Live
    ask_for_papers: Callable[[Connection, Case, list[Paper]], bool] = lambda c, case, missing: False
    tell_of_case: Callable[[Connection, Case], bool] = lambda c, case: False
    poll: float = 1.0
    patience: Patience = PATIENCE

    @property
    def is_secure(self) -> bool:
        """Whether staff come over https."""
        return urlsplit(self.public_url).scheme == "https"
