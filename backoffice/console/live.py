"""Pages that bring themselves up to date: Server-Sent Events that say that something changed, never what.

The page then asks for itself again, so that one way of drawing and one check of rights serve both.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from sqlalchemy import Connection

from backoffice.console.drawing import HEADERS
from backoffice.console.gate import Gate, Visitor
from backoffice.console.parts import ConsoleParts
from backoffice.errors import BackOfficeError
from conversations.errors import ConversationError

#: Seconds after which the browser is made to ask again: nobody keeps a line for ever.
LONGEST = 600.0
#: Seconds of silence after which a comment shows that the line is alive.
BREATH = 15.0

#: Gives the fingerprint of a page for somebody; none once they are signed out or may not see it any more.
Look = Callable[[], str | None]


def watched(page: str, alarm: int) -> str:
    """The fingerprint of a page that also tells how many others are in danger."""
    return f"{page}-{alarm}"


class LivePages:
    """`/staff/live`: one address for every kind of page."""

    def __init__(self, parts: ConsoleParts, gate: Gate) -> None:
        self._parts, self._gate = parts, gate

    def add_to(self, router: APIRouter) -> None:
        """Name the address."""
        router.add_api_route("/staff/live", self.follow, methods=["GET"], response_class=StreamingResponse)

    def follow(
        self,
        request: Request,
        conversation: Annotated[str, Query(max_length=36)] = "",
        case: Annotated[int, Query(ge=0)] = 0,
        seen: Annotated[str, Query(max_length=64)] = "",
        last_event_id: Annotated[str, Header(max_length=64)] = "",
    ) -> StreamingResponse:
        """Events of the queue, of a conversation or of a case; `seen` is the fingerprint that the page was drawn at."""
        visitor = self._gate.reader(request, by_itself=True)
        events = self.events(self._look(visitor, conversation, case), last_event_id or seen)
        headers = {**HEADERS, "X-Accel-Buffering": "no"}
        return StreamingResponse(events, media_type="text/event-stream", headers=headers)

    async def events(self, look: Look, seen: str, *, longest: float = LONGEST) -> AsyncIterator[str]:
        """`changed` with the new fingerprint as its id; `ended` when there is nothing to follow any more."""
        yield "retry: 2000\n\n"
        ends, spoke = time.monotonic() + longest, time.monotonic()
        while time.monotonic() < ends and not self._parts.live.closed:
            now = await run_in_threadpool(look)
            if now is None:
                yield "event: ended\ndata: -\n\n"
                return
            if now != seen:
                seen, spoke = now, time.monotonic()
                yield f"id: {now}\nevent: changed\ndata: -\n\n"
            elif time.monotonic() - spoke > BREATH:
                spoke = time.monotonic()
                yield ": still here\n\n"
            await asyncio.sleep(self._parts.poll)

    def _look(self, visitor: Visitor, conversation: str, case: int) -> Look:
        office = self._parts.office

        def fingerprint(c: Connection) -> str | None:
            session = office.sessions.session(c, visitor.token)
            if session is None:
                return None
            staff = session.staff
            if conversation:
                page = office.reception.fingerprint(c, conversation, staff)
                return watched(page, office.queue.in_danger(c, staff, besides=conversation))
            if case:
                page = office.casework.fingerprint(c, case, staff)
                talk = office.cases.get(c, case).conversation_id
                return watched(page, office.queue.in_danger(c, staff, besides=talk))
            return office.queue.fingerprint(c, staff)

        def look() -> str | None:
            try:
                with self._parts.database.read() as c:
                    return fingerprint(c)
            except (BackOfficeError, ConversationError):
                return None

        return look
