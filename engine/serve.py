"""The engine as a process: `python -m engine.serve --model PATH`, from the root of the repository.

Settings come from the environment (`engine.settings`). It listens when the model is loaded and its database answers,
and not before; SIGTERM ends it when the turns in hand are done.
"""

import argparse
import asyncio
import logging
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from engine import stand_ins
from engine.errors import EngineError, SettingsError
from engine.lifeline import hold_on_if_told
from engine.logs import configure_logs
from engine.settings import Settings

logger = logging.getLogger("engine.serve")

DAY_SECONDS = 86_400


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until told to stop; 2 when the settings or the model cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m engine.serve", description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="a model that engine.train wrote")
    model = parser.parse_args(arguments).model
    _one_thread_a_library()
    try:
        settings = Settings.from_environment(os.environ)
        configure_logs(settings.log_level)
        hold_on_if_told(os.environ)
        serve(settings, model)
    except EngineError as error:
        sys.stderr.write(f"The engine cannot start. {error}\n")
        return 2
    return 0


def _one_thread_a_library() -> None:
    """Threads of numeric libraries wait by spinning: beside a busy neighbour they make a message many times slower."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def serve(settings: Settings, model: Path) -> None:
    """Load the model and answer requests.

    Raises:
        SettingsError: when there is no such model.
    """
    started = time.monotonic()
    if not model.is_file():
        raise SettingsError("--model", f"{model} does not exist; train one with python -m engine.train --out {model}")
    app = build(settings, model)
    logger.info("Listening on %s:%d, ready after %.1f s.", settings.host, settings.port, time.monotonic() - started)
    app.run(settings.host, settings.port, access_log=False, motd=False)


def build(settings: Settings, model: Path) -> Any:
    """The web application around a model: everything is made here and handed on."""
    stand_ins.install()
    from sanic import Sanic

    from engine.channel import open_channel
    from engine.locks import locks_for
    from engine.processor import StrictProcessor
    from engine.remote_step import ActionEndpoint
    from engine.seal import Seal
    from engine.turn_store import SealedTurnStore
    from engine.turns import Turns

    store = SealedTurnStore(settings.database_url, Seal(settings.keys))
    endpoint = ActionEndpoint(settings.action_url, settings.action_token, settings.action_seconds)
    processor = StrictProcessor(str(model), store, endpoint)
    app = Sanic("engine", configure_logging=False, env_prefix="")
    open_channel(app, settings.token, Turns(processor, store, locks_for(settings.redis_url)), store, model.name)

    async def close(*_: object) -> None:
        await endpoint.close()

    app.register_listener(close, "after_server_stop")
    app.add_task(_forget_daily(store.forget, settings.keep_days))
    return app


async def _forget_daily(forget: Callable[[float], int], days: float) -> None:
    """Delete what is older than some days, now and once a day."""
    while True:
        try:
            logger.info("Deleted %d turns older than %g days.", forget(time.time() - days * DAY_SECONDS), days)
        except Exception as error:  # a database that is away now is back tomorrow
            logger.warning("Old turns could not be deleted: %s.", type(error).__name__)
        await asyncio.sleep(DAY_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
