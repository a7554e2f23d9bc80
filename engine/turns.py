"""Turns of conversations: the duplicate check, the understanding or payload, the rules, the answer.

An answer is always read from the stored events, at the first time and at a repetition alike, so that both are equal.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rasa.shared.core.events import BotUttered, Event, UserUttered

from engine.errors import RequestError
from engine.locks import Locks
from engine.processor import StrictProcessor
from engine.requests import Payload, TurnRequest
from engine.turn_store import SealedTurnStore

NONE = "none"


@dataclass(frozen=True)
class Answer:
    """What a turn gave."""

    duplicate: bool
    replies: tuple[Mapping[str, Any], ...]
    understanding: Mapping[str, Any]


class Turns:
    """Takes turns and reads texts."""

    def __init__(self, processor: StrictProcessor, store: SealedTurnStore, locks: Locks) -> None:
        self._processor = processor
        self._store = store
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
            stored = self._store.turn_of(request.conversation, request.message_id)
            if stored:
                return _answer(stored, duplicate=True)
            return _answer(await self._processor.take_turn(request.conversation, await self._message(request)))

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


def _answer(turn: Sequence[Event], duplicate: bool = False) -> Answer:
    """The answer in a turn's events, of which the first is the message."""
    message, *rest = turn
    assert isinstance(message, UserUttered)
    replies = tuple(_reply(event) for event in rest if isinstance(event, BotUttered))
    return Answer(duplicate, replies, _understanding(message.parse_data))


def _reply(event: BotUttered) -> Mapping[str, Any]:
    custom: Mapping[str, Any] | None = event.data.get("custom")
    return custom or {"text": event.text}


def _understanding(parsed: Mapping[str, Any]) -> dict[str, Any]:
    """What `engine.channel` calls an understanding."""
    names = ("act", "topic", "matter", "confidence", "alternatives", "also")
    return {**{name: parsed[name] for name in names}, "intent": parsed["intent"]["name"]}
