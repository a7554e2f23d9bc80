"""The one list of what waits, as the first page of the day."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from backoffice.console.drawing import Drawing, go_to
from backoffice.console.gate import Gate, Visitor
from backoffice.console.parts import ConsoleParts
from backoffice.queue import QueueRow
from backoffice.roles import Role

Show = Literal["all", "danger", "people", "cases", "trouble"]

#: What a filter lets through, with its words.
FILTERS: dict[Show, str] = {
    "all": "全部",
    "danger": "有危险",
    "people": "居民等人",
    "cases": "案件",
    "trouble": "收发出错",
}
_KINDS = {"people": ("conversation",), "cases": ("case",), "trouble": ("failed_message", "uncertain_send")}


class QueuePage:
    """`/staff/` and the search by receipt number."""

    def __init__(self, parts: ConsoleParts, gate: Gate, drawing: Drawing) -> None:
        self._parts, self._gate, self._drawing = parts, gate, drawing
        self._office = parts.office

    def add_to(self, router: APIRouter) -> None:
        """Name the addresses."""
        router.add_api_route("/staff", lambda: go_to("/staff/"), methods=["GET"])
        router.add_api_route("/staff/", self.show, methods=["GET"])
        router.add_api_route("/staff/find", self.find, methods=["GET"])

    def show(
        self,
        request: Request,
        show: Show = "all",
        mine: bool = False,
        role: Role | None = None,
        said: Annotated[str, Query(max_length=40)] = "",
    ) -> Response:
        """The list, most urgent first."""
        return self._draw(self._gate.reader(request), show, mine, role, said=said)

    def find(self, request: Request, receipt: Annotated[str, Query(max_length=100)] = "") -> Response:
        """The case with a receipt number that somebody reads out on the telephone."""
        visitor = self._gate.reader(request)
        with self._parts.database.read() as c:
            case = self._office.cases.find(c, receipt)
        if case is None or not self._office.roles.sees_case(visitor.staff, case):
            complaint = "没有找到这个受理编号，或者您的岗位不能看。请核对后再试。"
            return self._draw(visitor, "all", False, None, complaint=complaint, looked_for=receipt, status=404)
        return go_to(f"/staff/cases/{case.id}")

    def _draw(
        self,
        visitor: Visitor,
        show: Show,
        mine: bool,
        role: Role | None,
        *,
        said: str = "",
        complaint: str = "",
        looked_for: str = "",
        status: int = 200,
    ) -> Response:
        queue, me = self._office.queue, visitor.staff
        with self._parts.database.read() as c:
            fingerprint = queue.fingerprint(c, me)
            found = queue.rows(c, me, role=role, mine=mine)
            names = self._office.staff.names(c)
        rows = [row for row in found if _let_through(row, show)]
        return self._drawing.page(
            "queue.html",
            visitor,
            said=said,
            complaint=complaint,
            status=status,
            rows=rows,
            first=next((row.key for row in rows if row.assignee in (None, me.id)), ""),
            numbers={name: sum(_let_through(row, name) for row in found) for name in FILTERS},
            free=sum(row.assignee is None for row in found),
            filters=FILTERS,
            show=show,
            mine=mine,
            role=role,
            roles=self._office.roles.all() if Role.ADMINISTRATOR in me.roles else (),
            names=names,
            may_advance="advance" in self._office.roles.commands(me),
            looked_for=looked_for,
            live=f"/staff/live?seen={fingerprint}",
        )


def _let_through(row: QueueRow, show: Show) -> bool:
    if show == "all":
        return True
    return row.danger if show == "danger" else row.kind in _KINDS[show]
