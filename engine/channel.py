"""The only door of the engine: three requests, each with `Authorization: Bearer ENGINE_TOKEN`, all bodies JSON.

``GET /engine/ready``
    200 ``{"ready": true, "model": NAME}`` when turns can be taken and stored, else 503 ``{"ready": false, …}``.

``POST /engine/turn``
    One message of a conversation::

        {"conversation": SESSION,          1-64 of A-Z a-z 0-9 _ - ; opaque, never a phone number
         "message_id": ID,                 1-128 printable characters; the same message has the same id
         "text": TEXT or null,             at most 10,000 characters; a leading slash is a character like any other
         "payload": {"intent": NAME, "facts": {…}} or null,     exactly one of text and payload
         "metadata": {…}}                  goes to the action as it is; with a payload, its facts are added as "facts"

    200 ``{"duplicate": BOOL, "replies": [{…}, …], "understanding": {…}}``. A reply is the `custom` object that the
    action sent, or ``{"text": …}``. A message id that the conversation has seen gives the stored answer again, and
    no action runs.

``POST /engine/parse``
    ``{"texts": [TEXT, …]}`` (at most 500) gives ``{"results": [UNDERSTANDING, …]}``: what a turn with each text would
    have understood; nothing is stored.

An understanding is::

    {"act": …, "topic": …, "matter": …,    labels of nlu/labels.py; for a payload its intent and what its facts name
     "confidence": 0..1,                   of the act
     "intent": …,                          what the rules saw: the act, `unclear` when not sure enough, or the payload's
     "alternatives": [{"act", "topic", "matter", "confidence"}, …],    likeliest first, without the best one
     "also": [{"act", "topic", "matter"}, …]}                          further requests in the same message

Errors are ``{"error": CODE, "detail": SENTENCE, "action_status": INT or null}``. After each of them nothing of the turn
is stored and the same message may be sent again:

    ====  ===============  ==========================================================================
    400   malformed        the body is not as above, or the intent is reserved or unknown to the model
    401   unauthorised     the token is missing or wrong
    404, 405               no such request
    413   too_large        the body is larger than 1 MiB
    502   action_failed    no usable answer from the action endpoint; its status, when there was one, is
                           `action_status` (409: the turn was overtaken)
    502   no_prediction    no rule leads from the intent to one action
    503   busy             the conversation could not be locked
    503   store_failed     the engine's database did not answer, or a stored turn cannot be opened
    500   failed           anything else; the log has the kind of error
    ====  ===============  ==========================================================================
"""

import hmac
import logging
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Protocol

import sqlalchemy.exc
from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, json

from engine.errors import ActionFailed, Busy, EngineError, NoPrediction, RequestError, SealError
from engine.requests import read_texts, read_turn
from engine.turns import Turns

logger = logging.getLogger(__name__)

SERVER = {
    "REQUEST_MAX_SIZE": 1024 * 1024,
    "RESPONSE_TIMEOUT": 120,  # seconds; a batch to parse may take a minute
    "KEEP_ALIVE_TIMEOUT": 30,  # seconds; longer than the application keeps a silent connection
    "FALLBACK_ERROR_FORMAT": "json",
}
Handler = Callable[[Request], Awaitable[HTTPResponse]]

CODES: tuple[tuple[type[Exception], int, str], ...] = (
    (RequestError, 400, "malformed"),
    (ActionFailed, 502, "action_failed"),
    (NoPrediction, 502, "no_prediction"),
    (Busy, 503, "busy"),
    (SealError, 503, "store_failed"),
    (sqlalchemy.exc.SQLAlchemyError, 503, "store_failed"),
)
"""Kind of error → status and code."""


class Store(Protocol):
    """What the readiness answer asks."""

    def ping(self) -> None:
        """Raise when the database does not answer."""


def open_channel(app: Sanic, token: str, turns: Turns, store: Store, model: str) -> None:
    """Add the three requests to `app`, and nothing else."""
    app.config.update(SERVER)
    app.error_handler.add(Exception, _refusal)
    app.on_request(_guard(token))

    @app.get("/engine/ready")
    async def ready(_: Request) -> HTTPResponse:
        store.ping()
        return json({"ready": True, "model": model})

    @app.post("/engine/turn")
    async def turn(request: Request) -> HTTPResponse:
        return json(asdict(await turns.take(read_turn(request.body))))

    @app.post("/engine/parse")
    async def parse(request: Request) -> HTTPResponse:
        return json({"results": await turns.read(read_texts(request.body))})


def _guard(token: str) -> Callable[[Request], Awaitable[HTTPResponse | None]]:
    """Refuses every request without the token, in the same time whatever it holds instead."""
    expected = f"Bearer {token}".encode()

    async def check(request: Request) -> HTTPResponse | None:
        given = request.headers.get("authorization", "").encode()
        if hmac.compare_digest(given, expected):
            return None
        return _error(401, "unauthorised", "the token is missing or wrong")

    return check


def _refusal(request: Request, error: Exception) -> HTTPResponse:
    """The answer to a request that failed. Details that may quote a resident stay out of it and out of the log."""
    for kind, status, code in CODES:
        if isinstance(error, kind):
            if status >= 500:
                logger.warning("%s %s: %s", request.path, code, _harmless(error))
            return _error(status, code, _harmless(error), getattr(error, "status", None))
    if isinstance(error, SanicException):
        status = error.status_code or 500
        return _error(status, _SANIC_CODES.get(status, "malformed"), str(error) if status < 500 else "failed")
    where = "".join(traceback.format_tb(error.__traceback__))  # without the message, which may quote a resident
    logger.error("%s failed: %s\n%s", request.path, type(error).__name__, where)
    return _error(500, "failed", type(error).__name__)


_SANIC_CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large", 500: "failed", 503: "busy"}


def _harmless(error: Exception) -> str:
    """The sentence of our own errors; of a library's error only its kind, since it may quote the row."""
    return str(error) if isinstance(error, EngineError) else type(error).__name__


def _error(status: int, code: str, detail: str, action_status: int | None = None) -> HTTPResponse:
    return json({"error": code, "detail": detail, "action_status": action_status}, status)
