"""The one call that leaves the engine: running a dialogue step in the application.

Rasa's own remote action opens a connection a call, posts the whole domain and the whole conversation (27 to 60 kB at
100 events), and lets a failed step pass as done. Here connections are kept, the body holds the message alone, time is
bounded, and everything but a usable answer is an `ActionFailed`.

The body has the form that rasa-sdk's executor reads::

    {"next_action": "action_apply", "sender_id": CONVERSATION, "version": "3.6.21", "domain": {},
     "tracker": {"sender_id": CONVERSATION, "slots": {}, "events": [], "paused": false, "active_loop": {},
                 "latest_action_name": "action_listen",
                 "latest_message": {"text": TEXT or null, "intent": {"name", "confidence"}, "entities": [],
                                    "act", "topic", "matter", "confidence", "alternatives", "also",
                                    "message_id": ID, "metadata": {… as the caller of the turn sent it, with Rasa's
                                    "model_id" and "assistant_id" added …}}}}

A usable answer is status 200 with ``{"responses": [{"custom": {…}} or {"text": "…"}], "events": []}``.
"""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import aiohttp
import rasa
from rasa.core.actions.action import Action
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import BotUttered, Event
from rasa.shared.core.trackers import DialogueStateTracker

from engine.errors import ActionFailed

KEEP_SECONDS = 3.0
"""Shorter than uvicorn keeps a silent connection (5 s), so that no step is sent into one that is just being closed."""

READINGS = ("act", "topic", "matter", "confidence", "alternatives", "also")


class ActionEndpoint:
    """The application's address for steps, and the connections kept to it."""

    def __init__(self, url: str, token: str, seconds: float) -> None:
        self._url = url
        self._token = token
        self._seconds = seconds
        self._session: aiohttp.ClientSession | None = None

    async def run(self, action: str, call: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Run a step and give its responses.

        Raises:
            ActionFailed: when there is no usable answer.
        """
        try:
            async with self._connections().post(self._url, json=call, allow_redirects=False) as response:
                return _responses(action, response.status, await response.read())
        except asyncio.TimeoutError as error:
            raise ActionFailed(action, "no answer in time") from error
        except aiohttp.ClientError as error:
            raise ActionFailed(action, f"no connection ({type(error).__name__})") from error

    async def close(self) -> None:
        """Close the kept connections."""
        if self._session:
            await self._session.close()

    def _connections(self) -> aiohttp.ClientSession:
        """Opened at the first step: they belong to the event loop that runs then."""
        if not self._session:
            self._session = aiohttp.ClientSession(
                headers={"Authorization": f"Bearer {self._token}"},
                timeout=aiohttp.ClientTimeout(total=self._seconds),
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=KEEP_SECONDS),
            )
        return self._session


def _responses(action: str, status: int, body: bytes) -> list[dict[str, Any]]:
    if status != 200:
        raise ActionFailed(action, f"the endpoint answered with status {status}", status)
    try:
        answer = json.loads(body)
        responses = answer["responses"]
        usable = not answer.get("events") and all(_has_content(response) for response in responses)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ActionFailed(action, "the answer is not of the expected form", status) from error
    if not usable or not isinstance(responses, list):
        raise ActionFailed(action, "the answer has events, or a response without content", status)
    return responses


def _has_content(response: dict[str, Any]) -> bool:
    custom, text = response.get("custom"), response.get("text")
    return (isinstance(custom, dict) and bool(custom)) or (isinstance(text, str) and bool(text))


class RemoteStep(Action):
    """A step of bot/dialogue/domain.yml, run by the application."""

    def __init__(self, name: str, endpoint: ActionEndpoint) -> None:
        self._name = name
        self._endpoint = endpoint

    def name(self) -> str:
        """The step's name."""
        return self._name

    async def run(self, output_channel: Any, nlg: Any, tracker: DialogueStateTracker, domain: Any) -> list[Event]:
        """Run the step; its replies, in order.

        Raises:
            ActionFailed: when there is no usable answer.
        """
        responses = await self._endpoint.run(self._name, action_call(self._name, tracker))
        return [_reply(response) for response in responses]


def action_call(action: str, tracker: DialogueStateTracker) -> dict[str, Any]:
    """The body that asks for a step."""
    message = tracker.latest_message
    readings = {name: message.parse_data[name] for name in READINGS}  # type: ignore[literal-required]
    return {
        "next_action": action,
        "sender_id": tracker.sender_id,
        "version": rasa.__version__,
        "domain": {},
        "tracker": {
            "sender_id": tracker.sender_id,
            "slots": {},
            "events": [],
            "paused": False,
            "active_loop": {},
            "latest_action_name": ACTION_LISTEN_NAME,
            "latest_message": {
                "text": message.text,
                "intent": message.intent,
                "entities": [],
                **readings,
                "message_id": message.message_id,
                "metadata": message.metadata,
            },
        },
    }


def _reply(response: dict[str, Any]) -> BotUttered:
    custom = response.get("custom")
    return BotUttered(data={"custom": custom}) if custom else BotUttered(text=response["text"])
