"""A case: facts and their sources, where it stands and by when, its history, and the steps that the reader may take."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from sqlalchemy import Connection

from backoffice.case_file import CaseFile
from backoffice.cases import Case
from backoffice.console.drawing import Drawing, go_to
from backoffice.console.errors import FieldRefused
from backoffice.console.fact_sheet import FactSheet
from backoffice.console.first_check import first_check
from backoffice.console.gate import Gate, Visitor
from backoffice.console.live import watched
from backoffice.console.papers_panel import PapersPanel
from backoffice.console.parts import ConsoleParts
from backoffice.process import Stage
from backoffice.roles import Role, StaffMember
from conversations.errors import UnknownConversation
from knowledge import limits, load_county

LONGEST_NOTE = 2000
#: Steps that the resident's income hangs on: staff confirm them on a page of their own, as they do final ones.
DECISIONS = frozenset({"granted", "refused", "issued"})
#: Decisions against the resident are given with their reason.
WITH_REASON = frozenset({"refused", "withdrawn"})

type Csrf = Annotated[str, Form(max_length=100)]
type Reason = Annotated[str, Form(max_length=LONGEST_NOTE)]
type StageName = Annotated[str, Form(max_length=24)]


@dataclass(frozen=True)
class Step:
    """One stage of the process on the way that most cases go."""

    stage: Stage
    state: str  # done | here | ahead


class CasePage:
    """`/staff/cases/{id}` and the commands under it."""

    def __init__(self, parts: ConsoleParts, gate: Gate, drawing: Drawing, sheet: FactSheet) -> None:
        self._papers = PapersPanel(parts, gate)
        self._parts, self._gate, self._drawing, self._sheet = parts, gate, drawing, sheet
        self._office, self._casework = parts.office, parts.office.casework

    def add_to(self, router: APIRouter) -> None:
        """Name the addresses."""
        self._papers.add_to(router)
        page = "/staff/cases/{case}"
        router.add_api_route(page, self.show, methods=["GET"])
        router.add_api_route(f"{page}/confirm", self.confirm, methods=["GET"])
        commands: dict[str, Callable[..., Response]] = {
            "claim": self.claim,
            "assign": self.assign,
            "transfer": self.transfer,
            "advance": self.advance,
            "return": self.send_back,
            "note": self.note,
        }
        for name, command in commands.items():
            router.add_api_route(f"{page}/{name}", command, methods=["POST"])

    def show(self, request: Request, case: int, said: Annotated[str, Query(max_length=40)] = "") -> Response:
        """The page; the read is logged."""
        visitor = self._gate.reader(request)
        with self._parts.database.write() as c:
            return self._draw(c, visitor, self._casework.open(c, case, visitor.staff), said=said)

    def confirm(
        self, request: Request, case: int, to: Annotated[str, Query(max_length=24)], back: bool = False
    ) -> Response:
        """Asks once more before a step that decides or that goes back, with room for the reason."""
        visitor = self._gate.reader(request)
        with self._parts.database.write() as c:
            file = self._casework.open(c, case, visitor.staff)
        stage = next((stage for stage in (*file.next_stages, *file.returns) if stage.id == to), None)
        if stage is None:
            raise FieldRefused(f"Case {case} does not lead to {to!r}.", text="案件现在的环节不能这样流转，请返回刷新。")
        return self._drawing.page(
            "confirm_step.html", visitor, file=file, stage=stage, back=back, needs_reason=back or to in WITH_REASON
        )

    def claim(self, request: Request, case: int, csrf: Csrf = "") -> Response:
        """Take the case out of the pool."""
        visitor = self._gate.actor(request, csrf)
        with self._parts.database.write() as c:
            self._casework.claim(c, case, visitor.staff)
        return self._page_of(case, "case_claimed")

    def assign(self, request: Request, case: int, to: Annotated[str, Form(max_length=36)], csrf: Csrf = "") -> Response:
        """Give the case to a colleague."""
        visitor = self._gate.actor(request, csrf)
        with self._parts.database.write() as c:
            self._casework.assign(c, case, to, visitor.staff)
        return self._page_of(case, "case_assigned")

    def transfer(
        self,
        request: Request,
        case: int,
        to: Annotated[str, Form(max_length=36)] = "",
        text: Reason = "",
        csrf: Csrf = "",
    ) -> Response:
        """Pass the case on, or back into the pool."""
        visitor = self._gate.actor(request, csrf, unsaved=text)
        with self._parts.database.write() as c:
            self._casework.transfer(c, case, visitor.staff, text.strip(), to or None)
        return self._page_of(case, "case_transferred")

    def advance(self, request: Request, case: int, to: StageName, text: Reason = "", csrf: Csrf = "") -> Response:
        """Move the case on."""
        visitor = self._gate.actor(request, csrf, unsaved=text)
        if to in WITH_REASON and not text.strip():
            raise FieldRefused(f"Step {to!r} without a reason.", text="请写明理由，居民有权知道为什么。")
        with self._parts.database.write() as c:
            moved = self._casework.advance(c, case, to, visitor.staff, text.strip() or None)
            told = self._parts.tell_of_case(c, moved)
        return self._moved(moved, "case_moved_told" if told else "case_moved")

    def send_back(self, request: Request, case: int, to: StageName, text: Reason = "", csrf: Csrf = "") -> Response:
        """Send the case back, with the reason."""
        visitor = self._gate.actor(request, csrf, unsaved=text)
        if not text.strip():
            raise FieldRefused("A return without a reason.", text="请写明退回的理由，同事才知道要补什么。")
        with self._parts.database.write() as c:
            moved = self._casework.send_back(c, case, to, visitor.staff, text.strip())
            told = self._parts.tell_of_case(c, moved)
        return self._moved(moved, "case_returned_told" if told else "case_returned")

    def note(self, request: Request, case: int, text: Reason = "", csrf: Csrf = "") -> Response:
        """Write a note for colleagues."""
        visitor = self._gate.actor(request, csrf, unsaved=text)
        if not text.strip():
            raise FieldRefused("The note is empty.", text="备注还没有写内容。")
        with self._parts.database.write() as c:
            self._casework.add_note(c, case, visitor.staff, text.strip())
        return go_to(f"/staff/cases/{case}", "noted", anchor="notes")

    def _moved(self, case: Case, said: str) -> Response:
        self._parts.wake_dispatcher()
        return self._page_of(case.id, said)

    def _page_of(self, case: int, said: str) -> Response:
        return go_to(f"/staff/cases/{case}", said)

    def _draw(self, c: Connection, visitor: Visitor, file: CaseFile, *, said: str = "") -> Response:
        case, me, today = file.case, visitor.staff, self._parts.clock.now().date()
        draft = self._office.drafts.get(c, case.draft_id)
        alarm = self._office.queue.in_danger(c, me, besides=case.conversation_id)
        fingerprint = watched(self._casework.fingerprint(c, case.id, me), alarm)
        process = self._office.processes.of(case.kind)
        offered = [key for key in self._sheet.offered.get(draft.kind, ()) if not draft.has(key)]
        return self._drawing.page(
            "case.html",
            visitor,
            said=said,
            file=file,
            case=case,
            names=self._office.staff.names(c),
            facts=[line for line in file.facts if not self._sheet.entry(line.fact).hidden],
            sheet=self._sheet,
            today=today,
            limit=_limit(case, today),
            joint=self._office.joint_matters.of_case(c, case.id),
            claimants=self._claimants(c, case, me),
            conflicts=self._office.conflicts.of_case(c, case.id, me),
            steps=_main_way(process.stages, case.stage),
            labels={stage.id: stage.label for stage in process.stages.values()},
            stage=process.stages[case.stage],
            waits_until=self._waits_until(case),
            my_turn=_may_act(me, case, process.stages[case.stage]),
            decisions=DECISIONS | {stage.id for stage in process.stages.values() if stage.final},
            papers=self._papers.shown(c, case),
            check=first_check(self._sheet, draft, today),
            missing=[(key, self._sheet.entry(key).label) for key in offered],
            colleagues=self._colleagues(c, case, me) if {"assign", "transfer"} & file.may else [],
            sees_talk=self._sees_talk(c, case, me),
            alarm=alarm,
            live=f"/staff/live?case={case.id}&seen={fingerprint}",
        )

    def _waits_until(self, case: Case) -> date | None:
        """The last day of a public notice that is not over: until then nothing but a withdrawal is possible."""
        until = self._office.cases.clock_of(case).waits_until
        return until if until is not None and self._parts.clock.now().date() <= until else None

    def _claimants(self, c: Connection, case: Case, me: StaffMember) -> list[dict[str, str]]:
        """Who joined, with name, telephone and village in clear; each look is logged."""
        drafts = self._office.drafts
        return [
            {
                fact: drafts.reveal(c, claimant.draft_id, fact, actor=me.actor, purpose="case_page") or "没有填"
                for fact in ("name", "phone", "village")
            }
            | {"talk": claimant.conversation_id}
            for claimant in self._office.joint_matters.claimants(c, case.id)
        ]

    def _colleagues(self, c: Connection, case: Case, me: StaffMember) -> list[tuple[StaffMember, int]]:
        load, roles = self._casework.workload(c), self._office.roles
        fit = [other for other in self._office.staff.list(c) if other.id != me.id and roles.sees_case(other, case)]
        return sorted(((other, load.get(other.id, 0)) for other in fit), key=lambda pair: pair[1])

    def _sees_talk(self, c: Connection, case: Case, me: StaffMember) -> bool:
        try:
            self._office.reception.fingerprint(c, case.conversation_id, me)
        except UnknownConversation:
            return False
        return True


def _limit(case: Case, today: date) -> dict[str, str] | None:
    """By which rule the resident's deadline was reckoned, with its article."""
    rule = limits().get(case.deadline_rule or "")
    if rule is None:
        return None
    figure = load_county(case.county).parameters[rule.figure].at(today)
    return {"what": rule.what_zh, "source": figure.source.citation_zh if figure.source else ""}


def _may_act(me: StaffMember, case: Case, stage: Stage) -> bool:
    """Whether the next step is the reader's: the role acts here, and no colleague has the case."""
    if stage.final:
        return False
    if Role.ADMINISTRATOR in me.roles:
        return True
    return bool(stage.who & me.roles) and case.assignee in (None, me.id)


def _main_way(stages: Mapping[str, Stage], here: str) -> list[Step]:
    """The way through first next stages, with where the case stands; a stage off that way takes the place it left."""
    way: list[str] = []
    name: str | None = next(iter(stages))
    while name is not None and name not in way:
        way.append(name)
        name = next(iter(stages[name].next), None)
    if here not in way:
        before = next((place for place, on in enumerate(way) if here in stages[on].next), len(way) - 1)
        way = [*way[: before + 1], here]
    place = way.index(here)
    states = ["done" if n < place else "here" if n == place else "ahead" for n in range(len(way))]
    return [Step(stages[on], state) for on, state in zip(way, states, strict=True)]
