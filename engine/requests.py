"""Bodies of requests, read strictly: what is not as `engine.channel` describes it is refused with a sentence."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import RequestError

CONVERSATION = re.compile(r"[A-Za-z0-9_-]{1,64}")
LONGEST_MESSAGE_ID = 128
LONGEST_TEXT = 10_000
LARGEST_METADATA = 16_000
DEEPEST_METADATA = 8
MOST_TEXTS = 500
RESERVED_INTENTS = frozenset({"back", "restart", "session_start"})
"""Rasa answers these itself, by unwinding the conversation."""
FACTS = "facts"


@dataclass(frozen=True)
class Payload:
    """An intent that the application vouches for, with what belongs to it."""

    intent: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class TurnRequest:
    """One message of a conversation: a text or a payload, never both."""

    conversation: str
    message_id: str
    text: str | None
    payload: Payload | None
    metadata: Mapping[str, Any]
    """As sent; with a payload also its facts, under "facts"."""


def read_turn(body: bytes) -> TurnRequest:
    """Read the body of `POST /engine/turn`.

    Raises:
        RequestError: when it is not as described.
    """
    document = _document(body)
    payload = _payload(document.get("payload"))
    text = document.get("text")
    if (text is None) == (payload is None):
        raise RequestError("exactly one of text and payload must be given")
    return TurnRequest(
        _conversation(document.get("conversation")),
        _message_id(document.get("message_id")),
        None if text is None else _text(text),
        payload,
        _metadata(document.get("metadata"), payload),
    )


def read_texts(body: bytes) -> list[str]:
    """Read the body of `POST /engine/parse`.

    Raises:
        RequestError: when it is not as described.
    """
    texts = _document(body).get("texts")
    if not isinstance(texts, list) or len(texts) > MOST_TEXTS:
        raise RequestError(f"texts must be a list of at most {MOST_TEXTS} strings")
    return [_text(text) for text in texts]


def _document(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body.decode(), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise RequestError("the body must be JSON in UTF-8") from error
    if not isinstance(document, dict):
        raise RequestError("the body must be a JSON object")
    return document


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _conversation(value: Any) -> str:
    if not isinstance(value, str) or not CONVERSATION.fullmatch(value):
        raise RequestError("conversation must be 1 to 64 of the characters A-Z a-z 0-9 _ -")
    return value


def _message_id(value: Any) -> str:
    if not isinstance(value, str) or not value or len(value) > LONGEST_MESSAGE_ID or not value.isprintable():
        raise RequestError(f"message_id must be 1 to {LONGEST_MESSAGE_ID} printable characters")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise RequestError(f"a text must be a string of at most {LONGEST_TEXT} characters")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise RequestError("a text must be whole Unicode characters, not halves of surrogate pairs") from error
    return value


def _payload(value: Any) -> Payload | None:
    if value is None:
        return None
    if not isinstance(value, dict) or not isinstance(value.get("intent"), str):
        raise RequestError("payload must be null or an object with an intent")
    facts = value.get(FACTS, {})
    if not isinstance(facts, dict):
        raise RequestError("payload.facts must be an object")
    if value["intent"] in RESERVED_INTENTS:
        raise RequestError("this intent is reserved: back, restart and session_start are never payloads")
    return Payload(value["intent"], facts)


def _metadata(value: Any, payload: Payload | None) -> dict[str, Any]:
    metadata = {} if value is None else value
    if not isinstance(metadata, dict) or FACTS in metadata:
        raise RequestError('metadata must be an object without the name "facts", which is the payload\'s')
    whole = {**metadata, FACTS: dict(payload.facts)} if payload else metadata
    if _deeper_than(DEEPEST_METADATA, whole) or _bytes(whole) > LARGEST_METADATA:
        raise RequestError(f"metadata and facts together: at most {LARGEST_METADATA} bytes, {DEEPEST_METADATA} levels")
    return whole


def _deeper_than(levels: int, value: Any) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return bool(inner) and (levels == 0 or any(_deeper_than(levels - 1, part) for part in inner))


def _bytes(value: Any) -> int:
    try:
        return len(json.dumps(value, allow_nan=False))
    except ValueError as error:
        raise RequestError("metadata and facts must hold finite numbers") from error
