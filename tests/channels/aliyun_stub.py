"""Alibaba Cloud's SMS service on loopback: checks signatures, takes approved texts, lists a day, pushes batches, fails on demand.

Made from its public documentation. Numbers in tests are synthetic.
"""

import json
import threading
import time
import uuid
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from string import Template
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import parse_qsl

import httpx

from channels.aliyun_sms import sign
from storage.clock import CHINA

Fault = Literal["refuse", "lose_before", "lose_after", "garbage_after", "half_after", "empty_after", "error"]
KEY_ID, SECRET, PUSH_SECRET, SIGNATURE = "stub-key", "stub-secret", "stub-push-secret", "示例县"


@dataclass(frozen=True)
class Sent:
    """A message that the service took."""

    phone: str
    text: str
    template: str
    out_id: str
    biz_id: str
    taken_at: float = field(default_factory=time.time)


@dataclass
class AliyunStub:
    """`with AliyunStub(templates) as stub:`; point `AliyunSettings.api_base` at `stub.url`.

    Attributes:
        templates: approved texts by code; another code is refused.
        sent: what was taken, in order.
        actions: what was asked for, in order.
    """

    templates: dict[str, str] = field(default_factory=lambda: {"SMS_1": "${text}"})
    sent: list[Sent] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._faults: deque[tuple[Fault, Any]] = deque()
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

    # ---- what goes wrong with the next calls, in order

    def refuse_next(self, code: str) -> None:
        """Answer with a code and do nothing."""
        self._faults.append(("refuse", code))

    def lose_next(self, *, taken: bool) -> None:
        """Close the connection without an answer, before or after doing what was asked."""
        self._faults.append(("lose_after" if taken else "lose_before", None))

    def answer_next(self, how: Literal["garbage_after", "half_after", "empty_after", "error"]) -> None:
        """Do it (or not, for an `error`), and answer with something that is no answer."""
        self._faults.append((how, None))

    def fault(self) -> tuple[Fault | None, Any]:
        return self._faults.popleft() if self._faults else (None, None)

    # ---- what the service does

    def do(self, asked: dict[str, str]) -> dict[str, Any]:
        self.actions.append(asked["Action"])
        signature = asked.pop("Signature")
        if signature != sign("POST", asked, SECRET):
            return {"Code": "SignatureDoesNotMatch", "Message": "no"}
        return self._send(asked) if asked["Action"] == "SendSms" else self._list(asked)

    def _send(self, asked: dict[str, str]) -> dict[str, Any]:
        if asked["SignName"] != SIGNATURE:
            return {"Code": "isv.SMS_SIGNATURE_ILLEGAL", "Message": "no"}
        if asked["TemplateCode"] not in self.templates:
            return {"Code": "isv.SMS_TEMPLATE_ILLEGAL", "Message": "no"}
        text = Template(self.templates[asked["TemplateCode"]]).substitute(json.loads(asked["TemplateParam"]))
        sent = Sent(asked["PhoneNumbers"], text, asked["TemplateCode"], asked["OutId"], uuid.uuid4().hex)
        self.sent.append(sent)
        return {"Code": "OK", "Message": "OK", "BizId": sent.biz_id, "RequestId": "r"}

    def _list(self, asked: dict[str, str]) -> dict[str, Any]:
        page, size = int(asked["CurrentPage"]), int(asked["PageSize"])
        mine = [
            {"PhoneNum": sent.phone, "OutId": sent.out_id, "TemplateCode": sent.template, "SendStatus": 1}
            for sent in self.sent
            if sent.phone == asked["PhoneNumber"]
            and datetime.fromtimestamp(sent.taken_at, CHINA).strftime("%Y%m%d") == asked["SendDate"]
        ]
        listed = mine[(page - 1) * size : page * size]
        return {"Code": "OK", "TotalCount": len(mine), "SmsSendDetailDTOs": {"SmsSendDetailDTO": listed}}

    def push(self, url: str, batch: list[dict[str, Any]], tries: int = 4) -> list[int]:
        """Push a batch until it is answered with 200, as often as the service would; the answers' statuses."""
        statuses: list[int] = []
        while len(statuses) < tries and 200 not in statuses:
            statuses.append(httpx.post(url, json=batch, timeout=10, trust_env=False).status_code)
        return statuses


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    stub: AliyunStub

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that gave up in the middle of its request is no fault of ours."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        asked = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode(), keep_blank_values=True))
        kind, detail = self.server.stub.fault()
        if kind == "refuse":
            return self._answer(200, {"Code": detail, "Message": "no", "RequestId": "r"})
        if kind == "error":
            return self._answer(500, "oops")
        if kind == "lose_before":
            return self._hang_up()
        answer = self.server.stub.do(asked)
        if kind == "lose_after":
            return self._hang_up()
        whole = json.dumps(answer, ensure_ascii=False)
        other = {"garbage_after": "<html>oops", "half_after": whole[: len(whole) // 2], "empty_after": "{}"}
        return self._answer(200, other.get(kind or "", whole))

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.close()

    def _answer(self, status: int, body: Any) -> None:
        data = (body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
