"""Requests made from our own OpenAPI description, good ones and broken ones: never a 5xx, never a stack trace.

The whole public origin is behind them, with every channel that it can have.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from unittest import SkipTest

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from pydantic import SecretStr
from schemathesis import GenerationMode
from sqlalchemy import func, select

from bot.engine_client import EngineTurn
from conversations.tables import attachment, inbox
from service.bootstrap import Assistant, build
from service.settings import Settings
from service.web import public_app
from storage.database import Database
from storage.metadata import metadata
from vault.testing import throwaway_vault

PUBLIC = "https://help.example.cn"


class NoEngine:
    """Nothing is answered here; only what comes in is looked at."""

    def ready(self) -> bool:
        return True

    def turn(self, turn: EngineTurn) -> None:
        """Nobody takes turns."""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant with every channel, at rest."""
    folder: Path = tmp_path_factory.mktemp("openapi")
    chosen = Settings(
        state_dir=folder,
        public_url=PUBLIC,
        twilio_account_sid="AC" + "0" * 32,
        twilio_auth_token=SecretStr("t"),
        aliyun_access_key_id="k",
        aliyun_push_secret=SecretStr("a-push-secret-of-ours"),
        telegram_token=SecretStr("4200:t"),
        _env_file=None,  # type: ignore[call-arg]
    )
    database = Database(f"sqlite:///{folder / 'assistant.db'}")
    metadata.create_all(database.engine)
    yield build(chosen, NoEngine(), database=database, vault=throwaway_vault())
    database.dispose()


@pytest.fixture(scope="module")
def app(assistant: Assistant) -> FastAPI:
    """Its public origin."""
    return public_app(assistant, PUBLIC, {"database": assistant.database_answers})


#: An open line of the web chat stays open, and has tests of its own.
OPEN_LINES = ("/channels/web/stream",)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["as described", "broken"])
def test_no_request_is_too_odd_for_a_clear_answer(app: FastAPI, mode: GenerationMode) -> None:
    described = schemathesis.openapi.from_asgi("/openapi.json", app)
    operations = [found.ok() for found in described.get_all_operations()]
    asked = [operation for operation in operations if operation.path not in OPEN_LINES]
    assert len(asked) > 8
    for operation in asked:

        @settings(max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(generation_mode=mode))
        def every_answer_is_clear(case: schemathesis.Case) -> None:
            answer = case.call()
            assert answer.status_code < 500, f"{case.method} {case.path}: {answer.status_code}"
            assert "Traceback" not in answer.text

        with contextlib.suppress(Unsatisfiable, SkipTest):  # what has no parameters cannot be broken
            every_answer_is_clear()


def test_every_address_of_programs_is_described(app: FastAPI) -> None:
    paths = set(app.openapi()["paths"])
    assert {
        "/channels/web/messages",
        "/channels/web/seen",
        "/channels/web/stream",
        "/channels/web/files",
        "/channels/twilio/sms",
        "/channels/twilio/status",
        "/channels/aliyun/sms",
        "/channels/aliyun/report",
        "/channels/telegram",
        "/healthz",
        "/readyz",
    } <= paths


def test_nothing_of_a_providers_unsigned_requests_was_kept(assistant: Assistant) -> None:
    """The requests above knew no secret: what was kept came by the web page."""
    with assistant.database.read() as c:
        kept = c.scalar(select(func.count()).select_from(inbox).where(inbox.c.channel != "web"))
        files = c.scalar(select(func.count()).select_from(attachment).where(attachment.c.state == "wanted"))
    assert (kept, files) == (0, 0)
