"""The one list of what waits for staff: cases, people waiting, messages that failed, sends of unknown outcome.

Two statements whatever the length of the list, two more for whoever is shown conflicts of interest; order and reasons
come from `queue_formula`.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Integer, Row, Select, func, literal, or_, select

from backoffice import tables
from backoffice.case_events import Wish, wished
from backoffice.cases import cases_with_danger
from backoffice.conflicts import Conflicts
from backoffice.kinds import CASE_OF_DRAFT
from backoffice.moments import moment, seconds
from backoffice.papers import papers_of_case
from backoffice.process import Processes, Stage
from backoffice.queue_formula import Formula, Waiting
from backoffice.roles import Role, Roles, StaffMember
from conversations.tables import conversation, inbox, outbox
from storage.clock import Clock

RowKind = Literal["case", "conversation", "failed_message", "uncertain_send"]

#: A refused send is shown for so many seconds; after that the thread alone shows it.
REFUSED_SHOWN = 3 * 24 * 3600.0

#: Shown to the officers of legal aid alone; it moves no row.
CONFLICT = "可能有利益冲突"
WISHES: Mapping[Wish, str] = {"wants_mediation": "愿意同时调解", "wants_visit": "要人上门"}

_TITLES = {"conversation": "对话", "failed_message": "未处理的来信", "uncertain_send": "没有送到或不明的回复"}
#: Of a conversation in which nothing was begun or filed yet.
_NOT_SAID = "还没说办什么"
_STATES = {"waiting": "等待人工", "staff": "人工接待中", "bot": "机器人接待中"}


@dataclass(frozen=True)
class QueueRow:
    """One thing that waits; nothing personal stands in it.

    Attributes:
        key: stable name of the row, such as `case:12`.
        since: since when it waits.
        reasons: why it stands where it stands, weightiest first.
        channel: over which somebody writes, for a conversation.
        papers_missing, papers_sent: papers of a case that are missing, and that wait to be looked at.
    """

    kind: RowKind
    key: str
    case_id: int | None
    conversation_id: str
    inbox_id: int | None
    outbox_id: int | None
    receipt: str | None
    title: str
    stage_label: str
    assignee: str | None
    since: datetime
    score: int
    reasons: tuple[str, ...]
    danger: bool
    channel: str = ""
    papers_missing: int = 0
    papers_sent: int = 0


class Queue:
    """Lists what waits for a member of staff."""

    def __init__(
        self, clock: Clock, roles: Roles, processes: Processes, conflicts: Conflicts, formula: Formula | None = None
    ) -> None:
        self._clock = clock
        self._roles = roles
        self._processes = processes
        self._conflicts = conflicts
        self._formula = formula or Formula.load()

    def rows(
        self, c: Connection, viewer: StaffMember, *, role: Role | None = None, mine: bool = False, limit: int = 200
    ) -> list[QueueRow]:
        """What the viewer can act on, most urgent first.

        Args:
            role: only what waits for this role.
            mine: only cases assigned to the viewer and conversations that the viewer holds.
        """
        wanted = self._roles_of(viewer) if role is None else frozenset({role})
        found = [*self._cases(c, viewer, wanted), *self._talks(c, viewer, wanted)]
        if mine:
            found = [row for row in found if row.assignee == viewer.id]
        return sorted(found, key=lambda row: (-row.score, row.since, row.key))[:limit]

    def fingerprint(self, c: Connection, viewer: StaffMember) -> str:
        """Changes when the viewer's list may have changed; cheap enough to be asked every second.

        Waiting times alone do not change it.
        """
        newest = [
            select(func.max(tables.case_event.c.id)).scalar_subquery(),
            select(func.max(inbox.c.id)).scalar_subquery(),
            select(func.max(outbox.c.id)).scalar_subquery(),
            select(func.count()).where(inbox.c.state == "dead").scalar_subquery(),
            select(func.count()).where(_in_danger()).scalar_subquery(),
            select(func.count()).where(_unseen_concern()).scalar_subquery(),
            select(func.count()).where(outbox.c.state.in_(("uncertain", "failed"))).scalar_subquery(),
            *(
                select(func.max(conversation.c.held_at)).where(conversation.c.hold == hold).scalar_subquery()
                for hold in _STATES
            ),
        ]
        state = [viewer.id, sorted(viewer.roles), *c.execute(select(*newest)).one()]
        return hashlib.sha256(repr(state).encode()).hexdigest()[:16]

    def in_danger(self, c: Connection, viewer: StaffMember, *, besides: str = "") -> int:
        """In how many conversations, `besides` that one, somebody is in danger and nobody has answered yet."""
        if not self._roles.sees_danger(viewer):
            return 0
        waits = (conversation.c.hold == "waiting") & _in_danger()
        others = select(func.count()).where(or_(waits, _unheard_in_danger()), conversation.c.id != besides)
        return int(c.scalar(others) or 0)

    def _roles_of(self, viewer: StaffMember) -> frozenset[Role]:
        return frozenset(self._roles.all()) if Role.ADMINISTRATOR in viewer.roles else viewer.roles

    def _cases(self, c: Connection, viewer: StaffMember, wanted: frozenset[Role]) -> Iterator[QueueRow]:
        k = tables.case.c
        danger = func.coalesce(k.danger, conversation.c.danger)
        kinds = k.kind.in_(self._roles.kinds_of(viewer))
        query = (
            cases_with_danger()
            .add_columns(papers_of_case("missing").label("missing"), papers_of_case("sent").label("sent"))
            .add_columns(*(wished(wish).label(wish) for wish in WISHES))
            .where(k.closed_at.is_(None), kinds, self._shown(viewer, danger))
        )
        conflicting = self._conflicts.flagged(c, viewer)
        for row in c.execute(query):
            stage = self._processes.stage(row.kind, row.stage)
            if stage.who & wanted or row.assignee == viewer.id:
                flags = [CONFLICT] * (row.id in conflicting) + [
                    label for wish, label in WISHES.items() if row._mapping[wish]
                ]
                yield self._case_row(row, stage, flags)

    def _case_row(self, row: Row[Any], stage: Stage, flags: Sequence[str]) -> QueueRow:
        waiting = Waiting(
            who="case",
            since=moment(row.stage_since),
            danger=_open_danger(row, row.shown_danger),
            urgent_reason=row.urgent_reason,
            deadline_on=row.deadline_on,
            deadline_reckoned=row.deadline_rule is not None,
            card_holder=row.card_number_idx is not None,
            due_on=row.due_on,
        )
        score, reasons = self._judge(waiting)
        return QueueRow(
            kind="case",
            key=f"case:{row.id}",
            case_id=row.id,
            conversation_id=row.conversation_id,
            inbox_id=None,
            outbox_id=None,
            receipt=row.receipt,
            title=f"{self._processes.of(row.kind).label} {row.receipt}",
            stage_label=stage.label,
            assignee=row.assignee,
            since=moment(row.stage_since),
            score=score,
            reasons=(*reasons, *flags),
            danger=_open_danger(row, row.shown_danger) is not None,
            papers_missing=row.missing,
            papers_sent=row.sent,
        )

    def _talks(self, c: Connection, viewer: StaffMember, wanted: frozenset[Role]) -> Iterator[QueueRow]:
        if not self._roles.may(viewer, "reply"):
            return
        sees = frozenset(kind for role in wanted for kind in self._roles.rights[role].sees)
        shown = self._shown(viewer, func.coalesce(conversation.c.danger, conversation.c.concern))
        recent = seconds(self._clock) - REFUSED_SHOWN
        both = _waiting_talks(viewer).where(shown).union_all(_stuck_sends(recent).where(shown))
        for row in c.execute(both):
            about = CASE_OF_DRAFT[row.draft_kind] if row.draft_kind else row.filed_kind
            if row.draft_kind is None or about in sees:
                yield self._talk_row(row, self._processes.of(about).topic if about in sees else "")

    def _talk_row(self, row: Row[Any], topic: str) -> QueueRow:
        kind = _talk_kind(row)
        waits = row.hold == "waiting" or row.last_message_at > row.held_at or kind != "conversation"
        since = moment(_since(row))
        waiting = Waiting(
            who="person",
            since=since if waits else None,
            danger=_open_danger(row, row.danger),
            wait_reason=(row.wait_reason or "asked") if row.hold == "waiting" else None,
            concern=None if row.concern_seen or row.danger is not None else row.concern,
            trouble=_trouble(row),
        )
        score, reasons = self._judge(waiting)
        number = {"conversation": row.id, "failed_message": row.inbox_id, "uncertain_send": row.outbox_id}[kind]
        return QueueRow(
            kind=kind,
            key=f"{kind}:{number}",
            case_id=None,
            conversation_id=row.id,
            inbox_id=row.inbox_id,
            outbox_id=row.outbox_id,
            receipt=None,
            title=" · ".join(filter(None, (_TITLES[kind], topic or (_NOT_SAID if kind == "conversation" else "")))),
            stage_label=_STATES[row.hold],
            assignee=row.holder if row.hold == "staff" else None,
            since=since,
            score=score,
            reasons=reasons,
            danger=_open_danger(row, row.danger) is not None,
            channel=row.channel,
        )

    def _judge(self, waiting: Waiting) -> tuple[int, tuple[str, ...]]:
        terms = self._formula.terms(waiting, self._clock.now())
        return sum(term.points for term in terms), tuple(term.reason for term in terms)

    def _shown(self, viewer: StaffMember, danger: ColumnElement[Any]) -> ColumnElement[bool]:
        return literal(True) if self._roles.sees_danger(viewer) else danger.is_(None)


def _talk_columns(
    inbox_id: ColumnElement[Any], outbox_id: ColumnElement[Any], state: ColumnElement[Any], at: ColumnElement[Any]
) -> Iterable[ColumnElement[Any]]:
    v = conversation.c
    hold = (v.id, v.channel, v.hold, v.holder, v.held_at, v.last_message_at, v.wait_reason)
    safety = (v.danger, v.danger_settled, v.concern, v.concern_seen)
    topic = (tables.draft.c.kind.label("draft_kind"), _newest_case().label("filed_kind"))
    own = (inbox_id.label("inbox_id"), outbox_id.label("outbox_id"), state.label("send_state"), at.label("stuck_at"))
    return (*hold, *safety, *topic, *own)


def _newest_case() -> ColumnElement[Any]:
    """Kind of the newest case that was filed in a conversation."""
    k = tables.case.c
    filed = select(k.kind).where(k.conversation_id == conversation.c.id).order_by(k.id.desc()).limit(1)
    return filed.correlate(conversation).scalar_subquery()


def _waiting_talks(viewer: StaffMember) -> Select[Any]:
    """People who wait, the viewer's own, people in danger or of concern with the bot, failed messages."""
    v = conversation.c
    dead = (
        select(inbox.c.conversation_id, func.min(inbox.c.id).label("id"), func.min(inbox.c.received_at).label("at"))
        .where(inbox.c.state == "dead")
        .group_by(inbox.c.conversation_id)
        .subquery("dead")
    )
    return (
        select(*_talk_columns(dead.c.id, literal(None, Integer), literal(None, outbox.c.state.type), dead.c.at))
        .select_from(conversation)
        .outerjoin(dead, dead.c.conversation_id == v.id)
        .outerjoin(tables.draft, (tables.draft.c.conversation_id == v.id) & tables.draft.c.is_current)
        .where(
            or_(
                v.hold == "waiting",
                (v.hold == "staff") & (v.holder == viewer.id),
                _unheard_in_danger(),
                (v.hold == "bot") & (_in_danger() | _unseen_concern()),
                (v.hold == "bot") & dead.c.id.is_not(None),
            )
        )
    )


def _stuck_sends(recent: float) -> Select[Any]:
    """Replies of which nobody knows whether they arrived, and those refused not long ago."""
    refused = (outbox.c.state == "failed") & (outbox.c.created_at > recent)
    return (
        select(*_talk_columns(literal(None, Integer), outbox.c.id, outbox.c.state, outbox.c.created_at))
        .select_from(outbox)
        .join(conversation, conversation.c.id == outbox.c.conversation_id)
        .outerjoin(tables.draft, (tables.draft.c.conversation_id == conversation.c.id) & tables.draft.c.is_current)
        .where(or_(outbox.c.state == "uncertain", refused))
    )


def _in_danger() -> ColumnElement[bool]:
    return conversation.c.danger.is_not(None) & conversation.c.danger_settled.is_(False)


def _unseen_concern() -> ColumnElement[bool]:
    v = conversation.c
    return v.concern.is_not(None) & v.concern_seen.is_(False) & v.danger.is_(None)


def _unheard_in_danger() -> ColumnElement[bool]:
    """Whoever holds it may be away, or be a neighbour to whom it is no longer shown since the danger was seen."""
    v = conversation.c
    return v.hold.in_(("bot", "staff")) & _in_danger() & (v.last_message_at > v.held_at)


def _open_danger(row: Row[Any], danger: str | None) -> str | None:
    """Kind of a danger that nobody has settled yet; a settled one gives no points."""
    return None if row.danger_settled else danger


def _talk_kind(row: Row[Any]) -> RowKind:
    if row.outbox_id is not None:
        return "uncertain_send"
    return "conversation" if row.inbox_id is None or row.hold == "staff" else "failed_message"


def _trouble(row: Row[Any]) -> Literal["failed_message", "unsure_send", "refused_send"] | None:
    if row.outbox_id is not None:
        return "unsure_send" if row.send_state == "uncertain" else "refused_send"
    return "failed_message" if _talk_kind(row) == "failed_message" else None


def _since(row: Row[Any]) -> float:
    if row.stuck_at is not None:
        return float(row.stuck_at)
    return float(row.held_at if row.hold == "waiting" else max(row.held_at, row.last_message_at))
