"""A Bot API on loopback: takes messages, hands out updates, keeps files, and fails on demand.

Made from Telegram's public documentation. Names and ids in tests are synthetic.
"""

import itertools
import json
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import parse_qsl, urlsplit

Fault = Literal["refuse", "lose_before", "lose_after", "garbage_after", "half_after", "empty_after", "delay"]
TOKEN = "4200:stub-token"
SECRET = "stub-secret"


@dataclass(frozen=True)
class Sent:
    """A message that the stub took."""

    chat: int
    text: str
    buttons: tuple[tuple[str, str], ...]
    message_id: int
    at: float = field(default_factory=time.time, compare=False)


@dataclass
class TelegramStub:
    """`with TelegramStub() as stub:`; point `TelegramSettings.api_base` at `stub.url`.

    Attributes:
        sent: what was taken, in order.
        calls: every method that was called, with its parameters.
        waiting: updates that were not yet confirmed.
        files: contents by file id.
        spoilt: (what, when) of answers to a message that did not come as they should.
    """

    sent: list[Sent] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    waiting: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    spoilt: list[tuple[str, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._faults: deque[tuple[Fault, Any]] = deque()
        self._ids = itertools.count(100)
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.stub = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        """Its base address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def methods(self) -> list[str]:
        """The methods that were called, in order."""
        return [method for method, _ in self.calls]

    # ---- what goes wrong with the next calls, in order

    def refuse_next(self, status: int, description: str, **parameters: int) -> None:
        """Answer with an error and do nothing."""
        self._faults.append(("refuse", (status, description, parameters)))

    def lose_next(self, *, taken: bool) -> None:
        """Close the connection without an answer, before or after doing what was asked."""
        self._faults.append(("lose_after" if taken else "lose_before", None))

    def answer_next(self, how: Literal["garbage_after", "half_after", "empty_after"]) -> None:
        """Do it, and answer with something that is no answer."""
        self._faults.append((how, None))

    def delay_next(self, seconds: float) -> None:
        """Do it, and answer late."""
        self._faults.append(("delay", seconds))

    @property
    def faults_left(self) -> int:
        """How many calls will still go wrong."""
        return len(self._faults)

    def fault(self) -> tuple[Fault | None, Any]:
        return self._faults.popleft() if self._faults else (None, None)

    # ---- what the API does

    def result_of(self, method: str, asked: dict[str, Any]) -> Any:
        match method:
            case "sendMessage":
                return self._take(asked)
            case "getUpdates":
                self.waiting = [update for update in self.waiting if update["update_id"] >= int(asked["offset"])]
                return self.waiting
            case "getFile":
                known = asked["file_id"]
                return {
                    "file_id": known,
                    "file_unique_id": known,
                    "file_size": len(self.files[known]),
                    "file_path": f"photos/{known}",
                }
            case _:
                return True

    def _take(self, asked: dict[str, Any]) -> dict[str, Any]:
        rows = json.loads(asked.get("reply_markup", '{"inline_keyboard": []}'))["inline_keyboard"]
        buttons = tuple((button["callback_data"], button["text"]) for row in rows for button in row)
        sent = Sent(int(asked["chat_id"]), asked["text"], buttons, next(self._ids))
        self.sent.append(sent)
        chat = {"id": sent.chat, "type": "private"}
        return {"message_id": sent.message_id, "date": 1_790_000_000, "chat": chat, "text": sent.text}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    stub: TelegramStub

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that gave up in the middle of its request is no fault of ours."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        asked = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode(), keep_blank_values=True))
        stub, method = self.server.stub, urlsplit(self.path).path.rpartition("/")[2]
        if f"/bot{TOKEN}/" not in self.path:
            return self._answer(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
        kind, detail = stub.fault()
        if kind == "refuse":
            status, description, parameters = detail
            refusal = {"ok": False, "error_code": status, "description": description}
            return self._answer(status, {**refusal, **({"parameters": parameters} if parameters else {})})
        if kind == "lose_before":
            return self._hang_up()
        if kind is not None:
            stub.spoilt.append((kind, time.time()))
        stub.calls.append((method, asked))
        answer = {"ok": True, "result": stub.result_of(method, asked)}
        if kind == "lose_after":
            return self._hang_up()
        if kind == "delay":
            time.sleep(detail)
        whole = json.dumps(answer)
        other = {"garbage_after": "<html>oops", "half_after": whole[: len(whole) // 2], "empty_after": "{}"}
        return self._answer(200, other.get(kind or "", whole))

    def do_GET(self) -> None:
        content = self.server.stub.files.get(urlsplit(self.path).path.rpartition("/")[2])
        if content is None:
            return self._answer(404, {"ok": False, "error_code": 404, "description": "Not Found"})
        return self._answer(200, content)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.close()

    def _answer(self, status: int, body: Any) -> None:
        data = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
