"""Cases: filing a draft once, and finding out where a case stands."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, cast

from sqlalchemy import Connection, Row, Select, func, select, update

from backoffice import tables
from backoffice.actors import Actor
from backoffice.audit import Audit
from backoffice.case_clock import CaseClock, case_clock
from backoffice.case_events import CaseEvent, CaseEvents, Wish
from backoffice.drafts import Draft, Drafts
from backoffice.errors import ConsentMissing, DraftClosed, ReceiptsExhausted, UnknownCase
from backoffice.kinds import CASE_OF_DRAFT, CaseKind
from backoffice.limitation import Deadline
from backoffice.moments import moment
from backoffice.process import Processes, WorkingDays
from backoffice.receipts import DRAWN, draw_receipt, find_receipt
from conversations.tables import conversation
from storage.clock import Clock
from storage.insert import insert
from vault.vault import Vault

UrgentReason = Literal["detained", "preservation"]

#: After this many taken numbers of one length another character is drawn.
_DRAWS = 12


@dataclass(frozen=True)
class Urgency:
    """Why a case cannot wait (LAL Art. 44 for legal aid).

    Attributes:
        reason: the person is `detained`, or property needs `preservation` (保全、先予执行).
        deadline: the day on which a limitation period or a procedural time limit ends.
        danger: kind of danger that the keyword layer or a person saw, such as `violence`.
        reckoned_by: id of the rule of limits by which the day was reckoned; none when the resident named the day itself.
    """

    reason: UrgentReason | None = None
    deadline: date | None = None
    danger: str | None = None
    reckoned_by: str | None = None


NOT_URGENT = Urgency()


@dataclass(frozen=True)
class Case:
    """A filed application or request; it carries nothing personal.

    Attributes:
        assignee: id of the staff member who works on it, none while it is in the pool.
        due_on: the day by which the present stage should be over.
        deadline_on: the resident's own legal deadline.
        deadline_rule: id of the rule by which it was reckoned; none when the resident named the day.
    """

    id: int
    receipt: str
    kind: CaseKind
    draft_id: str
    conversation_id: str
    county: str
    stage: str
    stage_since: datetime
    due_on: date | None
    assignee: str | None
    urgent_reason: UrgentReason | None
    deadline_on: date | None
    deadline_rule: str | None
    danger: str | None
    danger_settled: bool
    card_holder: bool
    filed_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class CaseStatus:
    """All that a receipt number tells whoever knows it: stage, next step and its date, nothing about the person."""

    receipt: str
    kind: CaseKind
    kind_label: str
    stage: str
    stage_label: str
    template: str
    next_step: str | None
    next_on: date | None
    filed_on: date
    closed: bool


class Cases:
    """Files drafts and reads cases; every method is a step of the caller's transaction."""

    def __init__(
        self,
        vault: Vault,
        clock: Clock,
        drafts: Drafts,
        audit: Audit,
        processes: Processes,
        working_days: WorkingDays,
        draw: Callable[[Sequence[str]], str] = secrets.choice,
    ) -> None:
        self._vault = vault
        self._clock = clock
        self._drafts = drafts
        self._audit = audit
        self._processes = processes
        self._working_days = working_days
        self._draw = draw
        self._events = CaseEvents(vault, clock)

    def file(
        self,
        c: Connection,
        draft_id: str,
        actor: Actor,
        *,
        urgency: Urgency = NOT_URGENT,
        card_number: str | None = None,
    ) -> Case:
        """File a draft. Filing it again, from anywhere and at any time, gives the same case and changes nothing.

        Args:
            card_number: the number of a legal-aid card that was checked in this conversation.

        Raises:
            UnknownDraft, DraftClosed: there is no such draft, or it was dropped.
            ConsentMissing: the process needs consent, none was given, and nobody is in danger.
            ReceiptsExhausted: no free receipt number was found.
        """
        draft = self._drafts.lock(c, draft_id)
        filed = self.of_draft(c, draft_id)
        if filed is not None:
            return filed
        self._check(draft, urgency)
        case = self.get(c, self._insert(c, draft, urgency, card_number))
        self._drafts.set_stage(c, draft_id, "filed")
        self._events.add(c, case.id, "filed", actor, to_stage=case.stage)
        self._audit.record(c, actor, "case_filed", f"case:{case.id}", {"receipt": case.receipt, "kind": case.kind})
        return case

    def get(self, c: Connection, case_id: int) -> Case:
        """A case by its id.

        Raises:
            UnknownCase: no case has that id.
        """
        row = c.execute(cases_with_danger().where(tables.case.c.id == case_id)).first()
        if row is None:
            raise UnknownCase(case_id)
        return as_case(row)

    def lock(self, c: Connection, case_id: int) -> Case:
        """The same, and nobody else changes it until the transaction ends."""
        c.execute(select(tables.case.c.id).where(tables.case.c.id == case_id).with_for_update())
        return self.get(c, case_id)

    def of_draft(self, c: Connection, draft_id: str) -> Case | None:
        """The case that a draft became, none when it was not filed."""
        row = c.execute(cases_with_danger().where(tables.case.c.draft_id == draft_id)).first()
        return None if row is None else as_case(row)

    def of_conversation(self, c: Connection, conversation_id: str) -> list[Case]:
        """The cases filed in a conversation, newest first."""
        k = tables.case.c
        rows = c.execute(cases_with_danger().where(k.conversation_id == conversation_id).order_by(k.id.desc()))
        return [as_case(row) for row in rows]

    def by_receipt(self, c: Connection, typed: str) -> CaseStatus | None:
        """Where the case with a receipt number stands, however the number was typed; none when there is none."""
        case = self.find(c, typed)
        return None if case is None else self.status_of(case)

    def find(self, c: Connection, typed: str) -> Case | None:
        """The case with a receipt number, however the number was typed; none when there is none."""
        row = c.execute(cases_with_danger().where(tables.case.c.receipt == find_receipt(typed))).first()
        return None if row is None else as_case(row)

    def status_of(self, case: Case) -> CaseStatus:
        """What a resident is told of a case."""
        process = self._processes.of(case.kind)
        stage = process.stages[case.stage]
        return CaseStatus(
            receipt=case.receipt,
            kind=case.kind,
            kind_label=process.label,
            stage=case.stage,
            stage_label=stage.label,
            template=stage.template,
            next_step=stage.next_step,
            next_on=case.due_on,
            filed_on=case.filed_at.date(),
            closed=stage.final,
        )

    def clock_of(self, case: Case) -> CaseClock:
        """Which limit of the law runs on a case today, and whether it is over."""
        stage, today = self._processes.stage(case.kind, case.stage), self._clock.now().date()
        return case_clock(stage, case.filed_at.date(), case.stage_since.date(), self._working_days, today)

    def set_deadline(self, c: Connection, case_id: int, due: Deadline) -> None:
        """Another last day, because what it depends on was corrected."""
        values = {"deadline_on": due.day, "deadline_rule": due.rule}
        c.execute(update(tables.case).where(tables.case.c.id == case_id).values(values))

    def tell_more(self, c: Connection, case_id: int, actor: Actor, text: str) -> None:
        """Add what the resident wrote after filing; staff read it in the case's history."""
        self._events.add(c, case_id, "told_more", actor, note=text)
        self._audit.record(c, actor, "case_told_more", f"case:{case_id}")

    def wish(self, c: Connection, case_id: int, wish: Wish, actor: Actor) -> None:
        """Note what the resident wishes beside the request; wishing it again changes nothing."""
        if any(event.kind == wish for event in self.history(c, case_id)):
            return
        self._events.add(c, case_id, wish, actor)
        self._audit.record(c, actor, "case_told_more", f"case:{case_id}")

    def history(self, c: Connection, case_id: int) -> list[CaseEvent]:
        """What happened to a case, oldest first."""
        return self._events.of(c, case_id)

    def _check(self, draft: Draft, urgency: Urgency) -> None:
        if draft.stage == "dropped":
            raise DraftClosed(draft.id, draft.stage)
        needs_consent = self._processes.of(CASE_OF_DRAFT[draft.kind]).needs_consent
        if needs_consent and draft.consent_at is None and urgency.danger is None:
            raise ConsentMissing(draft.id)

    def _insert(self, c: Connection, draft: Draft, urgency: Urgency, card_number: str | None) -> int:
        row = self._row(draft, urgency, card_number)
        process = self._processes.of(str(row["kind"]))
        today = self._clock.now().date()
        for n in range(3 * _DRAWS):
            receipt = draw_receipt(process.prefix, today, drawn=DRAWN + n // _DRAWS, choose=self._draw)
            new = insert(c, tables.case).values({**row, "receipt": receipt})
            new_id = c.execute(
                new.on_conflict_do_nothing(index_elements=["receipt"]).returning(tables.case.c.id)
            ).scalar()
            if new_id is not None:
                return int(new_id)
        raise ReceiptsExhausted(process.prefix, 3 * _DRAWS)

    def _row(self, draft: Draft, urgency: Urgency, card_number: str | None) -> dict[str, object]:
        now, kind = self._clock.now(), CASE_OF_DRAFT[draft.kind]
        first = self._processes.of(kind).first
        return {
            "kind": kind,
            "draft_id": draft.id,
            "conversation_id": draft.conversation_id,
            "county": draft.county,
            "stage": first.id,
            "stage_since": now.timestamp(),
            "due_on": first.due_on(now.date(), now.date(), self._working_days),
            "urgent_reason": urgency.reason,
            "deadline_on": urgency.deadline,
            "deadline_rule": urgency.reckoned_by,
            "danger": urgency.danger,
            "card_number_idx": None if card_number is None else self._vault.blind_index("card", card_number),
            "filed_at": now.timestamp(),
        }


def cases_with_danger() -> Select[Any]:
    """Rows of cases; somebody whose conversation shows danger is in danger in every case of theirs."""
    danger = func.coalesce(tables.case.c.danger, conversation.c.danger).label("shown_danger")
    with_talk = select(tables.case, danger, conversation.c.danger_settled)
    return with_talk.join(conversation, conversation.c.id == tables.case.c.conversation_id)


def as_case(row: Row[Any]) -> Case:
    """A row of `cases_with_danger`."""
    return Case(
        id=row.id,
        receipt=row.receipt,
        kind=cast(CaseKind, row.kind),
        draft_id=row.draft_id,
        conversation_id=row.conversation_id,
        county=row.county,
        stage=row.stage,
        stage_since=moment(row.stage_since),
        due_on=row.due_on,
        assignee=row.assignee,
        urgent_reason=row.urgent_reason,
        deadline_on=row.deadline_on,
        deadline_rule=row.deadline_rule,
        danger=row.shown_danger,
        danger_settled=row.danger_settled,
        card_holder=row.card_number_idx is not None,
        filed_at=moment(row.filed_at),
        closed_at=moment(row.closed_at),
    )
