"""What the assistant was not sure of: staff say what was meant, and the next training learns it."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response

from backoffice.console.drawing import Drawing, go_to
from backoffice.console.gate import Gate
from backoffice.console.parts import ConsoleParts
from backoffice.unclear_messages import JUDGED, WAITING, Meaning

type Csrf = Annotated[str, Form(max_length=100)]
type Label = Annotated[str, Form(min_length=1, max_length=24)]

PAGE = "/staff/unclear-messages"


class UnclearPage:
    """`/staff/unclear-messages`."""

    def __init__(self, parts: ConsoleParts, gate: Gate, drawing: Drawing) -> None:
        self._parts, self._gate, self._drawing = parts, gate, drawing
        self._messages = parts.office.unclear_messages

    def add_to(self, router: APIRouter) -> None:
        """Name the addresses."""
        router.add_api_route(PAGE, self.show, methods=["GET"])
        router.add_api_route(PAGE + "/{message}", self.judge, methods=["POST"])
        router.add_api_route(PAGE + "/{message}/aside", self.set_aside, methods=["POST"])

    def show(
        self, request: Request, before: int | None = None, said: Annotated[str, Query(max_length=40)] = ""
    ) -> Response:
        """Those that nobody has judged yet, a few on a page, each with the labels that it may have."""
        visitor = self._gate.reader(request)
        with self._parts.database.read() as c:
            waiting = self._messages.waiting(c, visitor.staff, before=before)
            further = bool(waiting) and bool(self._messages.waiting(c, visitor.staff, before=waiting[-1].id))
            counts = {"left": self._messages.count(c, WAITING), "learnt": self._messages.count(c, JUDGED)}
        labels = self._parts.labels
        return self._drawing.page(
            "unclear.html",
            visitor,
            said=said,
            messages=waiting,
            further=further,
            before=before,
            labels=labels,
            **counts,
        )

    def judge(
        self, request: Request, message: int, act: Label, topic: Label, matter: Label, csrf: Csrf = ""
    ) -> Response:
        """Say what one means; labels that cannot stand together are not taken."""
        visitor = self._gate.actor(request, csrf)
        meaning = Meaning(act, topic, matter)
        if not self._parts.labels.fit(meaning):
            return go_to(PAGE, "labels_unfit", anchor=f"message-{message}")
        with self._parts.database.write() as c:
            self._messages.judge(c, message, meaning, by=visitor.staff)
        return go_to(PAGE, "message_judged")

    def set_aside(self, request: Request, message: int, csrf: Csrf = "") -> Response:
        """Learn nothing from one."""
        visitor = self._gate.actor(request, csrf)
        with self._parts.database.write() as c:
            self._messages.set_aside(c, message, by=visitor.staff)
        return go_to(PAGE, "message_set_aside")
