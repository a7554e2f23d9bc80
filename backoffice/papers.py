"""The papers of a case: what is still missing, what the resident sent, what staff have received, wave or ask for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import ColumnElement, Connection, delete, func, select, update

from backoffice import tables
from backoffice.actors import Actor
from backoffice.audit import Audit
from backoffice.case_events import CaseEvents, EventKind
from backoffice.cases import Case, Cases
from backoffice.drafts import Drafts
from backoffice.errors import NoPapersMissing, NotShown, UnknownPaper
from backoffice.moments import moment, seconds
from backoffice.paper_list import PaperList, paper_list
from backoffice.roles import Roles, StaffMember
from conversations.tables import attachment
from knowledge.guidance import Told
from storage.clock import Clock, database_now
from storage.insert import insert

#: `perhaps` is needed where something holds that was not told; `sent` waits for somebody to look at it.
PaperState = Literal["missing", "perhaps", "sent", "received", "not_needed"]

OPEN: tuple[PaperState, ...] = ("missing", "perhaps")
_EVENTS: Mapping[PaperState, EventKind] = {
    "missing": "paper_wanted",
    "perhaps": "paper_wanted",
    "sent": "paper_sent",
    "received": "paper_received",
    "not_needed": "paper_waived",
}


@dataclass(frozen=True)
class SentPaper:
    """A file that a resident sent for a case, and the conversation in which it can be opened."""

    attachment_id: str
    conversation_id: str


@dataclass(frozen=True)
class Paper:
    """One paper of a case.

    Attributes:
        label: what the law calls it.
        sms_safe: whether its name may stand in a text message that others could read.
        asked_at: when staff asked for it last.
    """

    id: int
    case_id: int
    label: str
    state: PaperState
    sms_safe: bool
    asked_at: datetime | None
    files: tuple[SentPaper, ...] = ()


class Papers:
    """Keeps the papers of cases; every method is a step of the caller's transaction."""

    def __init__(
        self, clock: Clock, drafts: Drafts, cases: Cases, events: CaseEvents, audit: Audit, roles: Roles
    ) -> None:
        self._clock = clock
        self._drafts = drafts
        self._cases = cases
        self._events = events
        self._audit = audit
        self._roles = roles

    def listed(self, c: Connection, case: Case) -> PaperList:
        """What the law asks of this household, by the facts as they stand now."""
        draft = self._drafts.get(c, case.draft_id)
        return paper_list(draft.kind, draft.known, self._clock.now().date(), draft.county)

    def draw_up(self, c: Connection, case: Case) -> list[Paper]:
        """Write down what this case needs; after a changed answer the list follows, and what was sent or settled stays."""
        needed = self.listed(c, case)
        wanted = {
            told.label_zh: self._row(case, told, state)
            for state, every in (("missing", needed.to_bring), ("perhaps", needed.perhaps))
            for told in every
        }
        p = tables.case_paper.c
        untouched = (p.case_id == case.id) & p.state.in_(OPEN)
        c.execute(delete(tables.case_paper).where(untouched, p.asked_at.is_(None), p.label.not_in(wanted)))
        for label, row in wanted.items():
            new = insert(c, tables.case_paper).values(row)
            c.execute(new.on_conflict_do_nothing(index_elements=["case_id", "label"]))
            surer = untouched & (p.label == label) & p.asked_at.is_(None) & (p.state != row["state"])
            c.execute(update(tables.case_paper).where(surer).values(state=row["state"]))
        return self.of_case(c, case.id)

    def of_case(self, c: Connection, case_id: int) -> list[Paper]:
        """The papers of a case in the order of the law."""
        return self._read(c, [case_id])

    def open_of_conversation(self, c: Connection, conversation_id: str) -> list[Paper]:
        """What the open cases of a conversation still miss, surely or perhaps."""
        k = tables.case.c
        mine = select(k.id).where(k.conversation_id == conversation_id, k.closed_at.is_(None)).order_by(k.id.desc())
        return [paper for paper in self._read(c, list(c.scalars(mine))) if paper.state in OPEN]

    def unclaimed_files(self, c: Connection, conversation_id: str, *, within: float, since_inbox: int = 0) -> list[str]:
        """Files of the last so many seconds that came with a message or after it, and belong to no case yet."""
        f, taken = attachment.c, select(tables.case_file.c.attachment_id)
        recent = (f.inbox_id >= since_inbox) & (f.came_at >= database_now() - within) & (f.state != "refused")
        query = select(f.id).where(f.conversation_id == conversation_id, recent, f.id.not_in(taken))
        return list(c.scalars(query.order_by(f.inbox_id, f.n)))

    def hand_in(
        self, c: Connection, case_id: int, paper_id: int | None, attachment_ids: Iterable[str], actor: Actor
    ) -> None:
        """Put files to a case: as one of its papers, which then waits to be looked at, or as something not yet named."""
        now = seconds(self._clock)
        for attachment_id in attachment_ids:
            row = {"attachment_id": attachment_id, "case_id": case_id, "paper_id": paper_id, "at": now}
            new = insert(c, tables.case_file).values(row)
            c.execute(new.on_conflict_do_nothing(index_elements=["attachment_id", "case_id"]))
        label = None
        if paper_id is not None:
            paper = self._paper(c, case_id, paper_id)
            label = paper.label
            c.execute(update(tables.case_paper).where(tables.case_paper.c.id == paper.id).values(state="sent"))
        self._events.add(c, case_id, "paper_sent", actor, note=label)

    def loose_files(self, c: Connection, case_id: int) -> list[SentPaper]:
        """Files that were sent for a case without saying which paper they are."""
        return self._files(c, [case_id]).get(None, [])

    def mark(self, c: Connection, case_id: int, paper_id: int, state: PaperState, by: StaffMember) -> Paper:
        """Staff say that a paper is there, is not needed, or is needed after all.

        Raises:
            UnknownCase, UnknownPaper, NotAllowed: no such case or paper, or not for this person.
        """
        case = self._for_change(c, case_id, by, "set_fact")
        paper = self._paper(c, case.id, paper_id)
        if paper.state != state:
            values = {"state": state, "settled_at": seconds(self._clock), "settled_by": by.id}
            c.execute(update(tables.case_paper).where(tables.case_paper.c.id == paper.id).values(values))
            self._events.add(c, case.id, _EVENTS[state], by.actor, note=paper.label)
            self._audit.record(c, by.actor, "paper_marked", f"case:{case.id}", {"state": state})
        return self._paper(c, case.id, paper_id)

    def ask(self, c: Connection, case_id: int, by: StaffMember) -> list[Paper]:
        """Staff ask the resident for what is missing; says which papers those are.

        Raises:
            NoPapersMissing: nothing is.
            UnknownCase, NotAllowed: as `mark`.
        """
        case = self._for_change(c, case_id, by, "reply")
        missing = [paper for paper in self.of_case(c, case.id) if paper.state == "missing"]
        if not missing:
            raise NoPapersMissing(case.id)
        named = tables.case_paper.c.id.in_([paper.id for paper in missing])
        c.execute(update(tables.case_paper).where(named).values(asked_at=seconds(self._clock)))
        labels = "、".join(paper.label for paper in missing)
        self._events.add(c, case.id, "papers_asked", by.actor, note=labels)
        self._audit.record(c, by.actor, "papers_asked", f"case:{case.id}")
        return missing

    def _for_change(self, c: Connection, case_id: int, by: StaffMember, command: str) -> Case:
        case = self._cases.lock(c, case_id)
        if not self._roles.sees_case(by, case):
            raise NotShown(by.id, command)
        self._roles.require(by, command)
        return case

    def _row(self, case: Case, told: Told, state: str) -> dict[str, object]:
        return {"case_id": case.id, "label": told.label_zh, "state": state, "sms_safe": told.sms_safe}

    def _paper(self, c: Connection, case_id: int, paper_id: int) -> Paper:
        found = next((paper for paper in self.of_case(c, case_id) if paper.id == paper_id), None)
        if found is None:
            raise UnknownPaper(case_id, paper_id)
        return found

    def _read(self, c: Connection, case_ids: list[int]) -> list[Paper]:
        if not case_ids:
            return []
        p = tables.case_paper
        rows = c.execute(select(p).where(p.c.case_id.in_(case_ids)).order_by(p.c.case_id.desc(), p.c.id)).all()
        files = self._files(c, case_ids)
        return [
            Paper(
                id=row.id,
                case_id=row.case_id,
                label=row.label,
                state=cast(PaperState, row.state),
                sms_safe=row.sms_safe,
                asked_at=moment(row.asked_at),
                files=tuple(files.get(row.id, ())),
            )
            for row in rows
        ]

    def _files(self, c: Connection, case_ids: list[int]) -> dict[int | None, list[SentPaper]]:
        """Files by the paper they were sent as; those that were erased meanwhile are left out."""
        f, a = tables.case_file.c, attachment.c
        query = (
            select(f.paper_id, f.attachment_id, a.conversation_id)
            .join(attachment, a.id == f.attachment_id)
            .where(f.case_id.in_(case_ids))
            .order_by(a.inbox_id, a.n)
        )
        found: dict[int | None, list[SentPaper]] = {}
        for row in c.execute(query):
            found.setdefault(row.paper_id, []).append(SentPaper(row.attachment_id, row.conversation_id))
        return found


def papers_of_case(state: PaperState) -> ColumnElement[int]:
    """How many papers of the case of a row are in that state.

    Looked up case by case: PostgreSQL would count all papers anew for each case of a joined count when it takes the open
    cases to be few, as it does of a table that has grown since its statistics were taken.
    """
    p = tables.case_paper.c
    counted = select(func.count()).where(p.case_id == tables.case.c.id, p.state == state)
    return counted.correlate(tables.case).scalar_subquery()
