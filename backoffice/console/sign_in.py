"""Signing in, changing the password, signing out."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Query, Request, Response

from backoffice.console.drawing import Drawing, go_to
from backoffice.console.gate import SESSION, VISIT, Gate, address
from backoffice.console.parts import ConsoleParts
from backoffice.errors import WeakPassword
from backoffice.sign_in import SignIn, csrf_token

HOME = "/staff/"

type Password = Annotated[str, Form(max_length=200)]


class SignInPages:
    """`/staff/sign-in`, `/staff/password`, `/staff/sign-out`."""

    def __init__(self, parts: ConsoleParts, gate: Gate, drawing: Drawing) -> None:
        self._parts, self._gate, self._drawing = parts, gate, drawing
        self._sessions = parts.office.sessions

    def add_to(self, router: APIRouter) -> None:
        """Name the addresses."""
        router.add_api_route("/staff/sign-in", self.ask, methods=["GET"])
        router.add_api_route("/staff/sign-in", self.sign_in, methods=["POST"])
        router.add_api_route("/staff/sign-out", self.sign_out, methods=["POST"])
        router.add_api_route("/staff/password", self.ask_password, methods=["GET"])
        router.add_api_route("/staff/password", self.change_password, methods=["POST"])

    def ask(self, request: Request, to: str = HOME, said: Annotated[str, Query(max_length=40)] = "") -> Response:
        """The form."""
        return self._form(request, to, said=said)

    def sign_in(
        self,
        request: Request,
        username: Annotated[str, Form(max_length=100)],
        password: Password,
        csrf: Annotated[str, Form()] = "",
        to: Annotated[str, Form(max_length=500)] = HOME,
    ) -> Response:
        """Open a session and go where the person wanted to go."""
        self._gate.check_visit(request, csrf)
        tried = self._sessions.sign_in(self._parts.database, username, password, address(request))
        if tried.token is None:
            return self._form(request, to, complaint=_complaint(tried), username=username, status=403)
        response = go_to(_inside(to))
        self._gate.remember(response, SESSION, tried.token)
        return response

    def sign_out(self, request: Request, csrf: Annotated[str, Form()] = "") -> Response:
        """End the session."""
        visitor = self._gate.anybody_acting(request, csrf)
        with self._parts.database.write() as c:
            self._sessions.sign_out(c, visitor.token)
        response = go_to("/staff/sign-in", "signed_out")
        self._gate.forget(response)
        return response

    def ask_password(self, request: Request) -> Response:
        """The form for another password."""
        return self._drawing.page("password.html", self._gate.anybody(request))

    def change_password(
        self,
        request: Request,
        old: Password,
        new: Password,
        again: Password,
        csrf: Annotated[str, Form()] = "",
    ) -> Response:
        """Change it; every other session of this person ends."""
        visitor = self._gate.anybody_acting(request, csrf)
        complaint = "两次输入的新密码不一样，请重新输入。" if new != again else ""
        if not complaint:
            try:
                done = self._sessions.change_password(
                    self._parts.database, visitor.staff.id, old, new, keep=visitor.token
                )
                complaint = "" if done else "原密码不对。连续输错几次会锁住 15 分钟。"
            except WeakPassword as weak:
                complaint = weak.text
        if complaint:
            return self._drawing.page("password.html", visitor, complaint=complaint, status=422)
        return go_to(HOME, "password_changed")

    def _form(
        self,
        request: Request,
        to: str,
        *,
        said: str = "",
        complaint: str = "",
        username: str = "",
        status: int = 200,
    ) -> Response:
        visit = self._gate.visit(request)
        values = {"visit": csrf_token(visit), "to": _inside(to), "username": username, "complaint": complaint}
        page = self._drawing.page("sign_in.html", None, said=said, status=status, **values)
        self._gate.remember(page, VISIT, visit)
        return page


def _complaint(tried: SignIn) -> str:
    if tried.outcome == "locked":
        return f"输错太多次，已暂时锁住。请 {tried.minutes} 分钟后再试，或请管理员重置密码。"
    return "用户名或密码不对。请检查大小写后再试；连续输错几次会锁住 15 分钟。"


def _inside(to: str) -> str:
    """Only our own pages are gone to after sign-in."""
    parts = urlsplit(to)
    inside = not parts.scheme and not parts.netloc and parts.path.startswith("/staff/") and "\\" not in to
    return to if inside else HOME
