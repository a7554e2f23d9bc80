"""Messages that the assistant was not sure of, kept sealed until staff say what was meant; training learns from them.

Personal numbers are masked before a message comes here. What nobody has judged is forgotten after a while
(`retention`); what was judged is kept, because every new model is trained on it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, func, select, update

from backoffice import tables
from backoffice.audit import Audit
from backoffice.errors import UnknownUnclearMessage
from backoffice.moments import moment, seconds
from backoffice.roles import Roles, StaffMember
from storage.clock import Clock
from vault.vault import Vault

REVIEW = "review_messages"
#: A page that can be read on a telephone.
MOST_SHOWN = 5

WAITING = "waiting"
JUDGED = "judged"
SET_ASIDE = "set_aside"

_TEXT = "unclear_message.text"


@dataclass(frozen=True)
class Meaning:
    """What a message wants, in the labels of understanding."""

    act: str
    topic: str
    matter: str


@dataclass(frozen=True)
class UnclearMessage:
    """A message and what it was taken for, with a certainty from 0 to 1."""

    id: int
    at: datetime
    text: str
    guess: Meaning
    confidence: float


@dataclass(frozen=True)
class JudgedMessage:
    """A message and what it means, as staff judged."""

    text: str
    meaning: Meaning


class UnclearMessages:
    """Keeps what was not understood, and what staff say about it."""

    def __init__(self, vault: Vault, clock: Clock, audit: Audit, roles: Roles) -> None:
        self._vault = vault
        self._clock = clock
        self._audit = audit
        self._roles = roles

    def keep(self, c: Connection, inbox_id: int, text: str, guess: Meaning, confidence: float) -> None:
        """Keep one message; a message that is handled again is kept once.

        Args:
            text: without personal numbers.
        """
        u = tables.unclear_message
        if c.scalar(select(u.c.id).where(u.c.inbox_id == inbox_id)) is not None:
            return
        row = {
            "inbox_id": inbox_id,
            "at": seconds(self._clock),
            "text_sealed": self._vault.seal(text, _TEXT),
            "confidence": confidence,
            "state": WAITING,
            **vars(guess),
        }
        c.execute(u.insert().values(row))

    def waiting(self, c: Connection, by: StaffMember, *, before: int | None = None) -> list[UnclearMessage]:
        """The messages that nobody has judged yet, newest first, a pageful; `before` goes on from a former page.

        Raises:
            NotAllowed: the person's roles do not allow reviewing.
        """
        self._roles.require(by, REVIEW)
        u = tables.unclear_message
        waits = u.c.state == WAITING if before is None else (u.c.state == WAITING) & (u.c.id < before)
        rows = c.execute(select(u).where(waits).order_by(u.c.id.desc()).limit(MOST_SHOWN)).all()
        return [self._opened(row) for row in rows]

    def count(self, c: Connection, state: str) -> int:
        """How many messages are in a state."""
        u = tables.unclear_message
        return c.execute(select(func.count()).where(u.c.state == state)).scalar_one()

    def judge(self, c: Connection, message_id: int, meaning: Meaning, *, by: StaffMember) -> None:
        """Say what a message means; the next training learns it.

        Raises:
            NotAllowed: the person's roles do not allow reviewing.
            UnknownUnclearMessage: no such message waits; a colleague may have judged it.
        """
        self._settle(c, message_id, JUDGED, by, vars(meaning))

    def set_aside(self, c: Connection, message_id: int, *, by: StaffMember) -> None:
        """Nothing is to be learnt from this message. Raises as `judge`."""
        self._settle(c, message_id, SET_ASIDE, by, {})

    def judged(self, c: Connection) -> list[JudgedMessage]:
        """Every message that staff have judged, oldest first."""
        u = tables.unclear_message
        rows = c.execute(select(u).where(u.c.state == JUDGED).order_by(u.c.id)).all()
        return [JudgedMessage(self._vault.open(row.text_sealed, _TEXT), _meaning(row)) for row in rows]

    def _settle(self, c: Connection, message_id: int, state: str, by: StaffMember, labels: dict[str, str]) -> None:
        self._roles.require(by, REVIEW)
        u = tables.unclear_message
        waits = (u.c.id == message_id) & (u.c.state == WAITING)
        if c.execute(update(u).where(waits).values(state=state, **labels)).rowcount == 0:
            raise UnknownUnclearMessage(message_id)
        self._audit.record(c, by.actor, f"message_{state}", f"unclear_message:{message_id}")

    def _opened(self, row: Row[tuple[object, ...]]) -> UnclearMessage:
        text = self._vault.open(row.text_sealed, _TEXT)
        return UnclearMessage(row.id, moment(row.at), text, _meaning(row), row.confidence)


def _meaning(row: Row[tuple[object, ...]]) -> Meaning:
    return Meaning(row.act, row.topic, row.matter)
