"""The dialogue with its real engine: a process of its own, the action endpoint over HTTP, turns as a worker takes them."""

import base64
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from actions.endpoint import action_endpoint
from bot.engine_client import EngineClient
from bot.turn import Turns
from conversations import reading
from conversations.messages import Heard, Reply
from conversations.tables import outbox
from service.engine_process import EngineCommand, EngineProcess, engine_environment
from service.model import ensure_model
from service.ports import free_port
from service.serving import background
from service.settings import Settings
from storage.database import Database
from tests.dialogue.runner import Talk, World, import_cards
from tests.soak.lives import CARD


@dataclass
class RealTalk(Talk):
    """A talk whose turns go through the engine, as a worker's do."""

    turns: Turns | None = None

    def take_turns(self, understood: Heard | None = None) -> list[Reply]:
        """Take every turn that waits; what each said is what was put into the outbox."""
        assert self.turns is not None
        with self.world.database.read() as c:
            before = c.scalar(select(func.max(outbox.c.id)))
        while self.turns.take_next():
            pass
        with self.world.database.read() as c:
            lines = reading.thread(c, self.world.vault, self.conversation_id)
        new = [line for line in lines if line.who != "resident" and line.row > (before or 0)]
        return [Reply(str(line.template), line.text, line.options) for line in new]


@dataclass(frozen=True)
class RealEngine:
    """A world whose messages an engine reads."""

    world: World
    client: EngineClient
    turns: Turns
    url: str
    token: str

    def talk(self, channel: str, sender: str) -> RealTalk:
        """A conversation of its own."""
        return RealTalk(self.world, channel, sender, turns=self.turns)


@contextmanager
def real_engine(folder: Path, settings: Settings) -> Iterator[RealEngine]:
    """One engine with one world in `folder`, until the block ends; trains the model first where there is none."""
    model = ensure_model(settings)
    token, port = secrets.token_urlsafe(24), free_port("127.0.0.1")
    url = f"http://127.0.0.1:{free_port('127.0.0.1')}"
    world = World(Database(f"sqlite:///{folder / 'assistant.db'}"))
    import_cards(world, [CARD])
    client = EngineClient(url, token, timeout=60)
    environment = engine_environment(
        url=url,
        token=token,
        keys=base64.b64encode(secrets.token_bytes(32)).decode(),
        database=f"sqlite:///{folder / 'engine.db'}",
        action_url=f"http://127.0.0.1:{port}/actions",
        action_token=token,
    )
    process = EngineProcess(
        EngineCommand(settings.engine_interpreter(), model, folder / "engine.log", environment), client
    )
    late = world.texts.say("late.sorry", government=world.settings.hotlines.government)
    turns = Turns(world.database, world.vault, client, world.steps, world.clock, late=late)
    with background(action_endpoint(world.steps, token), "127.0.0.1", port, "actions"):
        try:
            process.start(180)
            yield RealEngine(world, client, turns, url, token)
        finally:
            process.stop()
            client.close()
            world.database.dispose()
