"""Alarms: somebody is in danger, nobody has them, and people were called for them. When one begins, goes on, and is over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, case, func, or_, select, update

from backoffice import tables
from backoffice.actors import Actor
from backoffice.audit import Audit
from conversations import handoff
from conversations.tables import conversation
from storage.clock import read_database_clock
from storage.insert import insert

ON_CALL = Actor.system("on_call")


@dataclass(frozen=True)
class OpenAlarm:
    """An alarm that nobody has answered.

    Attributes:
        place: whose turn on the list it was last, from 0.
        called_at: when, seconds since 1970.
        everybody_called: the whole list was called, and the resident was told the numbers again.
    """

    id: int
    conversation_id: str
    epoch: int
    place: int
    called_at: float
    everybody_called: bool


class Alarms:
    """Keeps them; every method is a step of the caller's transaction, and each change is in the audit log.

    Args:
        clock: the moment by which calls are counted, seconds since 1970: the database's, as for who holds what.
    """

    def __init__(self, audit: Audit, clock: Callable[[Connection], float] = read_database_clock) -> None:
        self._audit, self._clock = audit, clock

    def due(self, c: Connection) -> list[str]:
        """Conversations for which an alarm should begin."""
        return list(c.scalars(_unattended()))

    def begin(self, c: Connection, conversation_id: str) -> int | None:
        """A new alarm; none where another process has just begun one."""
        handoff.lock(c, conversation_id)
        if c.scalar(_unattended().where(conversation.c.id == conversation_id)) is None:
            return None
        new = tables.alarm.insert().values(conversation_id=conversation_id, began_at=self._clock(c))
        alarm = int(c.execute(new.returning(tables.alarm.c.id)).scalar_one())
        self._audit.record(c, ON_CALL, "alarm_began", f"conversation:{conversation_id}", {"alarm": alarm})
        return alarm

    def waited(self, c: Connection, seconds: float) -> list[OpenAlarm]:
        """Alarms that go on, whose last call was so long ago."""
        found = [OpenAlarm(**row._mapping) for row in c.execute(_open_alarms())]
        return [alarm for alarm in found if self._clock(c) - alarm.called_at >= seconds]

    def called(self, c: Connection, alarm: int, place: int, conversation_id: str) -> bool:
        """Write down a call to whoever is at a place of the list, in a conversation with them; False when it was made."""
        row = {"alarm_id": alarm, "place": place, "conversation_id": conversation_id, "called_at": self._clock(c)}
        new = insert(c, tables.alarm_call).values(row).on_conflict_do_nothing().returning(tables.alarm_call.c.place)
        if c.execute(new).first() is None:
            return False
        detail = {"alarm": alarm, "place": place}
        self._audit.record(c, ON_CALL, "alarm_called", f"conversation:{conversation_id}", detail)
        return True

    def nobody_came(self, c: Connection, alarm: OpenAlarm) -> None:
        """Everybody was called; a late answer still ends it."""
        c.execute(update(tables.alarm).where(tables.alarm.c.id == alarm.id).values(nobody_at=self._clock(c)))
        self._audit.record(c, ON_CALL, "alarm_unanswered", f"conversation:{alarm.conversation_id}", {"alarm": alarm.id})

    def answered_by_reply(self, c: Connection, conversation_id: str) -> bool:
        """Whoever was called in a conversation wrote in it: what they were called for is over."""
        found = c.execute(_CALLED_IN, {"of_conversation": conversation_id}).all()
        return self._end(c, found, Actor.system("on_call_reply"))

    def opened(self, c: Connection, conversation_id: str, by: Actor) -> None:
        """A member of staff reads the conversation: nobody else needs to be called."""
        self._end_all(c, tables.alarm.c.conversation_id == conversation_id, by)

    def end_what_is_over(self, c: Connection) -> None:
        """Staff took them over, or their danger is settled."""
        over = select(conversation.c.id).where(_is_over())
        self._end_all(c, tables.alarm.c.conversation_id.in_(over), ON_CALL)

    def _end_all(self, c: Connection, which: ColumnElement[bool], by: Actor) -> bool:
        return self._end(c, c.execute(_GOING_ON.where(which)).all(), by)

    def _end(self, c: Connection, found: Sequence[Row[Any, Any]], by: Actor) -> bool:
        for row in found:
            c.execute(update(tables.alarm).where(tables.alarm.c.id == row.id).values(ended_at=self._clock(c)))
            self._audit.record(c, by, "alarm_answered", f"conversation:{row.conversation_id}", {"alarm": row.id})
        return bool(found)


_GOING_ON = select(tables.alarm.c.id, tables.alarm.c.conversation_id).where(tables.alarm.c.ended_at.is_(None))
#: Built once: it is asked at every message while its provider waits.
_CALLED_IN = _GOING_ON.where(
    tables.alarm.c.id.in_(
        select(tables.alarm_call.c.alarm_id).where(tables.alarm_call.c.conversation_id == bindparam("of_conversation"))
    )
)


def _is_over() -> ColumnElement[bool]:
    v = conversation.c
    return or_(v.hold == "staff", v.danger.is_(None), v.danger_settled)


def _open_alarms() -> Select[Any]:
    """With their last call and the epoch of their conversation."""
    a, call = tables.alarm, tables.alarm_call
    place, called_at = func.max(call.c.place).label("place"), func.max(call.c.called_at).label("called_at")
    last = select(call.c.alarm_id, place, called_at).group_by(call.c.alarm_id).subquery("last")
    everybody = a.c.nobody_at.is_not(None).label("everybody_called")
    return (
        select(a.c.id, a.c.conversation_id, conversation.c.epoch, last.c.place, last.c.called_at, everybody)
        .join(last, last.c.alarm_id == a.c.id)
        .join(conversation, conversation.c.id == a.c.conversation_id)
        .where(a.c.ended_at.is_(None), ~_is_over())
    )


def _unattended() -> Select[Any]:
    """Somebody in danger whom nobody has, for whom nobody was called since the danger was told last."""
    v, a = conversation.c, tables.alarm.c
    newest = select(func.max(a.began_at)).where(a.conversation_id == v.id).scalar_subquery()
    goes_on = select(a.id).where(a.conversation_id == v.id, a.ended_at.is_(None)).exists()
    nobody_has = or_(v.hold == "waiting", (v.hold == "bot") & (v.last_message_at > v.held_at))
    #: The last word of danger, or when whoever had them stayed away.
    stayed_away = (v.hold == "waiting") & (v.wait_reason == "idle")
    since = case((stayed_away, v.held_at), else_=func.coalesce(v.danger_at, v.last_message_at))
    in_danger = v.danger.is_not(None) & v.danger_settled.is_(False)
    return select(v.id).where(in_danger, nobody_has, ~goes_on, since > func.coalesce(newest, 0.0))
