"""An action endpoint over real HTTP that does as a test tells it and remembers what it was asked."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "action-token-for-tests"


@dataclass(frozen=True)
class Call:
    """One request for a step."""

    step: str
    message: dict[str, Any]
    body: dict[str, Any]
    size: int
    authorization: str
    began: float
    ended: float


@dataclass(frozen=True)
class Behaviour:
    """What the endpoint answers: after `seconds`, with a status and a body, or by closing the connection."""

    status: int = 200
    body: bytes = b""
    seconds: float = 0.0
    drop: bool = False


def said(*responses: dict[str, Any]) -> Behaviour:
    """The answer of a step that went well."""
    return Behaviour(body=json.dumps({"events": [], "responses": list(responses)}).encode())


@dataclass
class ActionStub:
    """The endpoint: `calls` so far, and `behaviour`, which may be changed at any time."""

    calls: list[Call] = field(default_factory=list)
    behaviour: Callable[[str], Behaviour] = lambda step: said({"custom": {"said_by": step}})
    port: int = 0

    @property
    def url(self) -> str:
        """Where the engine finds it."""
        return f"http://127.0.0.1:{self.port}/actions"

    def calls_for(self, message_id: str) -> list[Call]:
        """The calls that one message led to."""
        return [call for call in self.calls if call.message["message_id"] == message_id]

    @contextmanager
    def behaving(self, behaviour: Behaviour) -> Iterator[None]:
        """Answer every step so, for a while."""
        before, self.behaviour = self.behaviour, lambda _: behaviour
        try:
            yield
        finally:
            self.behaviour = before

    @contextmanager
    def running(self) -> Iterator["ActionStub"]:
        """Listen on a free port."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        server.daemon_threads = True
        self.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                body = json.loads(raw)
                behaviour, began = stub.behaviour(body["next_action"]), time.monotonic()
                time.sleep(behaviour.seconds)
                message = body["tracker"]["latest_message"]
                header = self.headers.get("Authorization", "")
                call = Call(body["next_action"], message, body, len(raw), header, began, time.monotonic())
                stub.calls.append(call)
                if behaviour.drop:
                    self.close_connection = True
                    return
                self.send_response(behaviour.status)
                self.send_header("Content-Length", str(len(behaviour.body)))
                self.send_header("Location", stub.url)
                self.end_headers()
                self.wfile.write(behaviour.body)

            def log_message(self, *_: object) -> None:
                """Stay silent."""

        return Handler
