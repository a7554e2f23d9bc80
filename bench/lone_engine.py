"""An engine of our own, as the product starts it, with the application's address for steps of our choice."""

import base64
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.engine_client import EngineClient
from service.engine_process import EngineCommand, EngineProcess
from service.model import ensure_model
from service.ports import free_port
from service.settings import Settings

#: Where no step is ever asked for.
NOWHERE = "http://127.0.0.1:9/actions"


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
    token, port, settings = secrets.token_urlsafe(24), free_port("127.0.0.1"), Settings()
    environment = {
        "ENGINE_HOST": "127.0.0.1",
        "ENGINE_PORT": str(port),
        "ENGINE_TOKEN": token,
        "ENGINE_KEYS": base64.b64encode(secrets.token_bytes(32)).decode(),
        "ENGINE_ENDS_WITH_STDIN": "1",
        "ENGINE_DATABASE_URL": f"sqlite:///{folder / 'engine.db'}",
        "ACTION_URL": action_url,
        "ACTION_TOKEN": action_token or token,
    }
    url = f"http://127.0.0.1:{port}"
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
