"""Turns of conversations: the duplicate check, the understanding or payload, the rules, the answer.

An answer is always read from the stored events, at the first time and at a repetition alike, so that both are equal.
"""

import asyncio
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from engine.errors import RequestError
from engine.locks import Locks
from engine.processor import StrictProcessor
from engine.requests import Payload, TurnRequest

NONE = "none"


@dataclass(frozen=True)
class Answer:
    """What a turn gave."""

    duplicate: bool
    replies: tuple[Mapping[str, Any], ...]
    understanding: Mapping[str, Any]


class Turns:
    """Takes turns and reads texts."""

    def __init__(self, processor: StrictProcessor, locks: Locks) -> None:
        self._processor = processor
        self._locks = locks

    async def take(self, request: TurnRequest) -> Answer:
        """Answer a message, or give the stored answer again when it was answered before.

        Raises:
            RequestError: when the payload's intent is unknown to the model.
            TurnError: when the turn was given up; nothing of it is stored.
        """
        if request.payload and request.payload.intent not in self._processor.domain.intents:
            raise RequestError("the payload's intent is not in the model's domain")
        async with self._locks.hold(request.conversation):
            tracker = await self._processor.conversation(request.conversation)
            stored = _answer(tracker, request.message_id, duplicate=True)
            if stored:
                return stored
            await self._processor.take_turn(tracker, await self._message(request))
            answer = _answer(tracker, request.message_id, duplicate=False)
            assert answer is not None, "a turn that was taken is in its tracker"
            return answer

    async def read(self, texts: Sequence[str]) -> list[Mapping[str, Any]]:
        """The understanding of each text, as a turn would have it; no conversation is touched."""
        return [_understanding(parsed) for parsed in await asyncio.to_thread(self._processor.parse, texts)]

    async def _message(self, request: TurnRequest) -> UserUttered:
        if request.payload:
            parsed = _vouched_for(request.payload)
        else:
            (parsed,) = await asyncio.to_thread(self._processor.parse, [request.text or ""])
        return UserUttered(
            text=request.text,
            intent=parsed["intent"],
            parse_data=parsed,
            message_id=request.message_id,
            metadata=dict(request.metadata),
        )


def _vouched_for(payload: Payload) -> dict[str, Any]:
    """The parse result of a payload: its intent for certain, and the aid and dispute that its facts name."""
    named = {family: payload.facts.get(family, NONE) for family in ("topic", "matter")}
    return {
        "intent": {"name": payload.intent, "confidence": 1.0},
        "entities": [],
        "act": payload.intent,
        **{family: label if isinstance(label, str) else NONE for family, label in named.items()},
        "confidence": 1.0,
        "alternatives": [],
        "also": [],
    }


def _answer(tracker: DialogueStateTracker, message_id: str, duplicate: bool) -> Answer | None:
    """The answer to a message, if the conversation has it."""
    events = iter(tracker.events)
    message = next((event for event in events if _is_message(event) and event.message_id == message_id), None)
    if message is None:
        return None
    turn = itertools.takewhile(lambda event: not _is_message(event), events)
    replies = tuple(_reply(event) for event in turn if isinstance(event, BotUttered))
    return Answer(duplicate, replies, _understanding(message.parse_data))


def _is_message(event: Event) -> bool:
    return isinstance(event, UserUttered)


def _reply(event: BotUttered) -> Mapping[str, Any]:
    custom: Mapping[str, Any] | None = event.data.get("custom")
    return custom or {"text": event.text}


def _understanding(parsed: Mapping[str, Any]) -> dict[str, Any]:
    """What `engine.channel` calls an understanding."""
    names = ("act", "topic", "matter", "confidence", "alternatives", "also")
    return {**{name: parsed[name] for name in names}, "intent": parsed["intent"]["name"]}
