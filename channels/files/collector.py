"""Fetches what residents sent from where its provider keeps it, one file after the other, and says what became of it."""

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from bot.worker import WorkBell
from channels.errors import FetchFailed, FileRefused, ScannerSilent
from channels.files.safe import make_safe
from channels.files.scan import Scanner
from channels.port import FileSource
from conversations import attachments, handoff, outbox
from conversations.attachments import Wanted
from conversations.inbox import BODY
from conversations.messages import Reply, SafeFile
from storage.database import Database
from vault.vault import Vault

log = logging.getLogger(__name__)

#: What a resident can hear about a file: that it is here, or why it is not.
Fate = Literal["kept", "too_large", "kind", "broken", "infected", "gone"]


@dataclass(frozen=True)
class FetchPatience:
    """How long a file is tried: seconds before the next attempt, by attempt; after the last it counts as gone."""

    backoff: tuple[float, ...] = (2.0, 10.0, 30.0, 120.0, 600.0)


class Collector:
    """Fetches what is wanted; `run` it in a thread, `step` through it in a test.

    Args:
        sources: one for each channel whose provider keeps files.
        words: what is said about a file.
        said: called when words were queued, with the conversation.
        poll: seconds between looks when nobody wakes it.
    """

    def __init__(
        self,
        database: Database,
        vault: Vault,
        sources: Iterable[FileSource],
        scanner: Scanner,
        *,
        words: Callable[[Fate], Reply],
        said: Callable[[str], None] = lambda conversation_id: None,
        patience: FetchPatience = FetchPatience(),
        poll: float = 1.0,
    ) -> None:
        self._database, self._vault, self._scanner = database, vault, scanner
        self._sources = {source.channel: source for source in sources}
        self._words, self._said, self._patience, self._poll = words, said, patience, poll
        self._news = WorkBell()
        self._lease = max((source.timeout for source in self._sources.values()), default=0.0) + 60.0

    def wake(self) -> None:
        """A message with files was kept; may be called from any thread."""
        self._news.ring()

    def run(self, stop: threading.Event) -> None:
        """Fetch until `stop` is set; a fault of the database is logged and waited out."""
        while not stop.is_set():
            try:
                busy = self.step()
            except Exception:
                log.exception("The collector could not finish a step; it goes on with the next.")
                busy = False
            if not busy:
                self._news.wait(self._poll)

    def step(self) -> bool:
        """Handle one file; False when none is due."""
        with self._database.read() as c:
            if not attachments.anything_wanted(c):
                return False
        with self._database.write() as c:
            wanted = attachments.claim_wanted(c, self._vault, lease=self._lease)
        if wanted is None:
            return False
        try:
            self._settle(wanted, self._fetch(wanted), "kept")
        except FileRefused as refusal:
            self._settle(wanted, None, refusal.reason)
        except (FetchFailed, ScannerSilent) as fault:
            self._later(wanted, fault)
        return True

    def _fetch(self, wanted: Wanted) -> SafeFile:
        source = self._sources.get(wanted.channel)
        if source is None or not wanted.source:
            raise FileRefused("gone", f"Channel {wanted.channel} keeps no files.")
        return make_safe(source.fetch(wanted.source), self._scanner)

    def _later(self, wanted: Wanted, fault: Exception) -> None:
        log.info("File %s could not be had (%s), attempt %d.", wanted.id, type(fault).__name__, wanted.attempt)
        if wanted.attempt > len(self._patience.backoff):
            return self._settle(wanted, None, "gone")
        with self._database.write() as c:
            attachments.try_again(c, wanted, after=self._patience.backoff[wanted.attempt - 1])
        return None

    def _settle(self, wanted: Wanted, safe: SafeFile | None, fate: Fate) -> None:
        """What became of it and the words about it, in one transaction: both or neither."""
        with self._database.write() as c:
            talk = handoff.lock(c, wanted.conversation_id)
            if safe is not None:
                news = attachments.record_kept(c, self._vault, wanted, safe)
            else:
                news = fate != "kept" and attachments.record_refused(c, wanted, fate)
            # A turn answers a message that is nothing but files, and says that they came.
            answered = talk.hold == "bot" and attachments.was_wordless(c, self._vault, wanted.inbox_id, BODY)
            if news and not (safe is not None and answered):
                draft = outbox.Draft(talk.id, f"file:{wanted.id}", 0, self._words(fate), "system", talk.epoch)
                outbox.put(c, self._vault, draft)
        self._said(wanted.conversation_id)
