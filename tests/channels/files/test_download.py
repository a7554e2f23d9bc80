"""Downloading from an address that somebody else named: never into our own network, never without end."""

import base64
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from channels.errors import FetchFailed, FileRefused
from channels.files.download import Downloads, NotPublic, Opening, is_public

MOST = 1000
OPENING = Opening("AC1", "secret", frozenset({"api.twilio.com"}))


class Host(ThreadingHTTPServer):
    """A host of files: paths to (status, headers, content)."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[tuple[str, str | None]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Host

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers.get("Authorization")))
        status, headers, content = self.server.files.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture
def host() -> Iterator[Host]:
    with Host() as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()


def downloads(host: Host) -> Downloads:
    """Where the host stands for a carrier simulator, which alone may be private."""
    return Downloads(OPENING, most=MOST, timeout=5.0, simulator=host.url)


def test_a_file_is_fetched_with_the_accounts_credentials(host: Host) -> None:
    host.files["/a"] = (200, {"Content-Type": "image/jpeg"}, b"content")
    assert downloads(host).fetch(f"{host.url}/a") == b"content"
    assert host.asked == [("/a", "Basic " + base64.b64encode(b"AC1:secret").decode())]


def test_a_redirect_is_followed(host: Host) -> None:
    host.files["/a"] = (302, {"Location": "/b"}, b"")
    host.files["/b"] = (200, {}, b"content")
    assert downloads(host).fetch(f"{host.url}/a") == b"content"


def test_redirects_without_end_are_given_up(host: Host) -> None:
    host.files["/a"] = (302, {"Location": "/a"}, b"")
    with pytest.raises(FetchFailed):
        downloads(host).fetch(f"{host.url}/a")
    assert len(host.asked) <= 6


LEADS_AWAY = [
    "http://example.com/a",
    "https://127.0.0.1/a",
    "https://localhost/a",
    "https://10.0.0.1/a",
    "https://169.254.169.254/latest/meta-data/",
    "https://[::1]/a",
    "https://[::ffff:127.0.0.1]/a",
    "https://0.0.0.0/a",
    "https://user:word@example.com/a",
    "ftp://example.com/a",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_",
    "//127.0.0.1/a",
    "",
]


@pytest.mark.parametrize("address", LEADS_AWAY)
def test_an_address_into_our_own_network_is_never_asked(host: Host, address: str) -> None:
    with pytest.raises(FetchFailed):
        Downloads(OPENING, most=MOST, timeout=2.0).fetch(address)


@pytest.mark.parametrize("address", [address for address in LEADS_AWAY if "://" in address])
def test_nor_is_one_that_a_redirect_leads_to(host: Host, address: str) -> None:
    host.files["/a"] = (302, {"Location": address}, b"")
    with pytest.raises(NotPublic):
        downloads(host).fetch(f"{host.url}/a")


def test_a_name_that_leads_to_a_private_address_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one that has a public address beside it: a name may answer differently the second time."""
    both = [(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", ("10.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **more: both)
    with pytest.raises(NotPublic):
        Downloads(OPENING, most=MOST, timeout=2.0).fetch("https://files.example.com/a")


PUBLIC = ["93.184.216.34", "2606:2800:220:1::1"]
PRIVATE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
    "::ffff:10.0.0.1",
    "2002:7f00:1::",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_one(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_none(address: str) -> None:
    assert not is_public(address)


def test_a_file_that_says_it_is_too_large_is_not_read(host: Host) -> None:
    host.files["/a"] = (200, {"Content-Length": str(MOST + 1)}, b"")
    with pytest.raises(FileRefused):
        downloads(host).fetch(f"{host.url}/a")


def test_a_file_that_does_not_say_so_is_cut_off(host: Host) -> None:
    host.files["/a"] = (200, {}, bytes(MOST + 1))
    with pytest.raises(FileRefused):
        downloads(host).fetch(f"{host.url}/a")


WRONG: dict[str, tuple[int, dict[str, str], bytes]] = {
    "not there": (404, {}, b""),
    "not for us": (401, {}, b""),
    "an error inside": (500, {}, b""),
    "a page": (200, {"Content-Type": "text/html"}, b"<html>"),
    "a message of an API": (200, {"Content-Type": "application/json"}, b"{}"),
    "half of it": (200, {"Content-Length": "10"}, b"half"),
}


@pytest.mark.parametrize("answer", WRONG.values(), ids=WRONG)
def test_an_answer_that_is_no_file_is_tried_again(host: Host, answer: tuple[int, dict[str, str], bytes]) -> None:
    host.files["/a"] = answer
    with pytest.raises(FetchFailed):
        downloads(host).fetch(f"{host.url}/a")
