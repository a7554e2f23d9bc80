"""One process that serves: the action endpoint on a private address, the engine as a child, the public origin."""

import logging
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp

from actions.endpoint import action_endpoint
from bot.engine_client import EngineClient
from service.bootstrap import Assistant, AtBoundary, build
from service.engine_keys import engine_keys
from service.engine_process import EngineCommand, EngineProcess, engine_environment
from service.errors import PortTaken
from service.model import ensure_model
from service.ports import first_free, free_port, is_free
from service.progress import step
from service.settings import Settings
from storage.clock import Clock

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Addresses:
    """Where this process listens, and its secrets with the engine."""

    host: str
    port: int
    action_port: int
    engine_url: str
    engine_token: str
    action_token: str

    @property
    def origin(self) -> str:
        """The public origin as seen from this machine."""
        return f"http://{self.host}:{self.port}"


def choose_addresses(settings: Settings) -> Addresses:
    """Free ports where the settings leave them open; random secrets where they name none.

    Raises:
        PortTaken: the public port, or the twenty after the usual one, are in use.
    """
    asked_for = "port" in settings.model_fields_set
    port = settings.port if asked_for and is_free(settings.host, settings.port) else None
    if port is None and not asked_for:
        port = first_free(settings.host, settings.port)
    if port is None:
        raise PortTaken(settings.host, settings.port)
    return Addresses(
        host=settings.host,
        port=port or free_port(settings.host),
        action_port=settings.action_port or free_port(settings.action_host),
        engine_url=settings.engine_url or f"http://127.0.0.1:{free_port('127.0.0.1')}",
        engine_token=settings.engine_token.get_secret_value() or secrets.token_urlsafe(24),
        action_token=settings.action_token.get_secret_value() or secrets.token_urlsafe(24),
    )


@contextmanager
def background(app: ASGIApp, host: str, port: int, name: str) -> Iterator[None]:
    """Serve `app` from a thread for as long as the block runs.

    Raises:
        PortTaken: it could not listen there.
    """
    server = uvicorn.Server(uvicorn.Config(app, host=host, port=port, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, name=name, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    if not server.started:
        raise PortTaken(host, port)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(5)


@contextmanager
def assembled(
    settings: Settings,
    addresses: Addresses,
    *,
    at_boundary: AtBoundary = lambda name: None,
    clock: Clock | None = None,
) -> Iterator[tuple[Assistant, EngineClient, EngineProcess | None]]:
    """The whole assistant at work, except its public origin; everything it started ends with the block."""
    with ExitStack() as stack:
        client = EngineClient(addresses.engine_url, addresses.engine_token, timeout=settings.engine_seconds)
        stack.callback(client.close)
        assistant = build(settings, client, clock=clock, at_boundary=at_boundary)
        stack.callback(assistant.stop)
        endpoint = action_endpoint(assistant.steps, addresses.action_token)
        stack.enter_context(background(endpoint, settings.action_host, addresses.action_port, "actions"))
        process = None
        if not settings.engine_url:
            process = EngineProcess(_engine_command(settings, addresses), client)
            with step("启动理解引擎 · starting the engine"):
                process.start()
            stack.callback(process.stop)
        assistant.start()
        yield assistant, client, process


def _engine_command(settings: Settings, addresses: Addresses) -> EngineCommand:
    environment = engine_environment(
        url=addresses.engine_url,
        token=addresses.engine_token,
        keys=engine_keys(settings.state("keys.json")),
        database=settings.engine_database_address(),
        action_url=f"http://{settings.action_host}:{addresses.action_port}/actions",
        action_token=addresses.action_token,
        REDIS_URL=settings.redis_url,
        ENGINE_ACTION_SECONDS=str(settings.engine_seconds * 2 / 3),
    )
    model = ensure_model(settings)
    return EngineCommand(settings.engine_interpreter(), model, settings.state("log", "engine.log"), environment)
