"""Accounts of staff: add, roles, close and reopen, a new password."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response

from backoffice.console.drawing import Drawing, go_to
from backoffice.console.errors import FieldRefused
from backoffice.console.gate import Gate, Visitor
from backoffice.console.parts import ConsoleParts
from backoffice.errors import StaffError
from backoffice.roles import Role, StaffMember

type Csrf = Annotated[str, Form(max_length=100)]
type Roles = Annotated[list[Role], Form()]


class PeoplePage:
    """`/staff/people`; every new password is shown once, on the page that answers the form."""

    def __init__(self, parts: ConsoleParts, gate: Gate, drawing: Drawing) -> None:
        self._parts, self._gate, self._drawing = parts, gate, drawing
        self._office, self._staff = parts.office, parts.office.staff

    def add_to(self, router: APIRouter) -> None:
        """Name the addresses."""
        router.add_api_route("/staff/people", self.show, methods=["GET"])
        router.add_api_route("/staff/people", self.add, methods=["POST"])
        router.add_api_route("/staff/people/{person}", self.one, methods=["GET"])
        router.add_api_route("/staff/people/{person}/roles", self.set_roles, methods=["POST"])
        router.add_api_route("/staff/people/{person}/danger", self.set_sees_danger, methods=["POST"])
        router.add_api_route("/staff/people/{person}/active", self.set_active, methods=["POST"])
        router.add_api_route("/staff/people/{person}/password", self.reset_password, methods=["POST"])

    def show(self, request: Request, said: Annotated[str, Query(max_length=40)] = "") -> Response:
        """The list and the form for a new account."""
        return self._draw(self._reader(request), said=said)

    def one(self, request: Request, person: str) -> Response:
        """One account and what can be changed about it."""
        return self._draw_one(self._reader(request), person)

    def add(
        self,
        request: Request,
        username: Annotated[str, Form(min_length=2, max_length=40, pattern=r"^\s*[A-Za-z0-9_.-]+\s*$")],
        name: Annotated[str, Form(min_length=1, max_length=40)],
        roles: Roles = [],  # noqa: B006
        sees_danger: Annotated[bool, Form()] = False,
        csrf: Csrf = "",
    ) -> Response:
        """Open an account; its first password stands on the page that answers."""
        visitor = self._actor(request, csrf)
        try:
            _some(roles)
            with self._parts.database.write() as c:
                new = self._staff.add(c, username, name, roles, actor=visitor.staff.actor, sees_danger=sees_danger)
        except (StaffError, FieldRefused) as refused:
            return self._draw(visitor, complaint=refused.text, status=422)
        return self._draw(visitor, shown_once=(new.member, new.password))

    def set_roles(self, request: Request, person: str, roles: Roles = [], csrf: Csrf = "") -> Response:  # noqa: B006
        """Give somebody other roles."""
        visitor = self._actor(request, csrf)
        try:
            _some(roles)
            with self._parts.database.write() as c:
                self._staff.set_roles(c, person, roles, actor=visitor.staff.actor)
        except (StaffError, FieldRefused) as refused:
            return self._draw_one(visitor, person, complaint=refused.text, status=422)
        return go_to("/staff/people", "staff_changed")

    def set_sees_danger(
        self, request: Request, person: str, sees_danger: Annotated[bool, Form()] = False, csrf: Csrf = ""
    ) -> Response:
        """Name somebody to see people in danger, or no more."""
        visitor = self._actor(request, csrf)
        try:
            with self._parts.database.write() as c:
                self._staff.set_sees_danger(c, person, sees_danger, actor=visitor.staff.actor)
        except StaffError as refused:
            return self._draw_one(visitor, person, complaint=refused.text, status=422)
        return go_to("/staff/people", "staff_changed")

    def set_active(self, request: Request, person: str, active: Annotated[bool, Form()], csrf: Csrf = "") -> Response:
        """Close or reopen an account."""
        visitor = self._actor(request, csrf)
        try:
            with self._parts.database.write() as c:
                self._staff.set_active(c, person, active, actor=visitor.staff.actor)
        except StaffError as refused:
            return self._draw_one(visitor, person, complaint=refused.text, status=422)
        return go_to("/staff/people", "staff_changed")

    def reset_password(self, request: Request, person: str, csrf: Csrf = "") -> Response:
        """Draw a new password, shown once."""
        visitor = self._actor(request, csrf)
        with self._parts.database.write() as c:
            password = self._staff.reset_password(c, person, actor=visitor.staff.actor)
            member = self._staff.get(c, person)
        return self._draw(visitor, shown_once=(member, password))

    def _reader(self, request: Request) -> Visitor:
        visitor = self._gate.reader(request)
        self._office.roles.require(visitor.staff, "manage_staff")
        return visitor

    def _actor(self, request: Request, csrf: str) -> Visitor:
        visitor = self._gate.actor(request, csrf)
        self._office.roles.require(visitor.staff, "manage_staff")
        return visitor

    def _draw(
        self,
        visitor: Visitor,
        *,
        said: str = "",
        complaint: str = "",
        shown_once: tuple[StaffMember, str] | None = None,
        status: int = 200,
    ) -> Response:
        with self._parts.database.read() as c:
            people, load = self._staff.list(c), self._office.casework.workload(c)
        return self._drawing.page(
            "people.html",
            visitor,
            said=said,
            complaint=complaint,
            status=status,
            people=people,
            load=load,
            roles=self._office.roles.all(),
            in_the_know={person.id for person in people if self._office.roles.sees_danger(person)},
            shown_once=shown_once,
        )

    def _draw_one(self, visitor: Visitor, person: str, *, complaint: str = "", status: int = 200) -> Response:
        with self._parts.database.read() as c:
            member = self._staff.get(c, person)
        roles = self._office.roles
        return self._drawing.page(
            "person.html",
            visitor,
            person=member,
            roles=roles.all(),
            may_see_danger=roles.may_see_danger(member.roles),
            complaint=complaint,
            status=status,
        )


def _some(roles: list[Role]) -> None:
    if not roles:
        raise FieldRefused("An account without a role.", text="请至少选一个岗位。")
