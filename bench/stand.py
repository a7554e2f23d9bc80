"""The whole assistant at work in this process, beside its own engine: what residents of a benchmark write to.

The action endpoint is the product's own. A message id below zero belongs to no conversation of the application: its
step answers at once with what the same step last really said, so that the engine can be measured alone, with a call of
the same shape and size and nothing behind it.
"""

import asyncio
import secrets
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from actions.endpoint import action_endpoint
from actions.steps import Steps
from bench.lone_engine import LoneEngine, engine_at, running
from bot.engine_client import EngineClient, EngineTurn
from bot.reading import for_the_model
from conversations import reading
from conversations.messages import Heard, InboundMessage, Reply, TurnRef
from conversations.turns import LIMITS
from service.bootstrap import Assistant, AtBoundary, build
from service.ports import free_port
from service.preparing import prepare
from service.serving import background
from service.settings import Settings

CHANNEL = "web"
#: Threads that web pages wait in: as many as the server under the product keeps for them.
PAGES = 40


class WatchedSteps(Steps):
    """The product's steps; each real one is timed, each of a message below zero repeats what was said last."""

    def __init__(self, real: Steps) -> None:
        self._real = real
        self._said: dict[str, list[Reply]] = {}
        self.milliseconds = 0.0
        """How long the newest real step took."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every step."""
        return self._real.names

    def run(self, step: str, ref: TurnRef, heard: Heard) -> list[Reply]:
        """Do the step, or say again what it said."""
        if ref.inbox < 0:
            return self._said.get(step, [Reply("bench", "好的")])
        begun = time.perf_counter()
        self._said[step] = self._real.run(step, ref, heard)
        self.milliseconds = (time.perf_counter() - begun) * 1000
        return self._said[step]


@dataclass(frozen=True)
class Turn:
    """One message and its visible answer; `perf_counter` seconds."""

    begun: float
    kept: float
    visible: float
    replies: int

    @property
    def milliseconds(self) -> float:
        """From the gateway's door to the reply that the resident can see."""
        return (self.visible - self.begun) * 1000


@dataclass
class Stand:
    """The assistant at work and its engine."""

    assistant: Assistant
    engine: LoneEngine
    steps: WatchedSteps
    pages: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(PAGES))


@contextmanager
def at_work(folder: Path, *, at_boundary: AtBoundary = lambda name: None) -> Iterator[Stand]:
    """Everything that `assistant run` starts, except the public origin, with fresh state in `folder`."""
    settings = Settings(_env_file=None, state_dir=folder, models_dir=Settings().state("models"), database_url="")
    prepare(settings)
    port, token = free_port("127.0.0.1"), secrets.token_urlsafe(24)
    engine = engine_at(folder, action_url=f"http://127.0.0.1:{port}/actions", action_token=token)
    client = EngineClient(engine.url, engine.token, timeout=settings.engine_seconds)
    assistant = build(settings, client, at_boundary=at_boundary)
    steps = WatchedSteps(assistant.steps)
    with background(action_endpoint(steps, token), "127.0.0.1", port, "actions"), running(engine):
        assistant.start()
        try:
            yield Stand(assistant, engine, steps)
        finally:
            assistant.stop()
            client.close()


class Visitor:
    """A resident on the web page: writes through the gateway, looks when the page's bell rings."""

    def __init__(self, stand: Stand) -> None:
        self._stand, self._app = stand, stand.assistant
        self._key, self._shown = secrets.token_hex(32), 0
        self._conversation: str | None = None

    async def say(self, text: str) -> Turn:
        """Write, and wait until every word of the answer can be seen; looks as the page's stream does."""
        loop = asyncio.get_running_loop()
        message = InboundMessage(CHANNEL, "page", self._key, uuid.uuid4().hex, text)
        begun = time.perf_counter()
        received = await loop.run_in_executor(self._stand.pages, self._app.gateway.receive, [message])
        kept = time.perf_counter()
        self._conversation, replies = received[0].conversation_id, 0
        with self._app.live.listen(self._conversation) as ear:
            while True:
                new, coming = await loop.run_in_executor(self._stand.pages, self._look)
                replies += new
                if replies and not coming:
                    return Turn(begun, kept, time.perf_counter(), replies)
                await ear.wait(1.0)

    def _look(self) -> tuple[int, bool]:
        """How many new lines can be seen, and whether more are to come."""
        assert self._conversation is not None
        with self._app.database.read() as c:
            coming = reading.being_answered(c, self._conversation)
            new = reading.sent_after(c, self._app.vault, self._conversation, self._shown)
        self._shown = max([self._shown, *(line.row for line in new)])
        return len(new), coming


class EngineAlone:
    """The same resident's words straight to the engine, in sessions as long as the application's."""

    def __init__(self, stand: Stand) -> None:
        self._client = EngineClient(stand.engine.url, stand.engine.token)
        self._turns, self._session = 0, ""

    def say(self, text: str) -> float:
        """Milliseconds of one turn."""
        if self._turns % LIMITS.session_turns == 0:
            self._session = str(uuid.uuid4())
        self._turns += 1
        turn = EngineTurn(self._session, TurnRef(-self._turns, 1, 0), for_the_model(text), None)
        begun = time.perf_counter()
        self._client.turn(turn)
        return (time.perf_counter() - begun) * 1000

    def close(self) -> None:
        """Close its connections."""
        self._client.close()
