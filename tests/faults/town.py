"""A whole town around the assistant: one application and one engine on SQLite, or two of each on services of their own.

Residents write by text message, Telegram and the web page; every process that dies is started again. The database is
looked at from outside, as an auditor would.
"""

import contextlib
import os
import random
import secrets
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from sqlalchemy.exc import DBAPIError

from conversations import reading
from conversations.messages import NOTHING_ASKED, Asked
from service.engine_keys import engine_keys
from service.model import ensure_model
from service.ports import free_port
from service.preparing import prepare
from service.settings import ROOT, Settings
from storage.database import Database
from tests.channels.telegram_stub import SECRET, TOKEN, TelegramStub
from tests.channels.twilio_stub import TwilioStub
from tests.faults.arrivals import outbox_row_of
from tests.faults.front import Front
from tests.faults.kept import Kept
from tests.faults.lines import ChatLine, Line, PageLine, Posted, TextLine
from tests.faults.own_services import Postgresql, Redis
from tests.faults.shifted_clock import SEARCH_PATH, ShiftedClock, prepare_postgresql, set_clocks
from tests.faults.witness import Hold, Witness
from tests.running import MODELS
from vault.keys import KeyRing
from vault.vault import Vault

#: Seconds: of a provider's answer, of its settling, of the engine's answer, of a worker's lease. All are
#: processes of one machine, which may hold one of them up for longer than a real carrier takes to settle by this measure.
PROVIDER, SETTLE, ENGINE, LEASE = 1.5, 4.0, 5.0, 7.0


@dataclass(frozen=True)
class Shape:
    """How many processes of each kind, and on what they stand."""

    name: str
    processes: int
    services: bool


SQLITE, SERVICES = Shape("sqlite", 1, services=False), Shape("services", 2, services=True)
SHAPES = {shape.name: shape for shape in (SQLITE, SERVICES)}


@dataclass
class Town:
    """Everything that runs, and what was seen of it."""

    shape: Shape
    folder: Path
    database: Database
    vault: Vault
    apps: list[Kept]
    engines: list[Kept]
    origin: str
    texts: TwilioStub
    chats: TelegramStub
    postgresql: Postgresql | None
    redis: Redis | None
    dice: random.Random
    posted: list[Posted] = field(default_factory=list)
    pages: list[PageLine] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    cuts: list[tuple[str, float]] = field(default_factory=list)
    clock_file: Path = Path()
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def line(self, channel: str, n: int) -> Line:
        """The n-th resident's way to us."""
        if channel == "twilio":
            return TextLine(self.texts, n)
        if channel == "telegram":
            return ChatLine(self.origin, n)
        page = PageLine(self.origin, n)
        with self._lock:
            self.pages.append(page)
        return page

    def deliver(self, line: Line, text: str) -> None:
        """Deliver a message until it is acknowledged; now and then an old one comes again."""
        message = line.post(text)
        with self._lock:
            self.posted.append(message)
            old = self.dice.choice(self.posted) if self.dice.random() < 0.1 else None
        message.until_heard()
        if old is not None:
            old.until_heard()

    def set_clock(self, seconds: float) -> None:
        """Set the assistant's clocks so far from the true ones."""
        postgresql = self.database.engine if self.postgresql else None
        self._patiently(lambda: set_clocks(self.clock_file, seconds, postgresql))

    @property
    def clock(self) -> ShiftedClock:
        """The office's clock."""
        return ShiftedClock(self.clock_file)

    def talk_of(self, line: Line) -> str | None:
        """The conversation of a resident."""
        return self.looks(lambda c: reading.find(c, self.vault, line.channel, line.account, line.address))

    def seen_by(self, line: Line) -> tuple[Asked, list[reading.Line]]:
        """What is open towards a resident, and everything that reached them."""
        talk = self.talk_of(line)
        if talk is None:
            return NOTHING_ASKED, []
        return self.looks(
            lambda c: (reading.talk(c, self.vault, talk).asked, reading.sent_after(c, self.vault, talk, 0))
        )

    def looks[T](self, look: Callable[..., T]) -> T:
        """What a look at the database gives; it may be away for a while."""
        return self._patiently(lambda: self._read(look))

    def writes[T](self, change: Callable[..., T]) -> T:
        """What a change by a person at the counter gives; asked again while the database is away."""
        return self._patiently(lambda: self._write(change))

    def _read[T](self, look: Callable[..., T]) -> T:
        with self.database.read() as c:
            return look(c)

    def _write[T](self, change: Callable[..., T]) -> T:
        with self.database.write() as c:
            return change(c)

    def _patiently[T](self, work: Callable[[], T]) -> T:
        deadline = time.monotonic() + 90
        while True:
            try:
                return work()
            except DBAPIError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.3)

    def witness(self) -> Witness:
        """What was seen from outside so far."""
        cuts = [*self.cuts, *((f"answer of Telegram: {what}", at) for what, at in self.chats.spoilt)]
        return Witness(
            delivered={(message.channel, message.provider_id) for message in self.posted},
            texts=list(self.texts.sent),
            chats=list(self.chats.sent),
            receipts={(outbox_row_of(message)[0], status) for message, status in self.texts.heard},
            holds=list(self.holds),
            pages={page.address: page.shown() for page in self.pages},
            cuts=sorted(cuts, key=lambda cut: cut[1]),
        )

    def words(self) -> str:
        """What the processes wrote last."""
        files = [*self.folder.glob("*.out"), *self.folder.glob("*/log/*.log")]
        return "\n".join(f"--- {file.name}\n{file.read_text(errors='replace')[-1500:]}" for file in files)


@contextlib.contextmanager
def town(folder: Path, shape: Shape, *, seed: int = 1) -> Iterator[Town]:
    """Everything running and ready, ended with the block."""
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        postgresql, redis = _services(stack, shape)
        url, engine_url = f"sqlite:///{folder / 'assistant.db'}", f"sqlite:///{folder / 'engine.db'}"
        if postgresql is not None:
            url = postgresql.url("assistant", driver="postgresql+psycopg", options=SEARCH_PATH)
            engine_url = postgresql.url("engine")
        clock_file = folder / "clock"
        ShiftedClock(clock_file).move_sqlite()
        ports = [free_port("127.0.0.1") for _ in range(shape.processes)]
        front = stack.enter_context(Front(ports))
        origin = f"http://127.0.0.1:{front.port}"
        texts = stack.enter_context(TwilioStub("carrier-secret", receipts=("sent", "delivered"), public_url=origin))
        chats = stack.enter_context(TelegramStub())
        plain = _plain_settings(folder, url, origin, texts, chats)
        prepare(Settings(_env_file=None, **{name.removeprefix("ASSISTANT_").lower(): v for name, v in plain.items()}))
        model = ensure_model(Settings(models_dir=MODELS, _env_file=None))
        apps, engines = [], []
        for n, port in enumerate(ports, start=1):
            engine_at, action_port = free_port("127.0.0.1"), free_port("127.0.0.1")
            token = secrets.token_urlsafe(24)
            engine_environment = {
                "ENGINE_PORT": str(engine_at),
                "ENGINE_TOKEN": token,
                "ENGINE_KEYS": engine_keys(folder / "keys.json"),
                "ENGINE_DATABASE_URL": engine_url,
                "ACTION_URL": f"http://127.0.0.1:{action_port}/actions",
                "ACTION_TOKEN": token,
                "ENGINE_ACTION_SECONDS": str(ENGINE * 2 / 3),
                "REDIS_URL": redis.url if redis else "",
            }
            command = [str(ROOT / ".venv-engine/bin/python"), "-m", "engine.serve", "--model", str(model)]
            engines.append(Kept(f"engine{n}", command, engine_environment, folder, engine_at))
            own = {
                **plain,
                "ASSISTANT_PORT": str(port),
                "ASSISTANT_ACTION_PORT": str(action_port),
                "ASSISTANT_ACTION_TOKEN": token,
                "ASSISTANT_ENGINE_URL": f"http://127.0.0.1:{engine_at}",
                "ASSISTANT_ENGINE_TOKEN": token,
                "ASSISTANT_STATE_DIR": str(_own_state(folder, n)),
                "FAULT_CLOCK": str(clock_file),
            }
            serve = "import sys; from tests.faults.planted import main; sys.exit(main(['serve']))"
            apps.append(Kept(f"app{n}", [sys.executable, "-c", serve], own, folder, port))
        database, vault = Database(url), Vault(KeyRing.load(folder / "keys.json"))
        stack.callback(database.dispose)
        running = Town(
            shape, folder, database, vault, apps, engines, origin, texts, chats, postgresql, redis, random.Random(seed)
        )
        running.clock_file = clock_file
        for process in (*engines, *apps):
            process.start()
            stack.callback(process.stop)
        _wait_until_ready(running, ports)
        yield running


def _services(stack: contextlib.ExitStack, shape: Shape) -> tuple[Postgresql | None, Redis | None]:
    if not shape.services:
        return None, None
    place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="faults-")))
    place.chmod(0o711)  # PostgreSQL may have to run as somebody else
    postgresql, redis = Postgresql(place), Redis(place)
    postgresql.start("assistant", "engine")
    stack.callback(postgresql.stop)
    prepare_postgresql(postgresql.url("assistant", driver="postgresql+psycopg"))
    redis.start()
    stack.callback(redis.stop)
    return postgresql, redis


def _plain_settings(folder: Path, url: str, origin: str, texts: TwilioStub, chats: TelegramStub) -> Mapping[str, str]:
    return {
        "ASSISTANT_STATE_DIR": str(folder),
        "ASSISTANT_MODELS_DIR": str(MODELS),
        "ASSISTANT_DATABASE_URL": url,
        "ASSISTANT_ENGINE_SECONDS": str(ENGINE),
        "ASSISTANT_TURN_LEASE_SECONDS": str(LEASE),
        "ASSISTANT_PUBLIC_URL": origin,
        "ASSISTANT_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "ASSISTANT_TWILIO_AUTH_TOKEN": "carrier-secret",
        "ASSISTANT_TWILIO_API_BASE": texts.url,
        "ASSISTANT_TWILIO_TIMEOUT_SECONDS": str(PROVIDER),
        "ASSISTANT_TWILIO_SETTLE_SECONDS": str(SETTLE),
        "ASSISTANT_TELEGRAM_TOKEN": TOKEN,
        "ASSISTANT_TELEGRAM_SECRET_TOKEN": SECRET,
        "ASSISTANT_TELEGRAM_UPDATES": "webhook",
        "ASSISTANT_TELEGRAM_TIMEOUT_SECONDS": str(PROVIDER),
        "ASSISTANT_TELEGRAM_API_BASE": chats.url,
    }


def _own_state(folder: Path, n: int) -> Path:
    """Each process logs in a folder of its own; the keys are the same."""
    own = folder / f"state{n}"
    own.mkdir(exist_ok=True)
    (own / "keys.json").write_bytes((folder / "keys.json").read_bytes())
    os.chmod(own / "keys.json", 0o600)
    return own


def _wait_until_ready(running: Town, ports: list[int]) -> None:
    deadline = time.monotonic() + 120
    waiting = list(ports)
    while waiting:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"http://127.0.0.1:{waiting[0]}/readyz", timeout=3, trust_env=False).status_code == 200:
                waiting.pop(0)
                continue
        if time.monotonic() > deadline:
            raise AssertionError(f"never ready\n{running.words()}")
        time.sleep(0.2)
