"""What staff do with cases: each a command with a role check, an audit row and an event in the case's history."""

import hashlib
from collections import Counter
from dataclasses import replace

from sqlalchemy import Connection, func, select, update

from backoffice import tables
from backoffice.audit import Audit
from backoffice.case_events import CaseEvents, EventKind
from backoffice.case_file import CaseFile, CaseFiles, FactLine
from backoffice.cases import Case, Cases, as_case, cases_with_danger
from backoffice.drafts import Draft, Drafts
from backoffice.errors import NoSuchStep, NotAllowed, NotShown, PeriodNotOver, TakenByAnother
from backoffice.facts import FactValue, Unknown
from backoffice.kinds import CASE_OF_DRAFT
from backoffice.limitation import DECIDES_DEADLINE, deadline_of
from backoffice.notes import Note, Notes
from backoffice.process import Processes, Stage, WorkingDays
from backoffice.roles import Role, Roles, StaffMember
from backoffice.staff import StaffAccounts
from conversations.messages import JsonValue
from conversations.tables import conversation
from storage.clock import Clock

WITHDRAWN = "withdrawn"
#: What the bot concluded from answers and told the resident; a corrected answer takes it away, so that it is told anew.
CONCLUDED = "first_check"
#: The fact that the resident wanted to change; whoever writes it settles that.
ASKED_ANEW = "asked_anew"


class Casework:
    """Commands on cases; every method is a step of the caller's transaction and locks the case it changes."""

    def __init__(
        self,
        clock: Clock,
        drafts: Drafts,
        cases: Cases,
        files: CaseFiles,
        notes: Notes,
        events: CaseEvents,
        audit: Audit,
        roles: Roles,
        processes: Processes,
        staff: StaffAccounts,
        working_days: WorkingDays,
    ) -> None:
        self._clock = clock
        self._drafts = drafts
        self._cases = cases
        self._files = files
        self._notes = notes
        self._events = events
        self._audit = audit
        self._roles = roles
        self._processes = processes
        self._staff = staff
        self._working_days = working_days

    def open(self, c: Connection, case_id: int, by: StaffMember) -> CaseFile:
        """Read a case; the read is logged.

        Raises:
            UnknownCase, NotAllowed: there is no such case, or it is not shown to this person.
        """
        case = self._cases.get(c, case_id)
        self._require(by, "open_case", case)
        return self._files.open(c, case, by)

    def open_draft(self, c: Connection, draft_id: str, by: StaffMember) -> tuple[FactLine, ...]:
        """Read the answers of a draft that was not filed yet; the read is logged.

        Raises:
            UnknownDraft, NotAllowed: there is no such draft, or its conversation is not shown to this person.
        """
        draft = self._drafts.get(c, draft_id)
        self._require_talk(c, by, "open_case", draft)
        return self._files.facts(c, draft, f"draft:{draft_id}", by, "draft_page")

    def list(
        self,
        c: Connection,
        by: StaffMember,
        *,
        kind: str | None = None,
        stage: str | None = None,
        mine: bool = False,
        closed: bool = False,
        danger: bool = False,
        limit: int = 100,
        before_id: int | None = None,
    ) -> list[Case]:
        """The cases that a person may see, newest first; `before_id` goes on from a former page.

        Args:
            danger: only those of people who are or were in danger, which stand in no other list; for whom they are
                shown to.
        """
        k = tables.case.c
        query = cases_with_danger().where(
            k.kind.in_(self._roles.kinds_of(by)), k.closed_at.is_not(None) if closed else k.closed_at.is_(None)
        )
        wanted = {k.kind: kind, k.stage: stage, k.assignee: by.id if mine else None}
        query = query.where(*(column == value for column, value in wanted.items() if value is not None))
        if before_id is not None:
            query = query.where(k.id < before_id)
        shown_danger = func.coalesce(k.danger, conversation.c.danger)
        query = query.where(shown_danger.is_not(None) if danger else shown_danger.is_(None))
        if danger and not self._roles.sees_danger(by):
            return []
        return [as_case(row) for row in c.execute(query.order_by(k.id.desc()).limit(limit))]

    def accept(self, c: Connection, case_id: int, by: StaffMember) -> Case:
        """Take a case just filed and begin with it; accepting it again changes nothing."""
        case = self._for_change(c, case_id, by, "advance")
        first = self._processes.of(case.kind).first
        if case.stage != first.id:
            return case
        self.claim(c, case_id, by)
        return self.advance(c, case_id, first.next[0], by)

    def advance(self, c: Connection, case_id: int, to: str, by: StaffMember, note: str | None = None) -> Case:
        """Move a case on. Moving it to where it stands changes nothing.

        Raises:
            NoSuchStep: the process does not lead there from where the case stands.
            PeriodNotOver: a period such as a public notice must run out first.
            NotAllowed: another role acts at this stage.
            TakenByAnother: a colleague has the case.
        """
        case = self._for_change(c, case_id, by, "advance")
        if case.stage == to:
            return case
        stage = self._processes.stage(case.kind, case.stage)
        self._require_turn(case, stage, by)
        if to not in stage.next:
            raise NoSuchStep(case_id, case.stage, to, stage.next)
        if to != WITHDRAWN:
            self._require_period_over(case, stage)
        return self._move(c, case, to, by, "withdrawn" if to == WITHDRAWN else "advanced", note)

    def send_back(self, c: Connection, case_id: int, to: str, by: StaffMember, reason: str) -> Case:
        """Send a case back to an earlier stage, with the reason.

        Raises:
            NoSuchStep, NotAllowed, TakenByAnother: as `advance`.
        """
        case = self._for_change(c, case_id, by, "send_back")
        stage = self._processes.stage(case.kind, case.stage)
        self._require_turn(case, stage, by)
        if to not in stage.returns:
            raise NoSuchStep(case_id, case.stage, to, stage.returns)
        return self._move(c, case, to, by, "sent_back", reason)

    def withdraw(self, c: Connection, case_id: int, by: StaffMember, reason: str) -> Case:
        """Close a case at the resident's wish."""
        return self.advance(c, case_id, WITHDRAWN, by, reason)

    def claim(self, c: Connection, case_id: int, by: StaffMember) -> Case:
        """Take a case out of the pool; taking it twice changes nothing.

        Raises:
            TakenByAnother: a colleague has it.
        """
        case = self._for_change(c, case_id, by, "claim")
        if case.assignee == by.id:
            return case
        if case.assignee is not None:
            raise TakenByAnother(case_id, case.assignee)
        return self._give(c, case, by.id, by, "claimed")

    def assign(self, c: Connection, case_id: int, staff_id: str, by: StaffMember) -> Case:
        """Give a case to a colleague who may see it.

        Raises:
            UnknownStaff, NotAllowed: no such account, or the case is not shown to that person.
        """
        case = self._for_change(c, case_id, by, "assign")
        self._require(self._staff.get(c, staff_id), "open_case", case)
        return self._give(c, case, staff_id, by, "assigned")

    def transfer(self, c: Connection, case_id: int, by: StaffMember, reason: str, to: str | None = None) -> Case:
        """Pass a case on to a colleague, or back into the pool, with the reason."""
        case = self._for_change(c, case_id, by, "transfer")
        if to is not None:
            self._require(self._staff.get(c, to), "open_case", case)
        return self._give(c, case, to, by, "transferred", reason)

    def add_note(self, c: Connection, case_id: int, by: StaffMember, text: str) -> Note:
        """Write a note for colleagues; no note has a way to the resident."""
        case = self._for_change(c, case_id, by, "add_note")
        note = self._notes.add(c, by, text, case_id=case_id)
        self._events.add(c, case.id, "noted", by.actor)
        return note

    def set_fact(
        self, c: Connection, draft_id: str, fact: str, value: JsonValue | Unknown, by: StaffMember
    ) -> FactValue:
        """Write a fact that staff learned into a draft, filed or not; the answer before it stays in the history.

        Raises:
            UnknownDraft, DraftClosed, NotAllowed: no such draft, dropped, or not shown to this person.
        """
        draft = self.draft_for_writing(c, draft_id, by)
        case = self._cases.of_draft(c, draft_id)
        self._drafts.remove_facts(c, draft_id, _falling(draft, fact), actor=by.actor)
        written = self._drafts.write_fact(c, draft_id, fact, value, actor=by.actor)
        if case is not None:
            self._events.add(c, case.id, "fact_set", by.actor, note=fact)
            if draft.kind == "legal_help" and fact in DECIDES_DEADLINE:
                due = deadline_of(self._drafts.get(c, draft_id), self._clock.now().date())
                self._cases.set_deadline(c, case.id, due)
        self._audit.record(c, by.actor, "fact_set", f"draft:{draft_id}", {"fact": fact})
        return written

    def draft_for_writing(self, c: Connection, draft_id: str, by: StaffMember) -> Draft:
        """A draft that the person may write a fact into, locked until the transaction ends.

        Raises:
            UnknownDraft, NotAllowed: there is no such draft, or it is not shown to this person.
        """
        draft = self._drafts.lock(c, draft_id)
        case = self._cases.of_draft(c, draft_id)
        if case is None:
            self._require_talk(c, by, "set_fact", draft)
        else:
            self._require(by, "set_fact", case)
        return draft

    def fingerprint(self, c: Connection, case_id: int, by: StaffMember) -> str:
        """Changes when the page of this case may have changed; cheap enough to be asked every second.

        Raises:
            UnknownCase, NotAllowed: there is no such case, or it is not shown to this person any more.
        """
        case = self._cases.get(c, case_id)
        self._require(by, "open_case", case)
        newest = select(func.max(tables.case_event.c.id)).where(tables.case_event.c.case_id == case_id)
        changed = select(tables.draft.c.changed_at).where(tables.draft.c.id == case.draft_id)
        state = [case, c.scalar(newest), c.scalar(changed)]
        return hashlib.sha256(repr(state).encode()).hexdigest()[:16]

    def workload(self, c: Connection) -> dict[str, int]:
        """How many open cases and conversations each member of staff has in hand, by staff id."""
        k, v = tables.case.c, conversation.c
        cases = select(k.assignee, func.count()).where(k.closed_at.is_(None), k.assignee.is_not(None))
        talks = select(v.holder, func.count()).where(v.hold == "staff", v.holder.is_not(None))
        total: Counter[str] = Counter()
        for query in (cases.group_by(k.assignee), talks.group_by(v.holder)):
            total.update({str(who): int(number) for who, number in c.execute(query)})
        return dict(total)

    def _for_change(self, c: Connection, case_id: int, by: StaffMember, command: str) -> Case:
        case = self._cases.lock(c, case_id)
        self._require(by, command, case)
        return case

    def _require(self, by: StaffMember, command: str, case: Case) -> None:
        if not self._roles.sees_case(by, case):
            raise NotShown(by.id, command)
        self._roles.require(by, command)

    def _require_talk(self, c: Connection, by: StaffMember, command: str, draft: Draft) -> None:
        hidden = func.coalesce(conversation.c.danger, conversation.c.concern)
        danger = c.scalar(select(hidden).where(conversation.c.id == draft.conversation_id))
        sees_kind = self._roles.sees_kind(by, CASE_OF_DRAFT[draft.kind])
        if not sees_kind or not self._roles.sees_conversation(by, danger):
            raise NotShown(by.id, command)
        self._roles.require(by, command)

    def _require_turn(self, case: Case, stage: Stage, by: StaffMember) -> None:
        if Role.ADMINISTRATOR in by.roles:
            return
        if not stage.who & by.roles:
            raise NotAllowed(by.id, f"act at {stage.id}")
        if case.assignee not in (None, by.id):
            raise TakenByAnother(case.id, str(case.assignee))

    def _require_period_over(self, case: Case, stage: Stage) -> None:
        until = stage.earliest_end(case.filed_at.date(), case.stage_since.date(), self._working_days)
        if until is not None and self._clock.now().date() <= until:
            raise PeriodNotOver(case.id, until)

    def _move(
        self, c: Connection, case: Case, to: str, by: StaffMember, kind: EventKind, note: str | None = None
    ) -> Case:
        now = self._clock.now()
        stage = self._processes.stage(case.kind, to)
        values = {
            "stage": to,
            "stage_since": now.timestamp(),
            "due_on": None if stage.final else stage.due_on(case.filed_at.date(), now.date(), self._working_days),
            "closed_at": now.timestamp() if stage.final else None,
            "assignee": case.assignee if self._stays(c, case, stage) else None,
        }
        c.execute(update(tables.case).where(tables.case.c.id == case.id).values(values))
        self._events.add(c, case.id, kind, by.actor, from_stage=case.stage, to_stage=to, note=note)
        self._audit.record(c, by.actor, f"case_{kind}", f"case:{case.id}", {"from": case.stage, "to": to})
        return self._cases.get(c, case.id)

    def _stays(self, c: Connection, case: Case, stage: Stage) -> bool:
        """Whether whoever has the case also acts at its next stage; otherwise it goes back into the pool."""
        if case.assignee is None:
            return False
        holder = self._staff.get(c, case.assignee)
        return bool((stage.who | {Role.ADMINISTRATOR}) & holder.roles)

    def _give(
        self, c: Connection, case: Case, staff_id: str | None, by: StaffMember, kind: EventKind, note: str | None = None
    ) -> Case:
        c.execute(update(tables.case).where(tables.case.c.id == case.id).values(assignee=staff_id))
        self._events.add(c, case.id, kind, by.actor, note=note)
        self._audit.record(c, by.actor, f"case_{kind}", f"case:{case.id}", {"to": staff_id})
        return replace(case, assignee=staff_id)


def _falling(draft: Draft, fact: str) -> list[str]:
    """What does not stand any more once staff write a fact; a filed draft keeps what was concluded then."""
    if not draft.open:
        return []
    return [name for name in draft.facts if name == CONCLUDED or (name == ASKED_ANEW and draft.value(name) == fact)]
