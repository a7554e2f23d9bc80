"""Every refusal and every failure of the console becomes a page in plain Chinese, never a stack trace."""

import logging
import traceback
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.types import Message

from backoffice.console.drawing import Drawing
from backoffice.console.errors import ConsoleRefusal, NothingHere, NotSignedIn, PasswordIsOld, TooLarge, TooMany
from backoffice.errors import (
    BackOfficeError,
    NotAllowed,
    NotShown,
    UnknownCard,
    UnknownCase,
    UnknownDraft,
    UnknownStaff,
)
from conversations.errors import HeldByAnother, UnknownConversation

logger = logging.getLogger(__name__)

#: A form of staff, and a roll of cards.
MAX_FORM = 64 * 1024
MAX_FILE = 4 * 1024 * 1024
FILES = "/staff/cards"

#: What does not exist and what is not for this person look the same.
_NOT_SHOWN = (NotShown, UnknownConversation, UnknownCard, UnknownCase, UnknownDraft, UnknownStaff)

type Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def refusing_route(drawing: Drawing) -> type[APIRoute]:
    """The kind of route that the console's pages have."""

    class RefusingRoute(APIRoute):
        def get_route_handler(self) -> Handler:
            handle = super().get_route_handler()

            async def handle_or_refuse(request: Request) -> Response:
                try:
                    return await handle(Request(request.scope, _limited(request), request._send))
                except Exception as error:
                    return _answer(drawing, request, error)

            return handle_or_refuse

    return RefusingRoute


def _limited(request: Request) -> Callable[[], Coroutine[Any, Any, Message]]:
    most = MAX_FILE if request.url.path.startswith(FILES) else MAX_FORM
    taken = 0

    async def receive() -> Message:
        nonlocal taken
        message = await request.receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise TooLarge(f"A request to {request.url.path} has at most {most} bytes.")
        return message

    return receive


def _answer(drawing: Drawing, request: Request, error: Exception) -> Response:
    if isinstance(error, HTTPException) and isinstance(error.__cause__, ConsoleRefusal):
        error = error.__cause__  # FastAPI wraps what a body raises while it is read
    if isinstance(error, PasswordIsOld):
        return RedirectResponse("/staff/password", status_code=303)
    if isinstance(error, NotSignedIn) and request.method == "GET":
        return RedirectResponse(f"/staff/sign-in?to={quote(_here(request))}", status_code=303)
    if isinstance(error, ConsoleRefusal):
        page = drawing.refusal(error)
        if isinstance(error, TooMany):
            page.headers["Retry-After"] = str(error.retry_after)
        return page
    return _of_other_rooms(drawing, request, error)


def _of_other_rooms(drawing: Drawing, request: Request, error: Exception) -> Response:
    if isinstance(error, _NOT_SHOWN) or (isinstance(error, NotAllowed) and request.method == "GET"):
        return drawing.refusal(NothingHere(str(error)))
    if isinstance(error, NotAllowed):
        return drawing.trouble(403, "没有权限", error.text)
    if isinstance(error, HeldByAnother):
        return drawing.trouble(409, "同事正在接待", "这个对话已由同事接手。请返回查看，需要时从同事处接过来。")
    if isinstance(error, BackOfficeError):
        return drawing.trouble(409, "没有办成", error.text)
    if isinstance(error, RequestValidationError):
        return drawing.trouble(422, "有一处要改", "有一处没有填，或者写得太长。请返回修改。", unsaved=_written(error))
    if isinstance(error, HTTPException):
        return drawing.trouble(error.status_code, "没有办成", "这个请求不对，没有生效。请返回上一页再试一次。")
    where = "".join(traceback.format_tb(error.__traceback__))
    logger.error("%s %s failed with %s:\n%s", request.method, request.url.path, type(error).__name__, where)
    return drawing.trouble(500, "系统出错了", "这次没有办成，已经记录下来。请稍后再试；一直不行请联系管理员。")


def _here(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _written(error: RequestValidationError) -> str:
    body = error.body
    text = body.get("text") if isinstance(body, dict | FormData) else None
    return text if isinstance(text, str) else ""
