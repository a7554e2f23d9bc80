"""An engine of our own, as the product starts it, with the application's address for steps of our choice."""

import base64
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.engine_client import EngineClient
from service.engine_at_hand import NOWHERE
from service.engine_process import EngineCommand, EngineProcess, engine_environment
from service.model import ensure_model
from service.ports import free_port
from service.settings import Settings


@dataclass(frozen=True)
class LoneEngine:
    """An engine's process and a client of it."""

    process: EngineProcess
    client: EngineClient
    url: str
    token: str

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self.process.pid is not None, "it was started"
        return self.process.pid


def engine_at(folder: Path, *, action_url: str = NOWHERE, action_token: str | None = None) -> LoneEngine:
    """An engine that is not started yet; its database and log lie in `folder`."""
    token, settings = secrets.token_urlsafe(24), Settings()
    url = f"http://127.0.0.1:{free_port('127.0.0.1')}"
    environment = engine_environment(
        url=url,
        token=token,
        keys=base64.b64encode(secrets.token_bytes(32)).decode(),
        database=f"sqlite:///{folder / 'engine.db'}",
        action_url=action_url,
        action_token=action_token or token,
    )
    client = EngineClient(url, token)
    command = EngineCommand(settings.engine_interpreter(), ensure_model(settings), folder / "engine.log", environment)
    return LoneEngine(EngineProcess(command, client), client, url, token)


@contextmanager
def running(engine: LoneEngine) -> Iterator[LoneEngine]:
    """Start it, and end it with the block."""
    engine.process.start()
    try:
        yield engine
    finally:
        engine.process.stop()
        engine.client.close()
