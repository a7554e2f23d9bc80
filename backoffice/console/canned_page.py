"""Prepared replies: administrators write them, everybody uses them."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response

from backoffice.console.drawing import Drawing, go_to
from backoffice.console.gate import Gate, Visitor
from backoffice.console.parts import ConsoleParts

type Csrf = Annotated[str, Form(max_length=100)]
type Title = Annotated[str, Form(min_length=1, max_length=60)]
type Text = Annotated[str, Form(min_length=1, max_length=1000)]


class CannedPage:
    """`/staff/canned-replies`."""

    def __init__(self, parts: ConsoleParts, gate: Gate, drawing: Drawing) -> None:
        self._parts, self._gate, self._drawing = parts, gate, drawing
        self._replies = parts.office.canned_replies

    def add_to(self, router: APIRouter) -> None:
        """Name the addresses."""
        router.add_api_route("/staff/canned-replies", self.show, methods=["GET"])
        router.add_api_route("/staff/canned-replies", self.add, methods=["POST"])
        router.add_api_route("/staff/canned-replies/{reply}", self.change, methods=["POST"])
        router.add_api_route("/staff/canned-replies/{reply}/remove", self.remove, methods=["POST"])

    def show(self, request: Request, said: Annotated[str, Query(max_length=40)] = "") -> Response:
        """All of them, each with its form."""
        visitor = self._gate.reader(request)
        self._require(visitor)
        with self._parts.database.read() as c:
            return self._drawing.page("canned.html", visitor, said=said, replies=self._replies.list(c))

    def add(self, request: Request, title: Title, text: Text, csrf: Csrf = "") -> Response:
        """Write a new one."""
        visitor = self._gate.actor(request, csrf, unsaved=text)
        with self._parts.database.write() as c:
            self._replies.add(c, title.strip(), text.strip(), by=visitor.staff)
        return go_to("/staff/canned-replies", "canned_saved")

    def change(self, request: Request, reply: int, title: Title, text: Text, csrf: Csrf = "") -> Response:
        """Word one anew."""
        visitor = self._gate.actor(request, csrf, unsaved=text)
        with self._parts.database.write() as c:
            self._replies.update(c, reply, title.strip(), text.strip(), by=visitor.staff)
        return go_to("/staff/canned-replies", "canned_saved")

    def remove(self, request: Request, reply: int, csrf: Csrf = "") -> Response:
        """Take one away."""
        visitor = self._gate.actor(request, csrf)
        with self._parts.database.write() as c:
            self._replies.remove(c, reply, by=visitor.staff)
        return go_to("/staff/canned-replies", "canned_removed")

    def _require(self, visitor: Visitor) -> None:
        self._parts.office.roles.require(visitor.staff, "edit_canned_replies")
