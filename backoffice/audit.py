"""The audit log: who did or read what, when. Append-only, and never with a personal value in it."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from backoffice import tables
from backoffice.actors import Actor
from backoffice.errors import PersonalValueInAudit
from backoffice.moments import moment, seconds
from storage.clock import Clock

Detail = str | int | bool | None

#: Names of people are not ASCII here, and phone, identity and bank numbers are longer than six digits.
_CODE = re.compile(r"[ -~]{0,200}")
_LONG_NUMBER = re.compile(r"\d{7}")
_OPAQUE_ID = re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
_SHORTEST_MOBILE_NUMBER = 10**10


@dataclass(frozen=True)
class AuditEntry:
    """One line of the log."""

    id: int
    at: datetime
    actor: Actor
    action: str
    subject: str
    detail: Mapping[str, Detail]


class Audit:
    """Writes and lists the log."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def record(
        self, c: Connection, actor: Actor, action: str, subject: str, detail: Mapping[str, Detail] | None = None
    ) -> None:
        """Write that `actor` did `action` to `subject`, such as `case:12`, in the caller's transaction.

        Raises:
            PersonalValueInAudit: a detail is not a short code or small number.
        """
        facts = dict(detail or {})
        for key, value in facts.items():
            if not _harmless(value):
                raise PersonalValueInAudit(action, key)
        row = {
            "at": seconds(self._clock),
            "actor_kind": actor.kind,
            "actor_id": actor.id,
            "action": action,
            "subject": subject,
            "detail": json.dumps(facts, separators=(",", ":")),
        }
        c.execute(tables.audit.insert().values(row))

    def read(self, c: Connection, actor: Actor, subject: str, what: Sequence[str], purpose: str) -> None:
        """Write that `actor` saw the personal values named in `what`; nothing is written when there are none."""
        if what:
            self.record(c, actor, "read_personal", subject, {"what": " ".join(sorted(what))[:200], "purpose": purpose})

    def entries(
        self,
        c: Connection,
        *,
        subject: str | None = None,
        actor_id: str | None = None,
        limit: int = 200,
        before_id: int | None = None,
    ) -> list[AuditEntry]:
        """The log, newest first; `before_id` goes on from a former page."""
        log = tables.audit.c
        query = select(tables.audit).order_by(log.id.desc()).limit(limit)
        if subject is not None:
            query = query.where(log.subject == subject)
        if actor_id is not None:
            query = query.where(log.actor_id == actor_id)
        if before_id is not None:
            query = query.where(log.id < before_id)
        return [
            AuditEntry(
                row.id,
                moment(row.at),
                Actor(row.actor_kind, row.actor_id),
                row.action,
                row.subject,
                json.loads(row.detail),
            )
            for row in c.execute(query)
        ]


def _harmless(value: Detail) -> bool:
    if isinstance(value, str):
        return bool(_CODE.fullmatch(value)) and not _LONG_NUMBER.search(_OPAQUE_ID.sub("", value))
    return value is None or abs(value) < _SHORTEST_MOBILE_NUMBER
