"""The engine as its own process, asked over real HTTP."""

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.engine import action_stub

ROOT = Path(__file__).parents[2]
TOKEN = "engine-token-for-tests"
KEY = base64.b64encode(b"a key of the engine for a test..").decode()
OTHER_KEY = base64.b64encode(b"another key of it for a test ...").decode()


@dataclass(frozen=True)
class Response:
    """Status and decoded body."""

    status: int
    body: dict[str, Any]


@dataclass
class EngineProcess:
    """A running engine."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def post(self, path: str, body: object, token: str | None = TOKEN, seconds: float = 30) -> Response:
        """Post JSON, or bytes as they are."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self._ask(urllib.request.Request(self._url(path), data, _headers(token)), seconds)

    def get(self, path: str, token: str | None = TOKEN) -> Response:
        """Get JSON."""
        return self._ask(urllib.request.Request(self._url(path), headers=_headers(token)), 30)

    def turn(self, conversation: str, message_id: str, text: str | None = None, **rest: Any) -> Response:
        """Take a turn."""
        body = {"conversation": conversation, "message_id": message_id, "text": text, **rest}
        return self.post("/engine/turn", body)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def _ask(self, request: urllib.request.Request, seconds: float) -> Response:
        try:
            with urllib.request.urlopen(request, timeout=seconds) as response:
                return Response(response.status, json.load(response))
        except urllib.error.HTTPError as error:
            return Response(error.code, json.load(error))


def _headers(token: str | None) -> dict[str, str]:
    return {"Content-Type": "application/json"} | ({} if token is None else {"Authorization": f"Bearer {token}"})


def new_conversation() -> str:
    """A session that no other test uses."""
    return uuid.uuid4().hex


def free_port() -> int:
    """A port that nothing listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_engine(
    model: Path, action_url: str, folder: Path, database: str = "", settings: Mapping[str, str] | None = None
) -> Iterator[EngineProcess]:
    """An engine that is ready, with a database in `folder` unless an address is given; it ends with the context."""
    port, log = free_port(), folder / f"engine-{uuid.uuid4().hex[:8]}.log"
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "ENGINE_PORT": str(port),
        "ENGINE_TOKEN": TOKEN,
        "ENGINE_KEYS": KEY,
        "ENGINE_DATABASE_URL": database or f"sqlite:///{folder / 'engine.db'}",
        "ENGINE_ACTION_SECONDS": "1",
        "ACTION_URL": action_url,
        "ACTION_TOKEN": action_stub.TOKEN,
        **(settings or {}),
    }
    command = [sys.executable, "-m", "engine.serve", "--model", str(model)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=output, stderr=output
        )
    engine = EngineProcess(port, process, log)
    try:
        _wait_until_ready(engine)
        yield engine
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_until_ready(engine: EngineProcess) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and engine.process.poll() is None:
        try:
            if engine.get("/engine/ready").status == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"the engine did not start:\n{engine.log.read_text()}")
