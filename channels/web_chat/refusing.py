"""Requests that are too long, of another form or simply wrong get a 4xx with clear words, before and after parsing."""

from collections.abc import Callable, Coroutine, Iterable
from typing import Any, ClassVar

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.types import Message

from channels.errors import Malformed, RequestRefused, TooLarge, TooMany
from channels.web_chat.wire import Refusal

#: Four thousand emoji written as JSON escapes, and what stands around them.
MAX_BODY = 64 * 1024

#: The refusals of every address, as OpenAPI describes them.
REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": Refusal, "description": words}
    for status, words in {
        400: "It could not be read.",
        403: "It was made by another site's page.",
        413: "It is too long.",
        422: "Something in it is not as described.",
        429: "Too many in too short a time; see Retry-After.",
    }.items()
}

type Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class NotAsDescribed(RequestRefused):
    """Raised when a request can be read but is not as its description says.

    Args:
        kinds: what pydantic calls the faults that it found.
    """

    status = 422
    _SAY: ClassVar = {
        "too_long": ("too_long", "这条消息超过了4096个字，请分成几条发。"),
        "says_nothing": ("says_nothing", "您还没有写字。"),
    }

    def __init__(self, kinds: Iterable[str]) -> None:
        kinds = set(kinds)
        super().__init__(f"The request is not as described: {', '.join(sorted(kinds))}.")
        found = next((self._SAY[kind] for kind in self._SAY if kind in kinds), None)
        self.code, self.say = found or (Malformed.code, Malformed.say)


def refusing_route(most: int = MAX_BODY) -> type[APIRoute]:
    """A kind of route whose refusals all have one shape, and whose requests have at most so many bytes."""

    class RefusingRoute(APIRoute):
        def get_route_handler(self) -> Handler:
            """FastAPI's handler with a limited body before it and clear words after it."""
            handle = super().get_route_handler()

            async def handle_or_refuse(request: Request) -> Response:
                try:
                    return await handle(Request(request.scope, _limited(request, most), request._send))
                except RequestRefused as refusal:
                    return _refused(refusal)
                except RequestValidationError as fault:
                    return _refused(NotAsDescribed(error["type"] for error in fault.errors()))
                except HTTPException as fault:
                    # FastAPI wraps what a body raises while it is read.
                    if isinstance(fault.__cause__, RequestRefused):
                        return _refused(fault.__cause__)
                    return _answer(fault.status_code, Malformed.code, Malformed.say)

            return handle_or_refuse

    return RefusingRoute


def _limited(request: Request, most: int) -> Callable[[], Coroutine[Any, Any, Message]]:
    taken = 0

    async def receive() -> Message:
        nonlocal taken
        message = await request.receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise TooLarge(f"A request has at most {most} bytes.")
        return message

    return receive


def _refused(refusal: RequestRefused) -> Response:
    answer = _answer(refusal.status, refusal.code, refusal.say)
    if isinstance(refusal, TooMany):
        answer.headers["Retry-After"] = str(refusal.retry_after)
    return answer


def _answer(status: int, code: str, say: str) -> Response:
    return JSONResponse(Refusal(code=code, say=say).model_dump(), status_code=status)
