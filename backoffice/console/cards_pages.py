"""The roll of legal-aid cards, and the page behind the address on a card."""

from typing import Annotated

from fastapi import APIRouter, File, Form, Request, Response, UploadFile

from backoffice.cards import CardImport
from backoffice.console.drawing import Drawing
from backoffice.console.gate import Gate, Visitor, address
from backoffice.console.pace import Pace
from backoffice.console.parts import ConsoleParts
from backoffice.errors import CardFileError


class CardRoll:
    """`/staff/cards`."""

    def __init__(self, parts: ConsoleParts, gate: Gate, drawing: Drawing) -> None:
        self._parts, self._gate, self._drawing = parts, gate, drawing
        self._office = parts.office

    def add_to(self, router: APIRouter) -> None:
        """Name the addresses."""
        router.add_api_route("/staff/cards", self.show, methods=["GET"])
        router.add_api_route("/staff/cards", self.take_in, methods=["POST"])

    def show(self, request: Request) -> Response:
        """How many cards there are, and the form for a new roll."""
        visitor = self._gate.reader(request)
        self._office.roles.require(visitor.staff, "import_cards")
        return self._draw(visitor)

    def take_in(
        self, request: Request, roll: Annotated[UploadFile, File()], csrf: Annotated[str, Form(max_length=100)] = ""
    ) -> Response:
        """Import a roll: good rows go in, every other one is listed with what to do about it."""
        visitor = self._gate.actor(request, csrf)
        self._office.roles.require(visitor.staff, "import_cards")
        try:
            with self._parts.database.write() as c:
                done = self._office.cards.import_csv(c, roll.file.read(), visitor.staff.actor)
        except CardFileError as unusable:
            return self._draw(visitor, complaint=unusable.text, status=422)
        return self._draw(visitor, done=done)

    def _draw(
        self, visitor: Visitor, *, done: CardImport | None = None, complaint: str = "", status: int = 200
    ) -> Response:
        with self._parts.database.read() as c:
            count = self._office.cards.count(c)
        return self._drawing.page("cards.html", visitor, count=count, done=done, complaint=complaint, status=status)


class PublicCard:
    """`/card/{token}`: valid or not, and nothing else about anybody."""

    def __init__(self, parts: ConsoleParts, drawing: Drawing) -> None:
        self._parts, self._drawing = parts, drawing
        self._pace = Pace(parts.patience.cards)

    def add_to(self, router: APIRouter) -> None:
        """Name the address."""
        router.add_api_route("/card/{token}", self.show, methods=["GET"])

    def show(self, request: Request, token: str) -> Response:
        """What anybody who scans a card learns."""
        self._pace.spend(address(request))
        with self._parts.database.read() as c:
            status = self._parts.office.cards.public_status(c, token)
        return self._drawing.page("card.html", None, valid=status == "valid", today=self._parts.clock.now().date())
