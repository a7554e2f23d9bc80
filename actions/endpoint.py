"""The action endpoint that the engine calls: loopback or a private listener, never the public origin."""

import hmac
import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionNotFoundException

from actions.rasa_actions import rasa_actions
from actions.steps import Steps
from conversations.errors import Overtaken

log = logging.getLogger(__name__)


def action_endpoint(steps: Steps, token: str) -> FastAPI:
    """An application with `POST /actions`.

    Answers 200 with rasa's `responses` and `events`; 401 without the token; 400 for what is no action call; 404 for an
    unknown action; 409 when the turn was overtaken; 500 for any other failure, without saying which.
    """
    executor = ActionExecutor()
    for action in rasa_actions(steps):
        executor.register_action(action)
    app = FastAPI(title="Dialogue actions", docs_url=None, redoc_url=None, openapi_url=None)

    @app.post("/actions")
    async def actions(request: Request) -> JSONResponse:
        if not _authorised(request, token):
            return _error(401, "unauthorised")
        try:
            call = await request.json()
        except ValueError:
            return _error(400, "malformed")
        return await _run(executor, call) if isinstance(call, dict) else _error(400, "malformed")

    return app


async def _run(executor: ActionExecutor, call: dict[str, Any]) -> JSONResponse:
    try:
        result = await executor.run(call)
    except ActionNotFoundException:
        return _error(404, "unknown_action")
    except Overtaken as error:
        log.info("action overtaken: %s", error)
        return _error(409, "overtaken")
    except Exception:
        log.exception("action failed")
        return _error(500, "action_failed")
    return _error(400, "malformed") if result is None else JSONResponse(result.model_dump())


def _authorised(request: Request, token: str) -> bool:
    given = request.headers.get("Authorization", "")
    return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())


def _error(status: int, code: str) -> JSONResponse:
    return JSONResponse({"error": code}, status)
