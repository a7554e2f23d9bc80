"""The whole assistant under a supervisor, a carrier that delivers until it is heard, and residents who write.

App and engine are processes of their own; whichever dies is started again at once. Residents write by signed text
messages over real HTTP; the database is looked at from outside, as an auditor would.
"""

import contextlib
import json
import random
import secrets
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from sqlalchemy import Select, Table, select

from conversations import reading
from conversations.messages import NOTHING_ASKED, Asked
from conversations.reading import Line
from conversations.tables import inbox, outbox
from service.engine_keys import engine_keys
from service.model import ensure_model
from service.ports import free_port
from service.settings import ROOT, Settings
from storage.database import Database
from tests.channels.twilio_stub import StubMessage, TwilioStub
from tests.faults.boundary_hook import BoundaryHook
from tests.faults.kept import Kept
from tests.faults.witness import Witness
from tests.residents import Resident
from tests.running import MODELS
from vault.keys import KeyRing
from vault.vault import Vault

OUR_NUMBER = "+85251000000"


@dataclass
class Delivery:
    """How the carrier delivers each message: copies at once, and old ones again now and then."""

    copies: int = 1
    again: float = 0.0
    dice: random.Random = field(default_factory=lambda: random.Random(7))


class Stage:
    """A running assistant with everything around it."""

    def __init__(
        self,
        folder: Path,
        database_url: str,
        stub: TwilioStub,
        app: Kept,
        engine: Kept,
        url: str,
        delivery: Delivery,
        hook: BoundaryHook | None = None,
    ) -> None:
        self.folder, self.stub, self.app, self.engine, self.url = folder, stub, app, engine, url
        self.delivery, self.hook = delivery, hook
        self.database = Database(database_url)
        self.vault = Vault(KeyRing.load(folder / "keys.json"))
        self.delivered: list[tuple[str, str, str]] = []
        self._lock = threading.Lock()

    @property
    def deaths(self) -> int:
        """How often a process of ours has died."""
        return self.app.deaths + self.engine.deaths

    @property
    def witness(self) -> Witness:
        """What the carrier can say of this stage."""
        return Witness({("twilio", sid) for _, _, sid in self.delivered}, self.stub.sent)

    def sent_to(self, phone: str) -> list[StubMessage]:
        """What the carrier took for a phone."""
        return [message for message in self.stub.sent if message.to == phone]

    def arm(self, at: str, hit: int, do: str) -> None:
        """Have a fault happen at the n-th time from now on that the boundary is reached."""
        (self.folder / "happened.json").unlink(missing_ok=True)
        draft = self.folder / "arming.json"
        draft.write_text(json.dumps({"at": at, "hit": hit, "do": do}))
        draft.rename(self.folder / "armed.json")

    @property
    def happened(self) -> bool:
        """Whether the fault that was armed last has happened."""
        return (self.folder / "happened.json").exists()

    # ---- the carrier's side

    def deliver(self, phone: str, text: str, *, seconds: float = 60.0) -> str:
        """Deliver one message until it is acknowledged, as often as this stage's carrier doubles it."""
        sid = f"SM{secrets.token_hex(16)}"
        with self._lock:
            self.delivered.append((phone, text, sid))
            old = self.delivery.dice.sample(self.delivered, k=min(2, len(self.delivered)))
            repeat = self.delivery.dice.random() < self.delivery.again
        batch = [(phone, text, sid)] * self.delivery.copies + (old if repeat else [])
        self.delivery.dice.shuffle(batch)
        with ThreadPoolExecutor(len(batch)) as carriers:
            list(carriers.map(lambda one: self._until_heard(*one, seconds=seconds), batch))
        return sid

    def deliver_everything_again(self, copies: int = 1) -> None:
        """Every message of the day once more, in another order, several at a time."""
        day = self.delivered * copies
        self.delivery.dice.shuffle(day)
        with ThreadPoolExecutor(6) as carriers:
            list(carriers.map(lambda one: self._until_heard(*one, seconds=60), day))

    def _until_heard(self, phone: str, text: str, sid: str, *, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with contextlib.suppress(httpx.HTTPError):
                if self.stub.text("/channels/twilio/sms", text, from_=phone, to=OUR_NUMBER, sid=sid) < 300:
                    return
            time.sleep(0.1)
        raise AssertionError(f"never acknowledged: {self.words()}")

    # ---- the resident's side

    def talk_of(self, phone: str) -> str | None:
        """The conversation of a phone."""
        with self.database.read() as c:
            return reading.find(c, self.vault, "twilio", OUR_NUMBER, phone)

    def converse(self, phone: str, resident: Resident, *, seconds: float = 90.0) -> None:
        """Let a resident write until they are done; each line waits for the answer to the one before."""
        while True:
            line = resident.next_line(*self.seen(phone))
            if line is None:
                return
            self.deliver(phone, line)
            self.settle(phone, seconds=seconds)

    def seen(self, phone: str) -> tuple[Asked, list[Line]]:
        """What is open towards a resident, and everything that reached them."""
        talk = self.talk_of(phone)
        if talk is None:
            return NOTHING_ASKED, []
        with self.database.read() as c:
            asked = reading.talk(c, self.vault, talk).asked
            return asked, reading.sent_after(c, self.vault, talk, 0)

    def settle(self, phone: str, *, seconds: float = 90.0) -> None:
        """Wait until the conversation owes nothing: no open message under the bot, no row on its way."""
        wait_until(lambda: self._is_settled(phone), seconds, lambda: f"{phone} is never settled\n{self.words()}")

    def _is_settled(self, phone: str) -> bool:
        talk = self.talk_of(phone)
        if talk is None:
            return False
        with self.database.read() as c:
            hold = reading.talk(c, self.vault, talk).hold
            owed = _first(inbox, talk, ("received",))
            if (hold == "bot" and c.scalar(owed)) or (hold == "waiting" and c.scalar(owed.where(inbox.c.urgent))):
                return False
            # Looked at second: closing a turn takes the message away and queues its replies in one commit.
            return c.scalar(_first(outbox, talk, ("queued", "sending"))) is None

    def words(self) -> str:
        """What the processes wrote last, for a failing test."""
        files = [*self.folder.glob("*.out"), *(self.folder / "log").glob("*.log")]
        return "\n".join(f"--- {file.name}\n{file.read_text(errors='replace')[-1500:]}" for file in files)


def _first(table: Table, talk: str, states: tuple[str, ...]) -> Select[tuple[int]]:
    return select(table.c.id).where(table.c.conversation_id == talk, table.c.state.in_(states)).limit(1)


def wait_until(holds: Callable[[], bool], seconds: float, complaint: Callable[[], str]) -> None:
    """Look again and again; fail with `complaint` when it never holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(complaint())
        time.sleep(0.03)


@contextlib.contextmanager
def stage(
    folder: Path,
    *,
    database_url: str = "",
    hook: BoundaryHook | None = None,
    delivery: Delivery | None = None,
    lease: float = 2.5,
) -> Iterator[Stage]:
    """Everything running and ready, ended with the block."""
    folder.mkdir(parents=True, exist_ok=True)
    model = ensure_model(Settings(models_dir=MODELS, _env_file=None))
    KeyRing.load_or_generate(folder / "keys.json")
    url = database_url or f"sqlite:///{folder / 'assistant.db'}"
    app_port, action_port, engine_port = (free_port("127.0.0.1") for _ in range(3))
    token = secrets.token_urlsafe(24)
    origin = f"http://127.0.0.1:{app_port}"
    with TwilioStub("carrier-secret", receipts=("sent", "delivered"), public_url=origin) as stub:
        engine = Kept(
            "engine",
            [str(ROOT / ".venv-engine/bin/python"), "-m", "engine.serve", "--model", str(model)],
            {
                "ENGINE_PORT": str(engine_port),
                "ENGINE_TOKEN": token,
                "ENGINE_KEYS": engine_keys(folder / "keys.json"),
                "ENGINE_DATABASE_URL": f"sqlite:///{folder / 'engine.db'}",
                "ACTION_URL": f"http://127.0.0.1:{action_port}/actions",
                "ACTION_TOKEN": token,
                "ENGINE_ACTION_SECONDS": "1.5",
            },
            folder,
        )
        app = Kept(
            "app",
            [sys.executable, "-c", "import sys; from tests.faults.planted import main; sys.exit(main([]))"],
            {
                "ASSISTANT_STATE_DIR": str(folder),
                "ASSISTANT_MODELS_DIR": str(MODELS),
                "ASSISTANT_DATABASE_URL": url,
                "ASSISTANT_PORT": str(app_port),
                "ASSISTANT_ACTION_PORT": str(action_port),
                "ASSISTANT_ACTION_TOKEN": token,
                "ASSISTANT_ENGINE_URL": f"http://127.0.0.1:{engine_port}",
                "ASSISTANT_ENGINE_TOKEN": token,
                "ASSISTANT_ENGINE_SECONDS": "2",
                "ASSISTANT_TURN_LEASE_SECONDS": str(lease),
                "ASSISTANT_PUBLIC_URL": origin,
                "ASSISTANT_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
                "ASSISTANT_TWILIO_AUTH_TOKEN": "carrier-secret",
                "ASSISTANT_TWILIO_API_BASE": stub.url,
                "ASSISTANT_TWILIO_TIMEOUT_SECONDS": "1",
                "ASSISTANT_TWILIO_SETTLE_SECONDS": "0.5",
                "FAULT_HARNESS": hook.url if hook else "",
            },
            folder,
        )
        engine.start()
        app.start()
        running = Stage(folder, url, stub, app, engine, origin, delivery or Delivery(), hook)
        try:
            wait_until(lambda: _ready(origin), 60, lambda: f"never ready\n{running.words()}")
            yield running
        finally:
            app.stop()
            engine.stop()
            running.database.dispose()


def _ready(origin: str) -> bool:
    try:
        return httpx.get(f"{origin}/readyz", timeout=2, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False
