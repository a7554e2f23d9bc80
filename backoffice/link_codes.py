"""One-time codes by which somebody in a chat proves that a telephone is theirs.

A code is bound to the pair: the chat that asked and the number that it named. It goes one of two ways: *sent* to the
telephone and typed in the chat, or *shown* in the chat and sent by the telephone. Six drawn digits, ten minutes, five
tries, used once; kept as a keyed hash with a salt of its own and compared in constant time.

Nothing tells whether a number is known: a code is asked for, waited for and tried in the same way where none was sent.
None is sent to a number that never wrote to us, so nobody can have us write to strangers; none where danger is or was
told, whoever holds the telephone; and no more than three an hour to one number, whoever asks.

What guessing yields: three codes an hour are sent to a number, five tries each, of a million: a whole day and night of
it opens the number with a chance of 0.04 percent, and its owner gets every one of the texts.
"""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select, update

from backoffice import tables
from backoffice.actors import Actor
from backoffice.audit import Audit
from backoffice.links import TELEPHONES, Links
from backoffice.moments import seconds
from conversations.tables import conversation
from storage.clock import Clock
from vault.vault import Vault

Way = Literal["sent", "shown"]

CODE_LIVES = timedelta(minutes=10)
TRIES = 5
ASKED_AN_HOUR = 5
SENT_AN_HOUR = 3
_HOUR = timedelta(hours=1).total_seconds()


class Typed(StrEnum):
    """What a typed code did."""

    LINKED = "linked"
    WRONG = "wrong"
    #: No code is waited for: none was asked for, or its time or its tries are over, or it was used.
    CLOSED = "closed"
    #: Danger is or was told where it was typed: first it must be said there that the other side may see it.
    BE_SURE = "be_sure"


@dataclass(frozen=True)
class Code:
    """A new code and where it goes.

    Attributes:
        code: six digits, to be sent or shown; afterwards nobody knows them here.
        to: the telephone's conversation that it is sent to; none where nothing may be sent, and for one that is shown.
        epoch: of that conversation.
    """

    id: int
    code: str
    to: str | None = None
    epoch: int = 0


class LinkCodes:
    """Gives codes out and takes them in; every method is a step of the caller's transaction.

    Args:
        draw: a number below another, such that nobody can tell which.
    """

    def __init__(
        self,
        vault: Vault,
        clock: Clock,
        audit: Audit,
        links: Links,
        draw: Callable[[int], int] = secrets.randbelow,
    ) -> None:
        self._vault, self._clock, self._audit, self._links = vault, clock, audit, links
        self._draw = draw

    def ask(self, c: Connection, chat: str, phone: str, way: Way, *, sure: bool = False) -> Code | None:
        """A code for a chat that names a telephone; none when the chat asked too often this hour.

        Args:
            phone: in E.164.
            sure: it was agreed in the chat that the telephone may see what is told there, in spite of danger.
        """
        return self._ask(c, chat, self._vault.blind_index("address", phone), way, sure=sure)

    def ask_again(self, c: Connection, chat: str, way: Way, *, sure: bool = False) -> Code | None:
        """The same for the number that the chat named last; none as well when it named none within the hour."""
        last = c.execute(self._newest(chat)).first()
        if last is None or last.at <= seconds(self._clock) - _HOUR:
            return None
        return self._ask(c, chat, last.phone_idx, way, sure=sure)

    def type_in_chat(self, c: Connection, chat: str, typed: str, *, sure: bool = False) -> Typed:
        """The resident types in the chat what the telephone got."""
        row = c.execute(self._newest(chat).where(tables.link_code.c.way == "sent").with_for_update()).first()
        if row is None or not self._open(row):
            return Typed.CLOSED
        if self._in_danger(c, chat) and not (row.sure or sure):
            return Typed.BE_SURE
        fits, phones = self._fits(row, typed), self._phones(c, row.phone_idx)
        if not (fits and phones and all(phone.danger is None for phone in phones)):
            return self._missed(c, chat, [row])
        self._use(c, row)
        for phone in phones:
            by = Actor.resident(chat)
            self._links.join(c, chat, phone.id, chat_sure=row.sure or sure, phone_sure=False, by=by)
        return Typed.LINKED

    def type_on_phone(self, c: Connection, phone: str, typed: str, *, sure: bool = False) -> Typed:
        """The telephone sends what the chat shows."""
        mine = select(conversation.c.address_idx).where(conversation.c.id == phone).scalar_subquery()
        shown = self._all().where(tables.link_code.c.phone_idx == mine, tables.link_code.c.way == "shown")
        waited_for = [row for row in c.execute(shown.with_for_update()) if self._open(row)]
        if not waited_for:
            return Typed.CLOSED
        if self._in_danger(c, phone) and not sure:
            return Typed.BE_SURE
        fitting = [row for row in waited_for if self._fits(row, typed)]
        row = next((row for row in fitting if row.sure or not self._in_danger(c, row.conversation_id)), None)
        if row is None:
            return self._missed(c, phone, waited_for)
        self._use(c, row)
        by = Actor.resident(phone)
        self._links.join(c, row.conversation_id, phone, chat_sure=row.sure, phone_sure=sure, by=by)
        return Typed.LINKED

    def _ask(self, c: Connection, chat: str, phone_idx: str, way: Way, *, sure: bool) -> Code | None:
        code_rows = tables.link_code.c
        if self._lately(c, code_rows.conversation_id == chat) >= ASKED_AN_HOUR:
            return None
        phone = self._may_be_sent_to(c, phone_idx) if way == "sent" else None
        code, salt = f"{self._draw(10**6):06d}", secrets.token_hex(16)
        row = {
            "conversation_id": chat,
            "phone_idx": phone_idx,
            "way": way,
            "salt": salt,
            "code_hash": self._hash(salt, code),
            "live": way == "shown" or phone is not None,
            "sure": sure,
            "at": seconds(self._clock),
        }
        new_id = int(c.execute(tables.link_code.insert().values(row).returning(code_rows.id)).scalar_one())
        self._audit.record(c, Actor.resident(chat), "link_code_asked", f"conversation:{chat}", {"way": way})
        return Code(new_id, code) if phone is None else Code(new_id, code, phone.id, phone.epoch)

    def _may_be_sent_to(self, c: Connection, phone_idx: str) -> Row[Any] | None:
        """The conversation of a telephone in which it wrote last, unless it must not be written to now."""
        phones = self._phones(c, phone_idx)
        rows = tables.link_code.c
        sent = self._lately(c, (rows.phone_idx == phone_idx) & (rows.way == "sent") & rows.live)
        if not phones or sent >= SENT_AN_HOUR or any(phone.danger is not None for phone in phones):
            return None
        return phones[0]

    def _phones(self, c: Connection, phone_idx: str) -> list[Row[Any]]:
        """The conversations of a number, the one in which it wrote last first."""
        v = conversation.c
        mine = select(v.id, v.danger, v.epoch).where(v.address_idx == phone_idx, v.channel.in_(TELEPHONES))
        return list(c.execute(mine.order_by(v.last_message_at.desc(), v.id)))

    def _lately(self, c: Connection, whose: ColumnElement[bool]) -> int:
        recent = tables.link_code.c.at > seconds(self._clock) - _HOUR
        return int(c.execute(select(func.count()).select_from(tables.link_code).where(whose, recent)).scalar_one())

    def _all(self) -> Select[Any]:
        return select(tables.link_code).order_by(tables.link_code.c.id.desc())

    def _newest(self, chat: str) -> Select[Any]:
        """What the chat asked for last: a new code ends the one before."""
        newest = select(func.max(tables.link_code.c.id)).where(tables.link_code.c.conversation_id == chat)
        return self._all().where(tables.link_code.c.id == newest.scalar_subquery())

    def _open(self, row: Row[Any]) -> bool:
        in_time = row.at > seconds(self._clock) - CODE_LIVES.total_seconds()
        return in_time and row.used_at is None and row.tries < TRIES

    def _fits(self, row: Row[Any], typed: str) -> bool:
        """Compared in any case, also where no code was sent."""
        same = hmac.compare_digest(row.code_hash.encode(), self._hash(row.salt, typed).encode())
        return same and bool(row.live)

    def _hash(self, salt: str, code: str) -> str:
        return self._vault.blind_index("link_code", f"{salt}:{code}")

    def _missed(self, c: Connection, where: str, rows: list[Row[Any]]) -> Typed:
        tried = tables.link_code.c.id.in_([row.id for row in rows])
        c.execute(update(tables.link_code).where(tried).values(tries=tables.link_code.c.tries + 1))
        self._audit.record(c, Actor.resident(where), "link_code_wrong", f"conversation:{where}")
        return Typed.WRONG if any(row.tries + 1 < TRIES for row in rows) else Typed.CLOSED

    def _use(self, c: Connection, row: Row[Any]) -> None:
        used = update(tables.link_code).where(tables.link_code.c.id == row.id)
        c.execute(used.values(used_at=seconds(self._clock)))

    def _in_danger(self, c: Connection, conversation_id: str) -> bool:
        """Whether danger is or was told there."""
        danger = c.scalar(select(conversation.c.danger).where(conversation.c.id == conversation_id))
        return danger is not None
