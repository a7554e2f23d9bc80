"""An engine to ask: the one that the settings name, else one started for as long as it is needed."""

import base64
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.engine_client import EngineClient
from service.engine_process import EngineCommand, EngineProcess, engine_environment
from service.model import ensure_model
from service.ports import free_port
from service.settings import Settings

#: Where no step is ever asked for.
NOWHERE = "http://127.0.0.1:9/actions"


@contextmanager
def engine_at_hand(settings: Settings) -> Iterator[EngineClient]:
    """A client of an engine that is ready; one started here ends with the block.

    Raises:
        TrainingFailed, EngineDidNotStart: there is no model, or no engine could be started.
    """
    if settings.engine_url:
        client = EngineClient(settings.engine_url, settings.engine_token.get_secret_value())
        yield client
        client.close()
        return
    with tempfile.TemporaryDirectory() as folder:
        token, url = secrets.token_urlsafe(24), f"http://127.0.0.1:{free_port('127.0.0.1')}"
        client = EngineClient(url, token, timeout=60)
        environment = engine_environment(
            url=url,
            token=token,
            keys=base64.b64encode(secrets.token_bytes(32)).decode(),
            database=f"sqlite:///{Path(folder) / 'engine.db'}",
            action_url=NOWHERE,
            action_token=token,
        )
        log_file = settings.state("log", "engine-for-a-command.log")
        command = EngineCommand(settings.engine_interpreter(), ensure_model(settings), log_file, environment)
        process = EngineProcess(command, client)
        process.start()
        try:
            yield client
        finally:
            process.stop()
            client.close()
