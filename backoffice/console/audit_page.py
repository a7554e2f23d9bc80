"""The log for administrators: who did or read what, when."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from backoffice.audit import AuditEntry
from backoffice.console.drawing import Drawing
from backoffice.console.fact_sheet import FactSheet
from backoffice.console.gate import Gate
from backoffice.console.parts import ConsoleParts

_A_PAGE = 100
_SUBJECTS = {"case": "案件", "conversation": "对话", "draft": "草稿", "staff": "账号", "card": "援助卡"}
_PAGES = {"case": "/staff/cases/", "conversation": "/staff/conversations/", "staff": "/staff/people/"}


@dataclass(frozen=True)
class LogLine:
    """One line in words."""

    at: datetime
    who: str
    what: str
    about: str
    link: str
    detail: str


class AuditPage:
    """`/staff/audit`."""

    def __init__(self, parts: ConsoleParts, gate: Gate, drawing: Drawing, sheet: FactSheet) -> None:
        self._parts, self._gate, self._drawing, self._sheet = parts, gate, drawing, sheet
        self._office = parts.office

    def add_to(self, router: APIRouter) -> None:
        """Name the address."""
        router.add_api_route("/staff/audit", self.show, methods=["GET"])

    def show(
        self,
        request: Request,
        subject: Annotated[str, Query(max_length=80)] = "",
        who: Annotated[str, Query(max_length=40)] = "",
        before: Annotated[int, Query(ge=0)] = 0,
    ) -> Response:
        """A page of the log, newest first."""
        visitor = self._gate.reader(request)
        self._office.roles.require(visitor.staff, "read_audit")
        with self._parts.database.read() as c:
            found = self._office.audit.entries(
                c, subject=subject or None, actor_id=who or None, limit=_A_PAGE + 1, before_id=before or None
            )
            names = self._office.staff.names(c)
        shown = found[:_A_PAGE]
        return self._drawing.page(
            "audit.html",
            visitor,
            lines=[self._line(entry, names) for entry in shown],
            names=names,
            subject=subject,
            subject_words=self._about(subject, names) if subject else "",
            who=who,
            more=shown[-1].id if len(found) > _A_PAGE else 0,
        )

    def _line(self, entry: AuditEntry, names: Mapping[str, str]) -> LogLine:
        kind, _, number = entry.subject.partition(":")
        actor = entry.actor
        who = (
            names.get(actor.id, "（账号已删除）")
            if actor.kind == "staff"
            else self._drawing.words.of("actors", actor.kind)
        )
        return LogLine(
            at=entry.at,
            who=who,
            what=self._drawing.words.of("actions", entry.action),
            about=self._about(entry.subject, names),
            link=_PAGES[kind] + number if kind in _PAGES else "",
            detail=self._detail(entry, names),
        )

    def _about(self, subject: str, names: Mapping[str, str]) -> str:
        kind, _, number = subject.partition(":")
        return f"{_SUBJECTS.get(kind, kind)} {names.get(number, number[:8])}".strip()

    def _detail(self, entry: AuditEntry, names: Mapping[str, str]) -> str:
        if entry.action == "read_personal":
            what = str(entry.detail.get("what", "")).split()
            return "、".join("对话内容" if fact == "messages" else self._sheet.entry(fact).label for fact in what)
        return "，".join(_in_words(value, names) for value in entry.detail.values() if value not in (None, ""))


def _in_words(value: object, names: Mapping[str, str]) -> str:
    text = str(value)
    return names.get(text, text) if not re.fullmatch(r"\d+", text) else text
