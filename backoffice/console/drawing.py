"""Draws pages from templates, with what every page has: who is signed in, where they may go, and what was just done."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import jinja2
from fastapi.responses import HTMLResponse, RedirectResponse

from backoffice.console.errors import ConsoleRefusal, NothingHere
from backoffice.console.gate import Visitor
from backoffice.console.parts import ConsoleParts
from backoffice.console.words import Words, day_in_words, moment_in_words, time_left, time_passed
from backoffice.danger_advice import DangerAdvice
from backoffice.moments import moment

_HERE = Path(__file__).parent
MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

#: Address, words and the command that a page needs; none for everybody.
_PLACES = (
    ("/staff/", "待办", None),
    ("/staff/cases", "案件", "open_case"),
    ("/staff/cards", "援助卡", "import_cards"),
    ("/staff/canned-replies", "常用回复", "edit_canned_replies"),
    ("/staff/unclear-messages", "没听懂的话", "review_messages"),
    ("/staff/people", "人员", "manage_staff"),
    ("/staff/audit", "操作记录", "read_audit"),
)

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Drawing:
    """The templates, their words and their files."""

    def __init__(self, parts: ConsoleParts) -> None:
        self._parts = parts
        self.words = Words.load()
        self.assets = {path.name: path.read_bytes() for path in sorted((_HERE / "assets").iterdir())}
        self._version = hashlib.sha256(b"".join(self.assets.values())).hexdigest()[:12]
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
        )
        self._templates.filters.update(
            moment=self._moment, day=self._day, left=self._left, passed=self._passed, iso=_iso
        )
        self._templates.globals.update(
            county=parts.county_zh, version=self._version, word=self.words.of, role_label=parts.office.roles.label
        )
        self._templates.globals["advice_of"] = DangerAdvice.load().of

        self._templates.globals["parts"] = self._templates.get_template("parts.html").module

    def page(
        self, template: str, visitor: Visitor | None, *, said: str = "", status: int = 200, **values: Any
    ) -> HTMLResponse:
        """A page.

        Args:
            visitor: who is signed in, none on pages without a head.
            said: the code of what was just done, from the page's address.
        """
        common = {
            "me": visitor.staff if visitor else None,
            "csrf": visitor.session.csrf if visitor else "",
            "places": self._places(visitor) if visitor else (),
            "said": self.words.said(said),
            "complaint": "",
        }
        body = self._templates.get_template(template).render({**common, **values})
        return HTMLResponse(body, status_code=status, headers=HEADERS)

    def refusal(self, error: ConsoleRefusal) -> HTMLResponse:
        """A page that says plainly what did not happen and what to do."""
        return self.trouble(error.status, error.title, error.text, unsaved=error.unsaved)

    def trouble(self, status: int, title: str, text: str, *, unsaved: str = "") -> HTMLResponse:
        """The same in given words."""
        return self.page("trouble.html", None, status=status, title=title, text=text, unsaved=unsaved)

    def asset(self, name: str) -> tuple[bytes, str]:
        """One of the pages' own files and its media type.

        Raises:
            NothingHere: there is no such file.
        """
        if name not in self.assets:
            raise NothingHere(f"There is no file {name!r}.")
        return self.assets[name], MEDIA_TYPES[Path(name).suffix]

    def _places(self, visitor: Visitor) -> list[tuple[str, str]]:
        may = self._parts.office.roles.may
        return [(at, label) for at, label, command in _PLACES if command is None or may(visitor.staff, command)]

    def _moment(self, at: datetime | float) -> str:
        when = at if isinstance(at, datetime) else moment(at)
        return moment_in_words(when, self._parts.clock.now())

    def _day(self, day: date) -> str:
        return day_in_words(day, self._parts.clock.now().date())

    def _left(self, due: date) -> str:
        return time_left(due, self._parts.clock.now().date())

    def _passed(self, since: datetime | float) -> str:
        when = since if isinstance(since, datetime) else moment(since)
        return time_passed(when, self._parts.clock.now())


def _iso(at: float) -> str:
    return moment(at).isoformat(timespec="seconds")


def go_to(address: str, said: str = "", *, anchor: str = "") -> RedirectResponse:
    """After a form: show a page anew, with the code of what was done."""
    address += ("&" if "?" in address else "?") + f"said={said}" if said else ""
    return RedirectResponse(address + (f"#{anchor}" if anchor else ""), status_code=303, headers=dict(HEADERS))
