"""A conversation: both sides, what is open, what is known, and everything that staff do in it."""

import re
import secrets
from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request, Response
from sqlalchemy import Connection

from backoffice.console.drawing import HEADERS, Drawing, go_to
from backoffice.console.errors import FieldRefused
from backoffice.console.fact_sheet import FactSheet
from backoffice.console.first_check import first_check
from backoffice.console.gate import Gate, Visitor
from backoffice.console.live import watched
from backoffice.console.parts import ConsoleParts
from backoffice.console.thread import question_in_words, thread_lines
from backoffice.errors import DangerOpen
from backoffice.reception import NEWEST, Visit
from backoffice.roles import StaffMember
from conversations.errors import HeldByAnother

LONGEST_REPLY = 1000
LONGEST_NOTE = 2000

#: Whatever a file holds, a browser gives it no rights.
_INERT = {"Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'"}

type Key = Annotated[str, Form(pattern=r"^[0-9a-f]{32}$")]
type Csrf = Annotated[str, Form(max_length=100)]
type Said = Annotated[str, Query(max_length=40)]


class ConversationPage:
    """`/staff/conversations/{id}` and the commands under it."""

    def __init__(self, parts: ConsoleParts, gate: Gate, drawing: Drawing, sheet: FactSheet) -> None:
        self._parts, self._gate, self._drawing, self._sheet = parts, gate, drawing, sheet
        self._office, self._reception = parts.office, parts.office.reception

    def add_to(self, router: APIRouter) -> None:
        """Name the addresses."""
        page = "/staff/conversations/{talk}"
        router.add_api_route(page, self.show, methods=["GET"])
        router.add_api_route(f"{page}/files/{{file}}", self.file, methods=["GET"])
        router.add_api_route(f"{page}/files/{{file}}/small", self.thumbnail, methods=["GET"])
        commands: dict[str, Callable[..., Response]] = {
            "claim": self.claim,
            "take-over": self.take_over,
            "reply": self.reply,
            "release": self.release,
            "transfer": self.transfer,
            "safe": self.safe,
            "note": self.note,
            "phone": self.telephone,
            "messages/{message}/send-again": self.send_again,
        }
        for name, command in commands.items():
            router.add_api_route(f"{page}/{name}", command, methods=["POST"])

    def show(
        self,
        request: Request,
        talk: str,
        said: Said = "",
        canned: Annotated[int, Query(ge=0)] = 0,
        sure: Annotated[str, Query(max_length=20)] = "",
    ) -> Response:
        """The page; the read is logged.

        Args:
            canned: a prepared reply to begin with, where the page's script does not put it in.
            sure: the command that the person is asked to confirm.
        """
        visitor = self._gate.reader(request)
        with self._parts.database.write() as c:
            text = next((reply.text for reply in self._office.canned_replies.list(c) if reply.id == canned), "")
            return self._draw(c, visitor, talk, said=said, text=text, sure=sure)

    def file(self, request: Request, talk: str, file: str) -> Response:
        """What the resident sent; the read is logged. A picture is shown, everything else saved, nothing run."""
        visitor = self._gate.reader(request)
        with self._parts.database.write() as c:
            known, safe = self._reception.file(c, talk, file, visitor.staff)
        is_picture = safe.media_type.startswith("image/")
        name = f"file-{known.inbox_id}.{self._drawing.words.of('endings', safe.media_type)}"
        headers = {
            **HEADERS,
            **_INERT,
            "Content-Disposition": f'{"inline" if is_picture else "attachment"}; filename="{name}"',
        }
        return Response(
            safe.content, media_type=safe.media_type if is_picture else "application/octet-stream", headers=headers
        )

    def thumbnail(self, request: Request, talk: str, file: str) -> Response:
        """The small form of a picture."""
        visitor = self._gate.reader(request, by_itself=True)
        with self._parts.database.read() as c:
            small = self._reception.thumbnail(c, talk, file, visitor.staff)
        return Response(small, media_type="image/jpeg", headers={**HEADERS, **_INERT})

    def claim(self, request: Request, talk: str, csrf: Csrf = "") -> Response:
        """Take the conversation: from now on the bot is silent."""
        visitor = self._gate.actor(request, csrf)
        try:
            with self._parts.database.write() as c:
                self._reception.claim(c, talk, visitor.staff)
        except HeldByAnother as held:
            return self._held(visitor, talk, held)
        return self._changed(talk, "claimed")

    def take_over(self, request: Request, talk: str, csrf: Csrf = "") -> Response:
        """Take it from a colleague."""
        visitor = self._gate.actor(request, csrf)
        with self._parts.database.write() as c:
            self._reception.take_over(c, talk, visitor.staff)
        return self._changed(talk, "taken_over")

    def reply(
        self,
        request: Request,
        talk: str,
        key: Key,
        text: Annotated[str, Form(max_length=LONGEST_REPLY)] = "",
        csrf: Csrf = "",
    ) -> Response:
        """Answer the resident; pressing twice sends once."""
        visitor = self._gate.actor(request, csrf, unsaved=text)
        words = _whole_characters(text)
        if not words:
            with self._parts.database.write() as c:
                return self._draw(c, visitor, talk, complaint="还没有写回复内容，没有发送。", status=422)
        try:
            with self._parts.database.write() as c:
                self._reception.reply(c, talk, visitor.staff, words, key)
        except HeldByAnother as held:
            return self._held(visitor, talk, held, text=text)
        self._parts.wake_dispatcher()
        return self._changed(talk, "replied")

    def release(
        self,
        request: Request,
        talk: str,
        danger: Annotated[Literal["", "over", "open"], Form()] = "",
        text: Annotated[str, Form(max_length=LONGEST_NOTE)] = "",
        csrf: Csrf = "",
    ) -> Response:
        """Give the conversation back to the bot.

        Args:
            danger: where somebody may be in danger, whether it is over or stays open; asked for when it was not said.
            text: how it is known that it is over.
        """
        visitor = self._gate.actor(request, csrf, unsaved=text)
        words = _how_it_is_known(text) if danger == "over" else ""
        try:
            with self._parts.database.write() as c:
                if words:
                    self._reception.settle_danger(c, talk, visitor.staff, words)
                self._reception.release(c, talk, visitor.staff, danger_stays=danger == "open")
        except HeldByAnother as held:
            return self._held(visitor, talk, held)
        except DangerOpen as unsettled:
            with self._parts.database.write() as c:
                return self._draw(c, visitor, talk, complaint=unsettled.text, sure="release", status=409)
        self._parts.wake_worker()
        return self._changed(talk, "released_in_danger" if danger == "open" else "released")

    def transfer(
        self,
        request: Request,
        talk: str,
        to: Annotated[str, Form(max_length=36)],
        text: Annotated[str, Form(max_length=LONGEST_NOTE)] = "",
        csrf: Csrf = "",
    ) -> Response:
        """Pass the conversation on, with a word for the colleague that the resident never sees."""
        visitor = self._gate.actor(request, csrf, unsaved=text)
        try:
            with self._parts.database.write() as c:
                self._reception.transfer(c, talk, visitor.staff, to, _whole_characters(text))
        except HeldByAnother as held:
            return self._held(visitor, talk, held)
        self._parts.live.ring(talk)
        return go_to("/staff/", "transferred")

    def safe(
        self, request: Request, talk: str, text: Annotated[str, Form(max_length=LONGEST_NOTE)] = "", csrf: Csrf = ""
    ) -> Response:
        """Write down that the resident is out of danger, and how that is known."""
        visitor = self._gate.actor(request, csrf, unsaved=text)
        words = _how_it_is_known(text)
        with self._parts.database.write() as c:
            self._reception.settle_danger(c, talk, visitor.staff, words)
        return self._changed(talk, "danger_settled")

    def note(
        self, request: Request, talk: str, text: Annotated[str, Form(max_length=LONGEST_NOTE)] = "", csrf: Csrf = ""
    ) -> Response:
        """Write a note for colleagues."""
        visitor = self._gate.actor(request, csrf, unsaved=text)
        words = _whole_characters(text)
        if not words:
            raise FieldRefused("The note is empty.", text="备注还没有写内容。")
        with self._parts.database.write() as c:
            self._reception.add_note(c, talk, visitor.staff, words)
        return go_to(f"/staff/conversations/{talk}", "noted", anchor="notes")

    def telephone(self, request: Request, talk: str, csrf: Csrf = "") -> Response:
        """The page with the number that the resident writes from; the read is logged."""
        visitor = self._gate.actor(request, csrf)
        with self._parts.database.write() as c:
            number = self._reception.telephone(c, talk, visitor.staff)
            return self._draw(c, visitor, talk, telephone=number or "")

    def send_again(self, request: Request, talk: str, message: int, csrf: Csrf = "") -> Response:
        """Send a failed or uncertain message once more."""
        visitor = self._gate.actor(request, csrf)
        with self._parts.database.write() as c:
            again = self._reception.send_again(c, talk, message, visitor.staff)
        self._parts.wake_dispatcher()
        return self._changed(talk, "sent_again" if again else "already_settled")

    def _changed(self, talk: str, said: str) -> Response:
        self._parts.live.ring(talk)
        return go_to(f"/staff/conversations/{talk}", said)

    def _held(self, visitor: Visitor, talk: str, held: HeldByAnother, *, text: str = "") -> Response:
        with self._parts.database.write() as c:
            name = self._office.staff.names(c).get(held.holder, "同事")
            kept = "您写的内容还在下面，没有发出去。" if text else ""
            complaint = f"{name}正在接待这位居民，这次没有生效。{kept}需要由您来接，请先从{name}处接过来。"
            return self._draw(c, visitor, talk, complaint=complaint, text=text, status=409)

    def _draw(
        self,
        c: Connection,
        visitor: Visitor,
        talk: str,
        *,
        said: str = "",
        complaint: str = "",
        text: str = "",
        telephone: str = "",
        sure: str = "",
        status: int = 200,
    ) -> Response:
        visit = self._reception.open(c, talk, visitor.staff)
        alarm = self._office.queue.in_danger(c, visitor.staff, besides=talk)
        fingerprint = watched(self._reception.fingerprint(c, talk, visitor.staff), alarm)
        names = self._office.staff.names(c)
        today = self._parts.clock.now().date()
        facts = [line for line in visit.facts if not self._sheet.entry(line.fact).hidden]
        return self._drawing.page(
            "conversation.html",
            visitor,
            said=said,
            complaint=complaint,
            status=status,
            visit=visit,
            talk=visit.talk,
            names=names,
            lines=thread_lines(visit, names, self._drawing.words),
            cut_short=len(visit.lines) == NEWEST,
            question=question_in_words(visit.talk.asked, self._sheet),
            facts=facts,
            sheet=self._sheet,
            today=today,
            missing=self._missing(visit),
            check=None if visit.draft is None else first_check(self._sheet, visit.draft, today),
            colleagues=self._colleagues(c, visit, visitor.staff),
            cases=[(case, self._office.cases.status_of(case)) for case in visit.cases],
            canned=self._office.canned_replies.list(c),
            key=secrets.token_hex(16),
            text=text,
            telephone=telephone,
            sure=sure,
            longest_reply=LONGEST_REPLY,
            alarm=alarm,
            live=f"/staff/live?conversation={talk}&seen={fingerprint}",
        )

    def _missing(self, visit: Visit) -> list[tuple[str, str]]:
        """What staff may fill in: what the rules still need, then what an application of the kind has."""
        draft = visit.draft
        if draft is None:
            return []
        check = first_check(self._sheet, draft, self._parts.clock.now().date())
        keys = [*(check.missing if check else ()), *self._sheet.offered.get(draft.kind, ())]
        open_keys = [key for key in dict.fromkeys(keys) if not draft.has(key)]
        return [(key, self._sheet.entry(key).label) for key in open_keys]

    def _colleagues(self, c: Connection, visit: Visit, me: StaffMember) -> list[tuple[StaffMember, int]]:
        if "transfer" not in visit.may:
            return []
        load = self._office.casework.workload(c)
        others = self._reception.colleagues(c, visit.talk.id, me)
        return sorted(((other, load.get(other.id, 0)) for other in others), key=lambda pair: pair[1])


def _how_it_is_known(text: str) -> str:
    words = _whole_characters(text)
    if not words:
        raise FieldRefused("Safe, but not how that is known.", text="请写明怎么确认的，比如“打过电话，人在娘家”。")
    return words


def _whole_characters(text: str) -> str:
    """Lines as a resident's telephone has them, without what databases refuse."""
    return re.sub(r"\r\n?", "\n", text).replace("\x00", "").strip()
