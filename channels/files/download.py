"""Downloads from an address that somebody else named, without being led into our own network.

Only https, only to hosts whose every address is public, checked on the very connection that is made (a name may answer
differently the second time); redirects are followed by the same rules, and what opens the first host is shown to no
other.
"""

import base64
import ipaddress
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpcore

from channels.errors import FetchFailed, FileRefused

_MOST_REDIRECTS = 4
#: What a server says instead of a file when something is wrong.
_PAGES = ("text/html", "application/json", "application/xml", "text/xml")


class NotPublic(FetchFailed):
    """Raised when an address leads into a private network, or is none that a provider would give."""


@dataclass(frozen=True)
class Opening:
    """What opens a provider's files: a name and a secret, shown to the hosts of `hosts` alone."""

    name: str
    secret: str
    hosts: frozenset[str]


class Downloads:
    """Fetches files of a bounded size in a bounded time.

    Args:
        most: bytes of one file.
        timeout: seconds for all of it, redirects included.
        simulator: address of a carrier simulator, which may be private and without TLS; for tests and trials.
    """

    def __init__(self, opening: Opening, *, most: int, timeout: float = 60.0, simulator: str | None = None) -> None:
        self._opening, self._most, self.timeout = opening, most, timeout
        self._simulator = _origin(simulator) if simulator else ""

    def fetch(self, url: str) -> bytes:
        """The file at an address.

        Raises:
            FileRefused: it is too large.
            FetchFailed: it could not be had; `NotPublic` where we must not ask.
        """
        ends = time.monotonic() + self.timeout
        for _ in range(_MOST_REDIRECTS + 1):
            self._check(url)
            try:
                answer = self._ask(url, ends)
            except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError) as fault:
                raise FetchFailed(f"A file could not be fetched ({type(fault).__name__}).") from None
            if isinstance(answer, bytes):
                return answer
            url = urljoin(url, answer)
        raise FetchFailed("A file leads from one address to the next without end.")

    def _check(self, url: str) -> None:
        parts = urlsplit(url)
        if _origin(url) != self._simulator and (parts.scheme != "https" or parts.username or not parts.hostname):
            raise NotPublic("A file's address is no plain https address.")

    def _ask(self, url: str, ends: float) -> bytes | str:
        """The file, or where it is instead."""
        private_allowed = _origin(url) == self._simulator
        backend = httpcore.SyncBackend() if private_allowed else _PublicOnly()
        left = max(0.1, ends - time.monotonic())
        limits = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), min(left, 15.0))}
        with (
            httpcore.ConnectionPool(network_backend=backend) as pool,
            pool.stream("GET", url, headers=self._headers(url), extensions=limits) as answer,
        ):
            told = {name.lower(): value.decode("latin-1") for name, value in answer.headers}
            if answer.status in (301, 302, 303, 307, 308) and b"location" in told:
                return told[b"location"]
            kind = told.get(b"content-type", "").partition(";")[0].strip().lower()
            if answer.status != 200 or kind in _PAGES:
                raise FetchFailed(f"The provider answered {answer.status} ({kind}) where a file should be.")
            if _whole_number(told.get(b"content-length", "")) > self._most:
                raise FileRefused("too_large", f"A file has at most {self._most} bytes.")
            return self._whole(answer.iter_stream(), ends)

    def _whole(self, chunks: Iterable[bytes], ends: float) -> bytes:
        content = bytearray()
        for chunk in chunks:
            content += chunk
            if len(content) > self._most:
                raise FileRefused("too_large", f"A file has at most {self._most} bytes.")
            if time.monotonic() > ends:
                raise FetchFailed("A file takes too long.")
        return bytes(content)

    def _headers(self, url: str) -> list[tuple[str, str]]:
        if urlsplit(url).hostname not in self._opening.hosts and _origin(url) != self._simulator:
            return []
        pair = base64.b64encode(f"{self._opening.name}:{self._opening.secret}".encode()).decode()
        return [("Authorization", f"Basic {pair}")]


def _whole_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


class _PublicOnly(httpcore.NetworkBackend):
    """Connects to public addresses: the name is looked up once, and what was checked is what is connected to."""

    def __init__(self) -> None:
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first of the host's addresses, if all of them are public."""
        found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        if not found or not all(is_public(address) for address in found):
            raise NotPublic("A file's address leads into a private network.")
        return self._plain.connect_tcp(found[0], port, timeout, local_address, socket_options)

    def sleep(self, seconds: float) -> None:
        """As the plain one."""
        self._plain.sleep(seconds)


def is_public(address: str) -> bool:
    """Whether anyone on the internet means the same host by it; an IPv4 address in IPv6 clothes counts as itself."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(parsed, "ipv4_mapped", None) or getattr(parsed, "sixtofour", None) or parsed
    return parsed.is_global and inner.is_global and not parsed.is_multicast
