"""The action endpoint speaks to nobody without the token, and tells overtaken from failed."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from actions.endpoint import action_endpoint
from conversations import inbox, turns
from conversations.messages import InboundMessage, TurnRef
from tests.dialogue.runner import World

TOKEN = "a-token-for-tests"


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    yield world
    world.database.dispose()


@pytest.fixture
def client(world: World) -> TestClient:
    return TestClient(action_endpoint(world.steps, TOKEN), raise_server_exceptions=False)


def taken(world: World) -> TurnRef:
    with world.database.write() as c:
        inbox.receive(c, world.vault, InboundMessage("web", "us", "key", "1", "我要申请低保"))
        turn = turns.claim_next(c, world.vault)
    assert turn is not None
    return turn.ref


def call(step: str, ref: TurnRef) -> dict[str, Any]:
    """What the engine posts."""
    understood = {"act": "apply", "topic": "dibao", "matter": "none", "confidence": 0.9, "alternatives": [], "also": []}
    latest = {"text": "x", "intent": {"name": "apply", "confidence": 0.9}, "entities": [], **understood}
    return {
        "next_action": step,
        "sender_id": "s",
        "version": "3.6.21",
        "domain": {},
        "tracker": {
            "sender_id": "s",
            "slots": {},
            "events": [],
            "paused": False,
            "active_loop": {},
            "latest_action_name": "action_listen",
            "latest_message": {**latest, "message_id": "i1", "metadata": ref.as_json()},
        },
    }


def post(client: TestClient, body: Any, token: str = TOKEN) -> Any:
    return client.post("/actions", json=body, headers={"Authorization": f"Bearer {token}"})


def test_a_step_keeps_what_it_says_and_tells_the_engine_nothing_of_it(world: World, client: TestClient) -> None:
    ref = taken(world)
    answer = post(client, call("action_apply", ref))
    assert (answer.status_code, answer.json()) == (200, {"events": [], "responses": []})
    with world.database.read() as c:
        [reply] = turns.result_of(c, world.vault, ref.inbox) or []
    assert reply.template == "consent.dibao"
    assert [option.label for option in reply.options] == ["同意", "不同意"]


@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x"])
def test_without_the_token_nothing_runs(world: World, client: TestClient, token: str) -> None:
    ref = taken(world)
    assert post(client, call("action_apply", ref), token).status_code == 401
    with world.database.read() as c:
        assert turns.result_of(c, world.vault, ref.inbox) is None


def test_an_overtaken_turn_is_a_conflict(world: World, client: TestClient) -> None:
    ref = taken(world)
    answer = post(client, call("action_apply", TurnRef(ref.inbox, ref.fence + 1, ref.epoch)))
    assert (answer.status_code, answer.json()) == (409, {"error": "overtaken"})


def test_any_other_failure_is_500_and_says_nothing_of_it(world: World, client: TestClient) -> None:
    body = call("action_apply", taken(world))
    del body["tracker"]["latest_message"]["metadata"]
    answer = post(client, body)
    assert (answer.status_code, answer.json()) == (500, {"error": "action_failed"})


def test_an_unknown_action_is_not_found(world: World, client: TestClient) -> None:
    assert post(client, call("action_dance", taken(world))).status_code == 404


@pytest.mark.parametrize("body", [b"", b"{", b"null", b"[]", b'"x"', b"{}"], ids=repr)
def test_what_is_no_action_call_is_refused(client: TestClient, body: bytes) -> None:
    answer = client.post("/actions", content=body, headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 400


def test_there_is_no_other_page(client: TestClient) -> None:
    for path in ("/", "/docs", "/openapi.json", "/webhook"):
        assert client.get(path).status_code == 404
