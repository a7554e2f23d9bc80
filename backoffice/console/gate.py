"""Who is at the door: sessions by cookie, forms by their CSRF token, and not too much from one address."""

import secrets
from dataclasses import dataclass

from fastapi import Request, Response

from backoffice.console.errors import FormNotGenuine, NotSignedIn, PasswordIsOld
from backoffice.console.pace import Pace
from backoffice.console.parts import ConsoleParts
from backoffice.roles import StaffMember
from backoffice.sign_in import StaffSession, csrf_token, same_secret

SESSION = "staff_session"
#: Before there is a session, a cookie of its own stands behind the form of the sign-in page.
VISIT = "staff_visit"
#: A page that brings itself up to date says so: nobody is at the keyboard then.
BY_ITSELF = "x-live"


@dataclass(frozen=True)
class Visitor:
    """A signed-in person and the token of their session."""

    session: StaffSession
    token: str

    @property
    def staff(self) -> StaffMember:
        """Who it is."""
        return self.session.staff


class Gate:
    """Asked first by every page."""

    def __init__(self, parts: ConsoleParts) -> None:
        self._parts = parts
        self._sign_in, self._commands = Pace(parts.patience.sign_in), Pace(parts.patience.commands)

    def reader(self, request: Request, *, by_itself: bool = False) -> Visitor:
        """The person who asks for a page.

        Args:
            by_itself: the page asks on its own, which does not keep the session alive.

        Raises:
            NotSignedIn, PasswordIsOld: there is no session, or its password must be changed first.
        """
        visitor = self.anybody(request, by_itself=by_itself)
        if visitor.staff.must_change_password:
            raise PasswordIsOld
        return visitor

    def anybody(self, request: Request, *, by_itself: bool = False) -> Visitor:
        """The same, whatever their password."""
        token = request.cookies.get(SESSION, "")
        with self._parts.database.read() as c:
            session = self._parts.office.sessions.session(c, token)
        if session is None:
            raise NotSignedIn
        if session.stale and not by_itself and BY_ITSELF not in request.headers:
            with self._parts.database.write() as c:
                self._parts.office.sessions.keep_alive(c, token)
        return Visitor(session, token)

    def actor(self, request: Request, csrf: str, *, unsaved: str = "") -> Visitor:
        """The person who sends a form.

        Args:
            unsaved: what they wrote, given back to them when the form is refused.

        Raises:
            NotSignedIn, PasswordIsOld, FormNotGenuine, TooMany: as their docstrings say.
        """
        visitor = self._sender(request, csrf, unsaved)
        if visitor.staff.must_change_password:
            raise PasswordIsOld
        return visitor

    def anybody_acting(self, request: Request, csrf: str) -> Visitor:
        """The same, whatever their password."""
        return self._sender(request, csrf, "")

    def visit(self, request: Request) -> str:
        """The value behind the sign-in form, new for a new browser."""
        return request.cookies.get(VISIT) or secrets.token_urlsafe(24)

    def check_visit(self, request: Request, csrf: str) -> None:
        """Let a sign-in form pass.

        Raises:
            FormNotGenuine, TooMany: another site sent it, or the address sends too many.
        """
        self._sign_in.spend(address(request))
        value = request.cookies.get(VISIT, "")
        if _from_elsewhere(request) or not value or not same_secret(csrf, csrf_token(value)):
            raise FormNotGenuine

    def remember(self, response: Response, name: str, value: str) -> None:
        """Set one of our cookies: for this path, unseen by scripts, never sent along by another site's page."""
        response.set_cookie(name, value, path="/staff", httponly=True, samesite="strict", secure=self._parts.is_secure)

    def forget(self, response: Response) -> None:
        """Take the session's cookie away."""
        response.delete_cookie(SESSION, path="/staff", httponly=True, samesite="strict", secure=self._parts.is_secure)

    def _sender(self, request: Request, csrf: str, unsaved: str) -> Visitor:
        self._commands.spend(address(request))
        try:
            visitor = self.anybody(request)
        except NotSignedIn:
            raise NotSignedIn(unsaved=unsaved) from None
        if _from_elsewhere(request) or not same_secret(csrf, visitor.session.csrf):
            raise FormNotGenuine(unsaved=unsaved)
        return visitor


def address(request: Request) -> str:
    """Where a request comes from."""
    return request.client.host if request.client else ""


def _from_elsewhere(request: Request) -> bool:
    """Browsers say where a form stood; those that do not are left to the token."""
    return request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")
