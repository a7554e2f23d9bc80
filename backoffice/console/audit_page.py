"""The log for administrators: who did or read what, when."""

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
from backoffice.roles import Role

_A_PAGE = 100
_SUBJECTS = {
    "case": "案件",
    "conversation": "对话",
    "draft": "草稿",
    "staff": "账号",
    "card": "援助卡",
    "cards": "援助卡名册",
    "canned_reply": "常用回复",
}
_COUNTED = {"note": "备注", "outbox": "消息", "inbox": "来信", "added": "新增", "changed": "更新", "bad": "没有导入"}
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
        told = (self._in_words(key, value, names) for key, value in entry.detail.items())
        return "，".join(words for words in told if words)

    def _in_words(self, key: str, value: object, names: Mapping[str, str]) -> str:
        """One detail as people say it; why something was read is told by what was read."""
        if value in (None, "") or key == "purpose":
            return ""
        if key in ("what", "fact"):
            return "、".join(
                "对话内容" if fact == "messages" else self._sheet.entry(fact).label for fact in str(value).split()
            )
        if key == "roles":
            return "、".join(self._office.roles.label(Role(role)) for role in str(value).split(","))
        if key in _COUNTED:
            return f"{_COUNTED[key]} {value}"
        return names.get(str(value)) or self._of_process(str(value))

    def _of_process(self, code: str) -> str:
        """The name of a kind of case or of a stage, the code itself where it is neither."""
        processes = self._office.processes.by_kind
        if code in processes:
            return processes[code].label
        return next((process.stages[code].label for process in processes.values() if code in process.stages), code)
