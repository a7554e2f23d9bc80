"""The engine's only door: who gets in, what is behind it, what it says about itself."""

from pathlib import Path

import pytest

from tests.engine import action_stub
from tests.engine.action_stub import ActionStub
from tests.engine.engine_process import TOKEN, EngineProcess, new_conversation

REQUESTS = [("GET", "/engine/ready"), ("POST", "/engine/turn"), ("POST", "/engine/parse")]
WRONG_TOKENS = [None, "", "x", TOKEN[:-1], TOKEN + "x", TOKEN.upper(), "tökén"]

RASAS_OWN = [
    "/",
    "/version",
    "/status",
    "/domain",
    "/model/parse",
    "/webhooks/rest/webhook",
    "/webhooks/twilio/webhook",
    "/conversations/x/tracker",
]


def test_a_ready_engine_says_so_and_names_its_model(engine: EngineProcess) -> None:
    response = engine.get("/engine/ready")
    assert (response.status, response.body) == (200, {"ready": True, "model": "tiny.tar.gz"})


@pytest.mark.parametrize("token", WRONG_TOKENS)
@pytest.mark.parametrize(("method", "path"), REQUESTS)
def test_nothing_is_answered_without_the_token(
    engine: EngineProcess, method: str, path: str, token: str | None
) -> None:
    token = token.encode().decode("latin-1") if token else token
    response = engine.get(path, token) if method == "GET" else engine.post(path, {}, token)
    assert (response.status, response.body["error"]) == (401, "unauthorised")


@pytest.mark.parametrize("path", RASAS_OWN)
def test_rasas_own_addresses_do_not_exist(engine: EngineProcess, path: str) -> None:
    assert engine.get(path).status == 404
    assert engine.post(path, {"sender": "x", "message": "hi"}).status == 404


def test_errors_are_json_with_a_code(engine: EngineProcess) -> None:
    assert engine.get("/engine/turn").body["error"] == "method_not_allowed"
    assert engine.get("/nothing").body["error"] == "not_found"


def test_only_this_machine_is_listened_to(engine: EngineProcess) -> None:
    listening = Path("/proc/net/tcp").read_text().splitlines()
    addresses = {line.split()[1] for line in listening if line.split()[3] == "0A"}
    assert f"0100007F:{engine.port:04X}" in addresses
    assert f"00000000:{engine.port:04X}" not in addresses


def test_the_log_has_neither_tokens_nor_the_words_of_residents(engine: EngineProcess, actions: ActionStub) -> None:
    words = "我叫王小花住在桃花沟"
    engine.turn(new_conversation(), "m1", words)
    engine.turn(new_conversation(), "m1", f"/{words}")
    engine.post("/engine/turn", {"conversation": "?", "message_id": "m", "text": words})
    engine.get("/engine/ready", "a-wrong-token-that-was-tried")
    with actions.behaving(action_stub.Behaviour(status=500, body=words.encode())):
        engine.turn(new_conversation(), "m1", words)
    log = engine.log.read_text()
    assert "action_failed" in log
    for secret in (TOKEN, action_stub.TOKEN, "a-wrong-token", words, "王小花"):
        assert secret not in log
