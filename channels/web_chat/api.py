"""The page's API, for its script and for any other program: write, look, follow, say what was seen."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse

from channels.bell import Bell
from channels.web_chat import visitor
from channels.web_chat.guard import Guard
from channels.web_chat.refusing import REFUSALS
from channels.web_chat.settings import WebChatSettings
from channels.web_chat.stream import events
from channels.web_chat.talk import WebTalk
from channels.web_chat.wire import Kept, Lines, Seen, Writing

CURSOR = r"^\d{1,18}\.\d{1,18}$"
BEGINNING = "0.0"


class Api:
    """Four addresses under `/channels/web`; whose conversation it is stands in the cookie."""

    def __init__(self, talk: WebTalk, bell: Bell, settings: WebChatSettings, guard: Guard) -> None:
        self._talk, self._bell, self._settings, self._guard = talk, bell, settings, guard

    def add_to(self, router: APIRouter) -> None:
        """Name the addresses."""
        address = "/channels/web"
        router.add_api_route(f"{address}/messages", self.write, methods=["POST"], responses=REFUSALS)
        router.add_api_route(f"{address}/messages", self.look, methods=["GET"], responses=REFUSALS)
        router.add_api_route(f"{address}/seen", self.seen, methods=["POST"], responses=REFUSALS, status_code=204)
        router.add_api_route(
            f"{address}/stream", self.follow, methods=["GET"], response_class=StreamingResponse, responses=REFUSALS
        )

    def write(self, writing: Writing, request: Request, response: Response) -> Kept:
        """Keep a message: it is safe with us when this answers; sending it again changes nothing."""
        key = visitor.key_of(request)
        self._guard.admit(request, key)
        if key is None:
            key = visitor.new_key()
            visitor.remember(response, key, self._settings)
        response.headers["Cache-Control"] = "no-store"
        return self._talk.write(key, writing)

    def look(
        self, request: Request, response: Response, after: Annotated[str, Query(pattern=CURSOR)] = BEGINNING
    ) -> Lines:
        """What is new since a cursor; for browsers that cannot follow the stream."""
        response.headers["Cache-Control"] = "no-store"
        key = visitor.key_of(request)
        return self._talk.lines(key, after) if key else Lines(cursor=after)

    async def follow(
        self,
        request: Request,
        after: Annotated[str, Query(pattern=CURSOR)] = BEGINNING,
        last_event_id: Annotated[str | None, Header(pattern=CURSOR)] = None,
    ) -> StreamingResponse:
        """What is new, as it happens: events `news`, each a `Lines`; its id is the cursor."""
        key = visitor.key_of(request) or visitor.new_key()
        self._guard.admit(request, None)
        lines = events(self._talk, self._bell, key, last_event_id or after)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(lines, media_type="text/event-stream", headers=headers)

    def seen(self, what: Seen, request: Request) -> None:
        """The page has shown everything up to this line."""
        key = visitor.key_of(request)
        self._guard.admit(request, None)
        if key is not None:
            self._talk.seen(key, what.id)
