"""Every case that a person may see, for looking something up; what waits stands in the queue."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from backoffice.console.drawing import Drawing
from backoffice.console.gate import Gate
from backoffice.console.parts import ConsoleParts
from backoffice.kinds import CaseKind

_A_PAGE = 50


class CaseList:
    """`/staff/cases`."""

    def __init__(self, parts: ConsoleParts, gate: Gate, drawing: Drawing) -> None:
        self._parts, self._gate, self._drawing = parts, gate, drawing
        self._office = parts.office

    def add_to(self, router: APIRouter) -> None:
        """Name the address."""
        router.add_api_route("/staff/cases", self.show, methods=["GET"])

    def show(
        self,
        request: Request,
        kind: CaseKind | Literal[""] = "",
        closed: bool = False,
        mine: bool = False,
        danger: bool = False,
        before: Annotated[int, Query(ge=0)] = 0,
    ) -> Response:
        """A page of cases, newest first."""
        visitor = self._gate.reader(request)
        with self._parts.database.read() as c:
            self._office.roles.require(visitor.staff, "open_case")
            found = self._office.casework.list(
                c,
                visitor.staff,
                kind=kind or None,
                mine=mine,
                closed=closed,
                danger=danger,
                limit=_A_PAGE + 1,
                before_id=before or None,
            )
            names = self._office.staff.names(c)
        shown = found[:_A_PAGE]
        roles, processes = self._office.roles, self._office.processes
        return self._drawing.page(
            "cases.html",
            visitor,
            cases=[(case, self._office.cases.status_of(case)) for case in shown],
            kinds=[(k, process.label) for k, process in processes.by_kind.items() if roles.sees_kind(visitor.staff, k)],
            kind=kind,
            closed=closed,
            mine=mine,
            danger=danger,
            may_see_danger=roles.sees_danger(visitor.staff),
            names=names,
            more=shown[-1].id if len(found) > _A_PAGE else 0,
        )
