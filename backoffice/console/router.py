"""The addresses of the console: pages and forms under `/staff`, and a card's public page."""

from fastapi import APIRouter, Request, Response

from backoffice.console.audit_page import AuditPage
from backoffice.console.canned_page import CannedPage
from backoffice.console.cards_pages import CardRoll, PublicCard
from backoffice.console.case_list import CaseList
from backoffice.console.case_page import CasePage
from backoffice.console.conversation_page import ConversationPage
from backoffice.console.drawing import Drawing
from backoffice.console.errors import NothingHere
from backoffice.console.fact_page import FactPage
from backoffice.console.fact_sheet import FactSheet
from backoffice.console.gate import Gate
from backoffice.console.live import LivePages
from backoffice.console.parts import ConsoleParts
from backoffice.console.people_page import PeoplePage
from backoffice.console.queue_page import QueuePage
from backoffice.console.refusing import refusing_route
from backoffice.console.sign_in import SignInPages
from backoffice.console.unclear_page import UnclearPage


def console_router(parts: ConsoleParts) -> APIRouter:
    """Everything that staff open in a browser, and `/card/{token}`; pages are no part of the API's description."""
    drawing, gate, sheet = Drawing(parts), Gate(parts), FactSheet.load()
    router = APIRouter(route_class=refusing_route(drawing), include_in_schema=False)
    SignInPages(parts, gate, drawing).add_to(router)
    QueuePage(parts, gate, drawing).add_to(router)
    LivePages(parts, gate).add_to(router)
    ConversationPage(parts, gate, drawing, sheet).add_to(router)
    FactPage(parts, gate, drawing, sheet).add_to(router)
    CaseList(parts, gate, drawing).add_to(router)
    CasePage(parts, gate, drawing, sheet).add_to(router)
    CardRoll(parts, gate, drawing).add_to(router)
    PeoplePage(parts, gate, drawing).add_to(router)
    AuditPage(parts, gate, drawing, sheet).add_to(router)
    CannedPage(parts, gate, drawing).add_to(router)
    UnclearPage(parts, gate, drawing).add_to(router)
    PublicCard(parts, drawing).add_to(router)
    _Files(drawing).add_to(router)
    return router


def card_router(parts: ConsoleParts) -> APIRouter:
    """The public page of cards alone, for an origin that shows no console."""
    drawing = Drawing(parts)
    router = APIRouter(route_class=refusing_route(drawing), include_in_schema=False)
    PublicCard(parts, drawing).add_to(router)
    _Files(drawing).add_to(router)
    return router


class _Files:
    """The pages' own style, script and picture, and a plain word for what is not there."""

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing

    def add_to(self, router: APIRouter) -> None:
        router.add_api_route("/staff/assets/{name}", self.file, methods=["GET"])
        router.add_api_route("/staff/{elsewhere:path}", self.nothing, methods=["GET", "POST"])

    def file(self, name: str) -> Response:
        """A file; its address changes with its content."""
        content, media_type = self._drawing.asset(name)
        headers = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
        return Response(content, media_type=media_type, headers=headers)

    def nothing(self, request: Request, elsewhere: str) -> Response:
        """Any other address."""
        raise NothingHere(f"There is no page {request.url.path!r}.")
