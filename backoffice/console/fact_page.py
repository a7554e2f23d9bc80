"""One fact, one page: what staff learned goes into the draft with their name as its source."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from sqlalchemy import Connection

from backoffice.console.drawing import Drawing, go_to
from backoffice.console.errors import FieldRefused, NothingHere
from backoffice.console.fact_sheet import FactSheet, read_field
from backoffice.console.gate import Gate, Visitor
from backoffice.console.parts import ConsoleParts
from backoffice.drafts import Draft
from backoffice.facts import UNKNOWN

type Fact = Annotated[str, Query(pattern=r"^[a-z][a-z0-9_.]{0,79}$")]


class FactPage:
    """`/staff/drafts/{draft}/fact`."""

    def __init__(self, parts: ConsoleParts, gate: Gate, drawing: Drawing, sheet: FactSheet) -> None:
        self._parts, self._gate, self._drawing, self._sheet = parts, gate, drawing, sheet
        self._office = parts.office

    def add_to(self, router: APIRouter) -> None:
        """Name the addresses."""
        router.add_api_route("/staff/drafts/{draft}/fact", self.ask, methods=["GET"])
        router.add_api_route("/staff/drafts/{draft}/fact", self.write, methods=["POST"])

    def ask(self, request: Request, draft: str, fact: Fact) -> Response:
        """The form for one fact; showing a personal one is logged."""
        visitor = self._gate.reader(request)
        with self._parts.database.write() as c:
            found = self._office.casework.draft_for_writing(c, draft, visitor.staff)
            return self._draw(c, visitor, found, fact, value=self._present(c, visitor, found, fact))

    def write(
        self,
        request: Request,
        draft: str,
        fact: Annotated[str, Form(pattern=r"^[a-z][a-z0-9_.]{0,79}$")],
        value: Annotated[str, Form(max_length=2000)] = "",
        high: Annotated[str, Form(max_length=30)] = "",
        unknown: Annotated[str, Form(max_length=5)] = "",
        csrf: Annotated[str, Form(max_length=100)] = "",
    ) -> Response:
        """Keep it; the answer before it stays in the history."""
        visitor = self._gate.actor(request, csrf, unsaved=value)
        entry = self._sheet.entry(fact)
        with self._parts.database.write() as c:
            found = self._office.casework.draft_for_writing(c, draft, visitor.staff)
            try:
                answer = UNKNOWN if unknown and not entry.fixed else read_field(entry, value, high)
            except FieldRefused as refused:
                return self._draw(c, visitor, found, fact, value=value, high=high, complaint=refused.text, status=422)
            self._office.casework.set_fact(c, draft, fact, answer, visitor.staff)
            back = self._back(c, visitor, found)
        self._parts.live.ring(found.conversation_id)
        return go_to(back, "fact_written", anchor="facts")

    def _draw(
        self,
        c: Connection,
        visitor: Visitor,
        draft: Draft,
        fact: str,
        *,
        value: str,
        high: str = "",
        complaint: str = "",
        status: int = 200,
    ) -> Response:
        entry = self._sheet.entry(fact)
        if entry.fixed or entry.hidden:
            raise NothingHere(f"Fact {fact} is not written by staff.")
        return self._drawing.page(
            "fact.html",
            visitor,
            complaint=complaint,
            status=status,
            entry=entry,
            draft=draft,
            value=value,
            high=high,
            back=self._back(c, visitor, draft),
        )

    def _present(self, c: Connection, visitor: Visitor, draft: Draft, fact: str) -> str:
        """The answer as it stands, for the field."""
        known = draft.facts.get(fact)
        if known is None or known.unknown:
            return ""
        if known.personal:
            drafts = self._office.drafts
            return drafts.reveal(c, draft.id, fact, actor=visitor.staff.actor, purpose="fact_form") or ""
        if isinstance(known.value, bool):
            return "yes" if known.value else "no"
        return "" if isinstance(known.value, dict) else str(known.value)

    def _back(self, c: Connection, visitor: Visitor, draft: Draft) -> str:
        """The case's page once there is a case, else the conversation's."""
        case = self._office.cases.of_draft(c, draft.id)
        return f"/staff/conversations/{draft.conversation_id}" if case is None else f"/staff/cases/{case.id}"
