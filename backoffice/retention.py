"""What is kept only for a while, and the routine that forgets it."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, Table, delete, or_

from backoffice import tables
from backoffice.drafts import Drafts
from backoffice.moments import seconds
from backoffice.unclear_messages import JUDGED
from storage.clock import Clock

SESSIONS_KEPT = timedelta(days=1)
ATTEMPTS_KEPT = timedelta(days=30)
ATTEMPTS = (tables.card_attempt, tables.sign_in_attempt, tables.link_code)
UNJUDGED_KEPT = timedelta(days=90)


@dataclass(frozen=True)
class Swept:
    """How many drafts, sessions, tries at cards, passwords and codes, and unclear messages were forgotten."""

    drafts: int
    sessions: int
    attempts: int
    unclear: int


class Retention:
    """Forgets what has been kept long enough."""

    def __init__(self, clock: Clock, drafts: Drafts) -> None:
        self._clock = clock
        self._drafts = drafts

    def sweep(self, c: Connection) -> Swept:
        """Drafts past their time, sessions long over, tries that no limit looks at, messages that nobody will judge."""
        attempts = sum(self._forget(c, table, ATTEMPTS_KEPT) for table in ATTEMPTS)
        return Swept(self._drafts.expire(c), self._sessions(c), attempts, self._unclear(c))

    def _unclear(self, c: Connection) -> int:
        u = tables.unclear_message.c
        old = u.at < seconds(self._clock) - UNJUDGED_KEPT.total_seconds()
        gone = delete(tables.unclear_message).where(old, u.state != JUDGED)
        return len(c.execute(gone.returning(u.id)).all())

    def _sessions(self, c: Connection) -> int:
        s = tables.staff_session.c
        over = seconds(self._clock) - SESSIONS_KEPT.total_seconds()
        gone = delete(tables.staff_session).where(or_(s.started_at < over, s.seen_at < over))
        return len(c.execute(gone.returning(s.token_hash)).all())

    def _forget(self, c: Connection, table: Table, kept: timedelta) -> int:
        old = table.c.at < seconds(self._clock) - kept.total_seconds()
        return len(c.execute(delete(table).where(old).returning(table.c.id)).all())
