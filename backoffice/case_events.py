"""The history of a case: one row for each thing that happened to it, kept for good."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Connection, exists, select

from backoffice import tables
from backoffice.actors import Actor
from backoffice.moments import moment, seconds
from storage.clock import Clock
from vault.vault import Vault

EventKind = Literal[
    "filed",
    "advanced",
    "sent_back",
    "claimed",
    "assigned",
    "transferred",
    "withdrawn",
    "noted",
    "fact_set",
    "paper_sent",
    "paper_received",
    "paper_waived",
    "paper_wanted",
    "papers_asked",
    "told_more",
    "wants_mediation",
    "wants_visit",
]

#: What a resident may wish for beside a request for legal aid.
Wish = Literal["wants_mediation", "wants_visit"]

_NOTE = "case_event.note"


@dataclass(frozen=True)
class CaseEvent:
    """One thing that happened; `note` is what a member of staff gave as the reason."""

    id: int
    kind: EventKind
    actor: Actor
    at: datetime
    from_stage: str | None
    to_stage: str | None
    note: str | None


class CaseEvents:
    """Writes and reads the history of cases."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    def add(
        self,
        c: Connection,
        case_id: int,
        kind: EventKind,
        actor: Actor,
        *,
        from_stage: str | None = None,
        to_stage: str | None = None,
        note: str | None = None,
    ) -> None:
        """Write one event; reasons may name people and are sealed."""
        row = {
            "case_id": case_id,
            "kind": kind,
            "actor_kind": actor.kind,
            "actor_id": actor.id,
            "at": seconds(self._clock),
            "from_stage": from_stage,
            "to_stage": to_stage,
            "note_sealed": None if note is None else self._vault.seal(note, _NOTE),
        }
        c.execute(tables.case_event.insert().values(row))

    def of(self, c: Connection, case_id: int) -> list[CaseEvent]:
        """The events of a case, oldest first."""
        e = tables.case_event.c
        rows = c.execute(select(tables.case_event).where(e.case_id == case_id).order_by(e.id))
        return [
            CaseEvent(
                id=row.id,
                kind=row.kind,
                actor=Actor(row.actor_kind, row.actor_id),
                at=moment(row.at),
                from_stage=row.from_stage,
                to_stage=row.to_stage,
                note=None if row.note_sealed is None else self._vault.open(row.note_sealed, _NOTE),
            )
            for row in rows
        ]


def wished(wish: Wish) -> ColumnElement[bool]:
    """Whether the resident of a case wishes that beside the request, as a column of a statement about cases."""
    e = tables.case_event.c
    return exists().where(e.case_id == tables.case.c.id, e.kind == wish)
