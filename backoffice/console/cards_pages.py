"""The roll of legal-aid cards, and the page behind the address on a card."""

from typing import Annotated

from fastapi import APIRouter, File, Form, Query, Request, Response, UploadFile

from backoffice.card_desk import FoundCard
from backoffice.cards import CardImport
from backoffice.console.drawing import Drawing, go_to
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
        router.add_api_route("/staff/cards/find", self.find, methods=["POST"])
        router.add_api_route("/staff/cards/{card}/lost", self.close, methods=["POST"])
        router.add_api_route("/staff/cards/{card}/found", self.open_again, methods=["POST"])

    def show(self, request: Request, said: Annotated[str, Query(max_length=40)] = "") -> Response:
        """How many cards there are, and the forms for a new roll and for a single card."""
        visitor = self._gate.reader(request)
        self._office.roles.require(visitor.staff, "import_cards")
        return self._draw(visitor, said=said)

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

    def find(
        self,
        request: Request,
        who: Annotated[str, Form(max_length=60)] = "",
        csrf: Annotated[str, Form(max_length=100)] = "",
    ) -> Response:
        """Look a card up by its number or its holder's name; what is looked for never stands in an address."""
        visitor = self._member(request, csrf)
        with self._parts.database.write() as c:
            found = self._office.card_desk.find(c, who.strip(), visitor.staff.actor)
        return self._draw(visitor, found=found)

    def close(self, request: Request, card: int, csrf: Annotated[str, Form(max_length=100)] = "") -> Response:
        """The card was lost: from now on it opens nothing."""
        visitor = self._member(request, csrf)
        with self._parts.database.write() as c:
            self._office.card_desk.close(c, card, visitor.staff.actor)
        return go_to("/staff/cards", "card_closed")

    def open_again(self, request: Request, card: int, csrf: Annotated[str, Form(max_length=100)] = "") -> Response:
        """The card was found, or given out anew."""
        visitor = self._member(request, csrf)
        with self._parts.database.write() as c:
            self._office.card_desk.open_again(c, card, visitor.staff.actor)
        return go_to("/staff/cards", "card_opened")

    def _member(self, request: Request, csrf: str) -> Visitor:
        visitor = self._gate.actor(request, csrf)
        self._office.roles.require(visitor.staff, "import_cards")
        return visitor

    def _draw(
        self,
        visitor: Visitor,
        *,
        done: CardImport | None = None,
        found: list[FoundCard] | None = None,
        complaint: str = "",
        said: str = "",
        status: int = 200,
    ) -> Response:
        with self._parts.database.read() as c:
            counts = self._office.card_desk.counts(c)
        return self._drawing.page(
            "cards.html", visitor, counts=counts, done=done, found=found, complaint=complaint, said=said, status=status
        )


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
