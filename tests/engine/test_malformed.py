"""Bodies that are not as the contract says are refused with a sentence, whatever they hold."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import RequestError
from engine.requests import TurnRequest, read_texts, read_turn
from tests.engine.action_stub import ActionStub
from tests.engine.engine_process import EngineProcess

GOOD: dict[str, Any] = {"conversation": "c-1_A", "message_id": "m1", "text": "你好", "metadata": {"inbox": 1}}


def _deep(levels: int) -> Any:
    return {"a": _deep(levels - 1)} if levels else {}


BAD_TURNS: dict[str, bytes | dict[str, Any]] = {
    "empty": b"",
    "no JSON": b"{",
    "a list": b"[]",
    "null": b"null",
    "a number": b"3",
    "not UTF-8": b'{"text": "\xff"}',
    "nested without end": b"[" * 100_000,
    "not a number": b'{"conversation": "c", "message_id": "m", "text": "x", "metadata": {"a": NaN}}',
    "infinity": b'{"conversation": "c", "message_id": "m", "text": "x", "metadata": {"a": -Infinity}}',
    "too large for a number": b'{"conversation": "c", "message_id": "m", "text": "x", "metadata": {"a": 1e999}}',
    "no conversation": {**GOOD, "conversation": None},
    "an empty conversation": {**GOOD, "conversation": ""},
    "a phone number as conversation": {**GOOD, "conversation": "+8613800138000"},
    "a path as conversation": {**GOOD, "conversation": "../x"},
    "a long conversation": {**GOOD, "conversation": "c" * 65},
    "a number as conversation": {**GOOD, "conversation": 5},
    "a line break after the conversation": {**GOOD, "conversation": "c\n"},
    "no message id": {**GOOD, "message_id": None},
    "an empty message id": {**GOOD, "message_id": ""},
    "a long message id": {**GOOD, "message_id": "m" * 129},
    "a control character in the message id": {**GOOD, "message_id": "m\x00"},
    "half a character in the message id": {**GOOD, "message_id": "m\ud83d"},
    "a number as message id": {**GOOD, "message_id": 7},
    "neither text nor payload": {**GOOD, "text": None},
    "both text and payload": {**GOOD, "payload": {"intent": "answer"}},
    "a list as text": {**GOOD, "text": ["x"]},
    "a number as text": {**GOOD, "text": 5},
    "half a character in the text": {**GOOD, "text": "\ud83d"},
    "a text too long": {**GOOD, "text": "字" * 10_001},
    "a string as payload": {**GOOD, "text": None, "payload": "answer"},
    "a payload without intent": {**GOOD, "text": None, "payload": {"facts": {}}},
    "a payload with a number as intent": {**GOOD, "text": None, "payload": {"intent": 1}},
    "a payload with a list of facts": {**GOOD, "text": None, "payload": {"intent": "answer", "facts": []}},
    "a payload that goes back": {**GOOD, "text": None, "payload": {"intent": "back"}},
    "a payload that restarts": {**GOOD, "text": None, "payload": {"intent": "restart"}},
    "a payload that starts a session": {**GOOD, "text": None, "payload": {"intent": "session_start"}},
    "a list as metadata": {**GOOD, "metadata": []},
    "a string as metadata": {**GOOD, "metadata": "x"},
    "facts smuggled into the metadata": {**GOOD, "metadata": {"facts": {}}},
    "metadata too large": {**GOOD, "metadata": {"a": "x" * 16_000}},
    "metadata too deep": {**GOOD, "metadata": {"a": _deep(9)}},
    "metadata too deep for Python": b'{"conversation": "c", "message_id": "m", "text": "x", "metadata": '
    + b'{"a":' * 900
    + b"1"
    + b"}" * 901,
    "facts too large": {**GOOD, "text": None, "payload": {"intent": "answer", "facts": {"a": "x" * 16_000}}},
}

BAD_PARSES: dict[str, bytes | dict[str, Any]] = {
    "empty": b"",
    "a list": b'["x"]',
    "no texts": {},
    "a string as texts": {"texts": "x"},
    "a number among the texts": {"texts": ["x", 1]},
    "null among the texts": {"texts": [None]},
    "half a character": {"texts": ["\udc00"]},
    "a text too long": {"texts": ["字" * 10_001]},
    "too many": {"texts": ["x"] * 501},
}


@pytest.mark.parametrize("body", BAD_TURNS.values(), ids=BAD_TURNS.keys())
def test_a_malformed_turn_is_refused(engine: EngineProcess, actions: ActionStub, body: bytes | dict[str, Any]) -> None:
    response = engine.post("/engine/turn", body)
    assert (response.status, response.body["error"]) == (400, "malformed")
    assert actions.calls == []


@pytest.mark.parametrize("body", BAD_PARSES.values(), ids=BAD_PARSES.keys())
def test_malformed_texts_are_refused(engine: EngineProcess, body: bytes | dict[str, Any]) -> None:
    response = engine.post("/engine/parse", body)
    assert (response.status, response.body["error"]) == (400, "malformed")


def test_a_body_beyond_a_mebibyte_is_refused(engine: EngineProcess) -> None:
    response = engine.post("/engine/turn", b" " * (1024 * 1024 + 1))
    assert (response.status, response.body["error"]) == (413, "too_large")


def test_what_is_left_out_or_unknown_does_no_harm(engine: EngineProcess, actions: ActionStub) -> None:
    body = {"conversation": "left-out", "message_id": "m1", "text": "你好", "a name of tomorrow": 1}
    assert engine.post("/engine/turn", body).status == 200


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys((*GOOD, "payload"), JSON_VALUES)))
@settings(max_examples=300)
def test_any_object_is_a_turn_or_refused(document: dict[str, Any]) -> None:
    with contextlib.suppress(RequestError):
        assert isinstance(read_turn(json.dumps(document).encode()), TurnRequest)


@given(st.binary(max_size=200))
@settings(max_examples=300)
def test_any_bytes_are_texts_or_refused(body: bytes) -> None:
    with contextlib.suppress(RequestError):
        assert all(isinstance(text, str) for text in read_texts(body))
