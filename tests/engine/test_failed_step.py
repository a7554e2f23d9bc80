"""A step that fails leaves nothing behind: the same message can be sent again and is then answered once."""

import json
import sqlite3
import urllib.error
from pathlib import Path

import pytest

from tests.engine.action_stub import ActionStub, Behaviour, said
from tests.engine.engine_process import EngineProcess, free_port, new_conversation, running_engine

USABLE = said({"text": "好"}).body

FAILURES = {
    "an error of the application": (Behaviour(status=500, body=USABLE), 500),
    "refused as malformed": (Behaviour(status=400, body=b'{"action_name": "x", "error": "y"}'), 400),
    "overtaken by staff": (Behaviour(status=409, body=USABLE), 409),
    "the token is wrong": (Behaviour(status=401, body=USABLE), 401),
    "nothing at all": (Behaviour(status=204), 204),
    "another kind of success": (Behaviour(status=202, body=USABLE), 202),
    "sent elsewhere": (Behaviour(status=307, body=USABLE), 307),
    "later than the time limit": (Behaviour(seconds=1.5, body=USABLE), None),
    "the connection breaks": (Behaviour(drop=True, body=USABLE), None),
    "garbage": (Behaviour(body=b"<html>"), 200),
    "bytes that are no text": (Behaviour(body=b"\xff\xfe{"), 200),
    "half an answer": (Behaviour(body=b'{"responses": [{"custom": {"n": 1}}'), 200),
    "no object": (Behaviour(body=b"[1]"), 200),
    "null": (Behaviour(body=b"null"), 200),
    "responses missing": (Behaviour(body=b'{"events": []}'), 200),
    "responses of another kind": (Behaviour(body=b'{"responses": {"custom": {"n": 1}}}'), 200),
    "a response without content": (said({"custom": {}, "text": None}), 200),
    "a response of another kind": (Behaviour(body=b'{"responses": ["hello"]}'), 200),
    "events": (Behaviour(body=b'{"responses": [], "events": [{"event": "slot", "name": "a", "value": 1}]}'), 200),
}


@pytest.mark.parametrize(("behaviour", "status"), FAILURES.values(), ids=FAILURES.keys())
def test_a_failed_step_is_reported_stores_nothing_and_can_be_tried_again(
    engine: EngineProcess, actions: ActionStub, engine_folder: Path, behaviour: Behaviour, status: int | None
) -> None:
    conversation = new_conversation()
    engine.turn(conversation, "m1", payload={"intent": "greet"})
    with actions.behaving(behaviour):
        failed = engine.turn(conversation, "m2", "我要申请低保", metadata={"inbox": 5})
    assert (failed.status, failed.body["error"], failed.body["action_status"]) == (502, "action_failed", status)
    assert _stored(engine_folder, conversation) == ["m1"]

    retried = engine.turn(conversation, "m2", "我要申请低保", metadata={"inbox": 5})
    assert (retried.status, retried.body["duplicate"]) == (200, False)
    assert retried.body["replies"] == [{"said_by": "action_apply"}]
    assert _stored(engine_folder, conversation) == ["m1", "m2"]


def test_a_first_message_whose_step_fails_leaves_no_conversation(
    engine: EngineProcess, actions: ActionStub, engine_folder: Path
) -> None:
    conversation = new_conversation()
    with actions.behaving(Behaviour(status=500)):
        engine.turn(conversation, "m1", "你好")
    assert _stored(engine_folder, conversation) == []


def test_a_caller_who_goes_away_leaves_no_turn(engine: EngineProcess, actions: ActionStub, engine_folder: Path) -> None:
    conversation = new_conversation()
    body = {"conversation": conversation, "message_id": "m1", "payload": {"intent": "greet"}}
    with (
        actions.behaving(Behaviour(seconds=0.8, body=said({"text": "慢"}).body)),
        pytest.raises((TimeoutError, urllib.error.URLError)),
    ):
        engine.post("/engine/turn", body, seconds=0.3)
    assert engine.post("/engine/turn", body).body["duplicate"] is False
    assert _stored(engine_folder, conversation) == ["m1"]


def test_an_intent_without_a_rule_is_reported_and_stores_nothing(
    engine: EngineProcess, actions: ActionStub, engine_folder: Path
) -> None:
    conversation = new_conversation()
    response = engine.turn(conversation, "m1", payload={"intent": "nlu_fallback"})
    assert (response.status, response.body["error"]) == (502, "no_prediction")
    assert _stored(engine_folder, conversation) == []
    assert actions.calls == []


def test_an_action_endpoint_that_is_not_there_fails_the_turn_at_once(model: Path, tmp_path: Path) -> None:
    with running_engine(model, f"http://127.0.0.1:{free_port()}/actions", tmp_path) as engine:
        response = engine.turn(new_conversation(), "m1", "你好")
        assert (response.status, response.body["error"], response.body["action_status"]) == (502, "action_failed", None)
        assert engine.get("/engine/ready").status == 200


def _stored(folder: Path, conversation: str) -> list[str]:
    """The ids of the stored messages of a conversation."""
    with sqlite3.connect(folder / "engine.db") as database:
        query = "select message_id from engine_turn where conversation = ? order by n"
        return [row[0] for row in database.execute(query, (conversation,))]


def test_the_table_of_failures_holds_answers_that_differ() -> None:
    bodies = [json.dumps(str(behaviour)) for behaviour, _ in FAILURES.values()]
    assert len(bodies) == len(set(bodies))
