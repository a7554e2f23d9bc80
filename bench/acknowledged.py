"""How long a provider waits for its 2xx: a signed text message over HTTP until it is acknowledged, which is when it is safe.

The public origin listens as it does in the product, on SQLite and, where one answers at DATABASE_URL, on PostgreSQL;
nobody takes turns, so that keeping alone is measured. Beside it, in rounds by turns, stands the least that a provider
can wait: the same request, on a connection of the same kind, to the same server, acknowledged after a committed insert
of one number into an empty table of the same database, by as many senders at once. The details also have that insert
without any server, which on a disk that commits in a fraction of a millisecond is less than any HTTP request takes.
"""

import http.client
import os
import socket
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from pydantic import SecretStr
from rich.progress import Progress, TaskID
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from starlette.types import ASGIApp, Receive, Scope, Send
from twilio.request_validator import RequestValidator

from bench.result import Result
from bench.spread import Spread
from bot.engine_client import EngineClient
from channels.twilio_sms import SMS_PATH
from service.bootstrap import build
from service.ports import free_port
from service.preparing import prepare
from service.serving import background
from service.settings import Settings
from service.web import public_app
from storage.database import Database

BAR = 3.0
#: An address that the product does not have.
EMPTY_PATH = "/bench/empty"
AT_ONCE = (1, 20)
ROUNDS = 6
PUBLIC, TOKEN = "https://help.example.cn", "bench-token"
POSTGRESQL = os.environ.get("DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/test")
_WORDS = "家里3口人，每个月打零工挣900块，能吃低保吗？"


def measure(folder: Path, messages: int, progress: Progress) -> list[Result]:
    """About so many messages at each width, on each database that answers."""
    found: list[Result] = []
    for name, opened in {"sqlite": _sqlite, "postgresql": _postgresql}.items():
        with opened(folder) as url:
            if url:
                found += _on(name, url, folder / name, messages, progress)
    return found


def _on(name: str, url: str, folder: Path, messages: int, progress: Progress) -> list[Result]:
    settings = Settings(
        _env_file=None,
        state_dir=folder,
        models_dir=Settings().state("models"),
        database_url=url,
        engine_url="http://127.0.0.1:9",
        public_url=PUBLIC,
        twilio_account_sid="AC" + "0" * 32,
        twilio_auth_token=SecretStr(TOKEN),
    )
    prepare(settings)
    port = free_port("127.0.0.1")
    with ExitStack() as stack:
        engine = EngineClient(settings.engine_url, TOKEN)
        stack.callback(engine.close)
        assistant = build(settings, engine)
        stack.callback(assistant.database.dispose)
        with assistant.database.write() as c:
            c.execute(text("CREATE TABLE bench_empty (n integer)"))
        app = _BesideAnInsert(public_app(assistant, PUBLIC, {}), assistant.database)
        stack.enter_context(background(app, "127.0.0.1", port, "origin"))
        return [_at_width(name, assistant.database, port, width, messages, progress) for width in AT_ONCE]


def _at_width(name: str, database: Database, port: int, width: int, messages: int, progress: Progress) -> Result:
    each = max(1, messages // width // ROUNDS)
    task = progress.add_task(f"acknowledged, {name}, {width} at once", total=3 * ROUNDS * width * each)
    ours: list[float] = []
    least: list[float] = []
    alone: list[float] = []
    lines = [_Line(port, SMS_PATH, 1 + ROUNDS * each) for _ in range(width)]
    plain = [_Line(port, EMPTY_PATH, 1 + ROUNDS * each) for _ in range(width)]
    for line in (*lines, *plain):
        line.write()  # the connection is made, and the conversation begun
    for _ in range(ROUNDS):
        ours += _all_at_once([line.write for line in lines], each, progress, task)
        least += _all_at_once([line.write for line in plain], each, progress, task)
        alone += _all_at_once([partial(_insert, database)] * width, each, progress, task)
    for line in (*lines, *plain):
        line.close()
    return Result(
        name=f"acknowledged_{name}_{width}",
        what=f"a text message until its provider hears 2xx, {name}, {width} sender{'s' if width > 1 else ''} at once, median",
        unit="ms",
        figure=median(ours),
        baseline=median(least),
        baseline_name="the same request acknowledged after a committed insert of one number, as many at once, median",
        compared="ratio",
        bar=BAR,
        bar_on="compared",
        count=len(ours),
        details={
            "acknowledged": Spread.of(ours).as_json(),
            "acknowledged_after_an_insert": Spread.of(least).as_json(),
            "insert_without_a_server": Spread.of(alone).as_json(),
        },
    )


def _all_at_once(works: Sequence[Callable[[], object]], each: int, progress: Progress, task: TaskID) -> list[float]:
    """Milliseconds of every piece of work, each worker doing one after another."""

    def keep_on(work: Callable[[], object]) -> list[float]:
        taken = []
        for _ in range(each):
            begun = time.perf_counter()
            work()
            taken.append((time.perf_counter() - begun) * 1000)
            progress.advance(task)
        return taken

    with ThreadPoolExecutor(len(works)) as workers:
        return [milliseconds for taken in workers.map(keep_on, works) for milliseconds in taken]


def _insert(database: Database) -> None:
    with database.write() as c:
        c.execute(text("INSERT INTO bench_empty VALUES (1)"))


class _BesideAnInsert:
    """The origin, and one address more that acknowledges what it is sent after a committed insert, with nothing else."""

    def __init__(self, origin: ASGIApp, database: Database) -> None:
        self._origin, self._database = origin, database

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != EMPTY_PATH:
            await self._origin(scope, receive, send)
            return
        while (await receive()).get("more_body"):
            pass
        await run_in_threadpool(_insert, self._database)
        await Response(status_code=204)(scope, receive, send)


class _Line:
    """One resident's carrier, which keeps its connection; its messages are signed as Twilio does, before anybody waits."""

    def __init__(self, port: int, path: str, messages: int) -> None:
        self._path = path
        self._line = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._phone = f"+86138{uuid.uuid4().int % 10**8:08d}"
        self._validator = RequestValidator(TOKEN)
        self._signed = [self._request() for _ in range(messages)]

    def _request(self) -> bytes:
        form = {
            "MessageSid": f"SM{uuid.uuid4().hex}",
            "From": self._phone,
            "To": "+85251000000",
            "Body": _WORDS,
            "NumMedia": "0",
        }
        body = urlencode(form).encode()
        head = (
            f"POST {self._path} HTTP/1.1\r\nHost: help.example.cn\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"X-Twilio-Signature: {self._validator.compute_signature(PUBLIC + self._path, form)}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    def write(self) -> None:
        """The next message until it is acknowledged."""
        self._line.sendall(self._signed.pop())
        answer = http.client.HTTPResponse(self._line)
        answer.begin()
        answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"The origin answered {answer.status} to a genuine message.")

    def close(self) -> None:
        """Hang up."""
        self._line.close()


@contextmanager
def _sqlite(folder: Path) -> Iterator[str]:
    (folder / "sqlite").mkdir(parents=True, exist_ok=True)
    yield f"sqlite:///{folder / 'sqlite' / 'assistant.db'}"


@contextmanager
def _postgresql(_folder: Path) -> Iterator[str]:
    """A schema of its own, gone afterwards; empty where no PostgreSQL answers."""
    plain = POSTGRESQL.replace("postgresql://", "postgresql+psycopg://", 1)
    admin = create_engine(plain, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 2})
    schema = f"bench_{uuid.uuid4().hex[:12]}"
    try:
        with admin.connect() as c:
            _run(c, f"CREATE SCHEMA {schema}")
    except SQLAlchemyError:
        yield ""
        return
    try:
        yield f"{plain}{'&' if '?' in plain else '?'}options=-csearch_path%3D{schema}"
    finally:
        with admin.connect() as c:
            _run(c, f"DROP SCHEMA {schema} CASCADE")
        admin.dispose()


def _run(c: Connection, statement: str) -> None:
    c.execute(text(statement))
