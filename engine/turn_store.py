"""Where conversations are kept: one sealed row a turn.

Rasa's own SQL store writes seven rows a turn with intents and actions in clear, has no guard against the same turn
written twice, and falls back to memory when the database fails. Here a turn is one row, sealed whole, unique by its
number and by its message: of two processes that handle the same message at once, one fails and nothing is doubled.
Rasa is given the last few turns only, so that a long conversation is as quick as a new one; the rules of bot/dialogue
look no further back than the message itself. They look at what was understood, never at the words: a resident's words
are not kept here at all.
"""

import itertools
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUttered, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker

from engine.seal import Seal

TURNS_REMEMBERED = 2

metadata = sa.MetaData()

engine_turn = sa.Table(
    "engine_turn",
    metadata,
    sa.Column("conversation", sa.String(64), primary_key=True),
    sa.Column("n", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("message_id", sa.String(128), nullable=False),
    sa.Column("at", sa.Float, nullable=False, index=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("conversation", "message_id"),
)
"""`conversation`: opaque session id; `n`: 0, 1, 2 …; `at`: seconds since 1970; `sealed`: the turn's events as JSON."""


class SealedTurnStore(TrackerStore):
    """Keeps trackers as sealed turns in SQLite or PostgreSQL."""

    def __init__(self, database_url: str, seal: Seal, domain: Domain | None = None) -> None:
        super().__init__(domain)
        self._database = _database(database_url)
        self._seal = seal
        _create_table(self._database)

    def ping(self) -> None:
        """Ask the database for nothing.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: when it does not answer.
        """
        with self._database.connect() as connection:
            connection.execute(sa.select(sa.literal(1)))

    def turn_of(self, conversation: str, message_id: str) -> list[Event]:
        """The events of the turn that a message led to, the message first; none when it is new.

        Raises:
            SealError: when the turn cannot be opened.
        """
        this = (engine_turn.c.conversation == conversation) & (engine_turn.c.message_id == message_id)
        with self._database.connect() as connection:
            row = connection.execute(sa.select(engine_turn.c.n, engine_turn.c.sealed).where(this)).first()
        events = deserialise_events(self._open(conversation, row)) if row else []
        return list(itertools.dropwhile(lambda event: not isinstance(event, UserUttered), events))

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation's last turns; None when there are none.

        Raises:
            SealError: when a turn cannot be opened.
        """
        query = sa.select(engine_turn.c.n, engine_turn.c.sealed).where(engine_turn.c.conversation == sender_id)
        with self._database.connect() as connection:
            rows = connection.execute(query.order_by(engine_turn.c.n.desc()).limit(TURNS_REMEMBERED)).fetchall()
        if not rows:
            return None
        events = [event for row in reversed(rows) for event in self._open(sender_id, row)]
        return DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)

    async def create_tracker(self, conversation_id: str, append_action_listen: bool = True) -> DialogueStateTracker:
        """A new conversation, which is stored with its first turn and not before."""
        return self.init_tracker(conversation_id)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Add the last turn of the conversation.

        Raises:
            sqlalchemy.exc.IntegrityError: when that turn, or a turn of that message, is there already.
        """
        message, events = _last_turn(list(tracker.events))
        content = json.dumps([_without_words(event.as_dict()) for event in events]).encode()
        with self._database.begin() as connection:
            n = connection.execute(_next_number(tracker.sender_id)).scalar()
            row = {
                "conversation": tracker.sender_id,
                "n": n,
                "message_id": message.message_id,
                "at": message.timestamp,
                "sealed": self._seal.close(content, _place(tracker.sender_id, n)),
            }
            connection.execute(engine_turn.insert(), row)

    def forget(self, before: float) -> int:
        """Delete turns from before a time (seconds since 1970); how many there were."""
        with self._database.begin() as connection:
            deleted: int = connection.execute(engine_turn.delete().where(engine_turn.c.at < before)).rowcount
        return deleted

    async def keys(self) -> Iterable[str]:
        """All conversations."""
        with self._database.connect() as connection:
            return [row[0] for row in connection.execute(sa.select(engine_turn.c.conversation).distinct())]

    def _open(self, conversation: str, row: Any) -> Any:
        return json.loads(self._seal.open(bytes(row.sealed), _place(conversation, row.n)))


def _next_number(conversation: str) -> Any:
    newest = sa.func.max(engine_turn.c.n)
    return sa.select(sa.func.coalesce(newest + 1, 0)).where(engine_turn.c.conversation == conversation)


def _last_turn(events: Sequence[Event]) -> tuple[UserUttered, Sequence[Event]]:
    """Message and events of the last turn; the first turn has what stands before its message as well."""
    messages = [index for index, event in enumerate(events) if isinstance(event, UserUttered)]
    start = messages[-1] if len(messages) > 1 else 0
    message = events[messages[-1]]
    assert isinstance(message, UserUttered)
    return message, events[start:]


def _without_words(event: dict[str, Any]) -> dict[str, Any]:
    """What was understood of a message, without what was written; other events as they are."""
    if event["event"] != UserUttered.type_name:
        return event
    understood = {name: value for name, value in event["parse_data"].items() if name != "text"}
    return {**event, "text": None, "parse_data": understood}


def _place(conversation: str, n: int) -> str:
    return f"{conversation}/{n}"


def _database(address: str) -> Any:
    url = sa.engine.make_url(address)
    if url.get_backend_name() == "postgresql":
        return sa.create_engine(url.set(drivername="postgresql+psycopg2"), pool_pre_ping=True)
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    arguments = {"timeout": 5, "check_same_thread": False}
    database = sa.create_engine(url, poolclass=sa.pool.QueuePool, connect_args=arguments)
    sa.event.listen(database, "connect", _durable)
    return database


def _durable(connection: Any, _: Any) -> None:
    """A turn that was answered must survive a power cut."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")


def _create_table(database: Any) -> None:
    """Create the table, unless another engine that starts just now is faster."""
    try:
        metadata.create_all(database)
    except sa.exc.DBAPIError:
        metadata.create_all(database)
