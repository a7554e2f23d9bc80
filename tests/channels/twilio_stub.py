"""A carrier that speaks Twilio's HTTP on loopback: takes messages, lists them, calls back with receipts, and fails on demand.

Made from Twilio's public documentation. Numbers in tests are synthetic.
"""

import base64
import contextlib
import json
import threading
import time
import uuid
from collections import deque
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Literal, Self
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
from twilio.request_validator import RequestValidator

Fault = Literal["delay", "refuse", "lose_before", "lose_after", "garbage_after", "half_after", "empty_after"]


@dataclass(frozen=True)
class StubMessage:
    """A message that the carrier took."""

    sid: str
    to: str
    from_: str
    body: str
    status_callback: str
    service: str = ""
    taken_at: float = field(default_factory=time.time)


class TwilioStub:
    """`with TwilioStub("token") as stub:`; point `TwilioSettings.api_base` (TWILIO_API_BASE) at `stub.url`.

    Args:
        auth_token: signs callbacks and inbound messages.
        receipts: statuses that are called back for each message taken, in order; none unless given.
        public_url: what the application believes to be its public address; signatures are over it.
        callback_base: where the application really listens, when that differs from `public_url`.
    """

    def __init__(
        self,
        auth_token: str = "stub-token",
        *,
        receipts: tuple[str, ...] = (),
        public_url: str = "https://assistant.example.org",
        callback_base: str | None = None,
    ) -> None:
        self.auth_token = auth_token
        self.sent: list[StubMessage] = []
        self.requests: list[tuple[str, str]] = []
        #: Receipts that were acknowledged, with the message that they are about.
        self.heard: list[tuple[StubMessage, str]] = []
        #: What came by MMS, by path; given to whoever knows the token.
        self.media: dict[str, bytes] = {}
        self.receipts = receipts
        self.public_url = public_url
        self.callback_base = callback_base
        self._faults: deque[tuple[Fault, float | tuple[int, int]]] = deque()
        self._lock = threading.Lock()
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

    # ---- what goes wrong with the next sends, in order

    def refuse_next(self, status: int = 400, code: int = 21211) -> None:
        """Answer with an error and take nothing."""
        self._faults.append(("refuse", (status, code)))

    def delay_next(self, seconds: float) -> None:
        """Take it, and answer late."""
        self._faults.append(("delay", seconds))

    def lose_next(self, *, taken: bool) -> None:
        """Close the connection without an answer, before or after taking the message."""
        self._faults.append(("lose_after" if taken else "lose_before", 0))

    def answer_next(self, how: Literal["garbage_after", "half_after", "empty_after"]) -> None:
        """Take it, and answer with something that is no answer."""
        self._faults.append((how, 0))

    def fault(self) -> tuple[Fault, float | tuple[int, int]] | None:
        with self._lock:
            return self._faults.popleft() if self._faults else None

    # ---- what the carrier does

    def take(self, form: dict[str, str]) -> StubMessage:
        taken = StubMessage(
            sid=f"SM{uuid.uuid4().hex}",
            to=form["To"],
            from_=form.get("From", ""),
            body=form.get("Body", ""),
            status_callback=form.get("StatusCallback", ""),
            service=form.get("MessagingServiceSid", ""),
        )
        with self._lock:
            self.sent.append(taken)
        if self.receipts and taken.status_callback:
            threading.Thread(target=self._report_all, args=(taken,), daemon=True).start()
        return taken

    def _report_all(self, message: StubMessage) -> None:
        """A callback that nobody hears is not repeated, as with the real carrier."""
        for status in self.receipts:
            with contextlib.suppress(httpx.HTTPError):
                self.report(message, status)

    def report(self, message: StubMessage, status: str, error_code: int | None = None) -> int:
        """Call back with a receipt; the HTTP status of the answer."""
        form = {"MessageSid": message.sid, "MessageStatus": status, "To": message.to, "From": message.from_}
        if error_code is not None:
            form["ErrorCode"] = str(error_code)
        answer = self.post(message.status_callback, form).status_code
        if answer < 300:
            self.heard.append((message, status))
        return answer

    def text(
        self, path: str, body: str, *, from_: str = "+8613900000001", to: str = "+85200000000", sid: str = ""
    ) -> int:
        """A resident's message arrives; the HTTP status of the answer."""
        form = {"MessageSid": sid or f"SM{uuid.uuid4().hex}", "From": from_, "To": to, "Body": body, "NumMedia": "0"}
        return self.post(self.public_url + path, form).status_code

    def post(self, url: str, form: dict[str, str]) -> httpx.Response:
        """A signed request to the application."""
        signature = RequestValidator(self.auth_token).compute_signature(url, form)
        really = url.replace(self.public_url, self.callback_base, 1) if self.callback_base else url
        return httpx.post(really, data=form, headers={"X-Twilio-Signature": signature}, timeout=10, trust_env=False)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    stub: TwilioStub

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed in the middle of its request is no fault of the carrier's."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode(), keep_blank_values=True))
        self.server.stub.requests.append(("POST", self.path))
        kind, detail = self.server.stub.fault() or (None, 0.0)
        if kind == "refuse" and isinstance(detail, tuple):
            status, code = detail
            return self._answer(status, json.dumps({"code": code, "message": "refused", "status": status}))
        if kind == "lose_before":
            return self._hang_up()
        resource = json.dumps(_resource(self.server.stub.take(form)))
        if kind == "lose_after":
            return self._hang_up()
        if kind == "delay" and isinstance(detail, float | int):
            time.sleep(detail)
        garbage = {"garbage_after": "<html>oops", "half_after": resource[: len(resource) // 2], "empty_after": "{}"}
        return self._answer(201, garbage.get(kind or "", resource))

    def do_GET(self) -> None:
        self.server.stub.requests.append(("GET", self.path))
        fault = self.server.stub.fault()
        if fault is not None and fault[0] == "refuse":
            return self._answer(503, "busy")
        if self.path in self.server.stub.media:
            return self._give(self.server.stub.media[self.path])
        to = parse_qs(urlsplit(self.path).query).get("To", [""])[0]
        newest_first = [_resource(message) for message in reversed(self.server.stub.sent) if message.to == to]
        page = {"messages": newest_first, "next_page_uri": None, "page": 0, "page_size": 50}
        return self._answer(200, json.dumps(page))

    def _give(self, content: bytes) -> None:
        known = base64.b64encode(f"AC{'0' * 32}:{self.server.stub.auth_token}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {known}":
            return self._answer(401, "{}")
        self.send_response(200)
        self.send_header("Content-Type", "image/jpeg")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        return None

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.close()

    def _answer(self, status: int, body: str) -> None:
        data = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def _resource(message: StubMessage) -> dict[str, object]:
    return {
        "sid": message.sid,
        "account_sid": "AC" + "0" * 32,
        "api_version": "2010-04-01",
        "body": message.body,
        "date_created": formatdate(message.taken_at, usegmt=False),
        "date_sent": None,
        "date_updated": None,
        "direction": "outbound-api",
        "error_code": None,
        "error_message": None,
        "from": message.from_,
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": "1",
        "price": None,
        "price_unit": "USD",
        "status": "queued",
        "subresource_uris": {},
        "to": message.to,
        "uri": f"/2010-04-01/Accounts/AC/Messages/{message.sid}.json",
    }
