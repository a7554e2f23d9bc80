"""Whether something dangerous is in a file: asked of a scanner, where the deployment has one.

ClamAV's daemon is spoken to over TCP (INSTREAM, clamd(8)). A scanner that does not answer has not said that a file is
clean: the file is tried again later.
"""

import socket
from typing import Protocol
from urllib.parse import urlsplit

from channels.errors import ScannerSilent


class Scanner(Protocol):
    """Looks through a file."""

    def is_clean(self, content: bytes) -> bool:
        """False when something dangerous was found.

        Raises:
            ScannerSilent: it did not say.
        """
        ...


class NoScanner:
    """The deployment has none."""

    def is_clean(self, content: bytes) -> bool:
        """Nobody looked."""
        return True


_CHUNK = 64 * 1024


class Clamd:
    """ClamAV's daemon at an address, `clamd://127.0.0.1:3310`."""

    def __init__(self, address: str, *, timeout: float = 20.0) -> None:
        parts = urlsplit(address)
        self._address, self._timeout = (parts.hostname or "127.0.0.1", parts.port or 3310), timeout

    def is_clean(self, content: bytes) -> bool:
        """See `Scanner`."""
        try:
            with socket.create_connection(self._address, self._timeout) as line:
                line.sendall(b"zINSTREAM\0")
                for at in range(0, len(content), _CHUNK):
                    chunk = content[at : at + _CHUNK]
                    line.sendall(len(chunk).to_bytes(4, "big") + chunk)
                line.sendall(bytes(4))
                said = _until_nul(line)
        except OSError as fault:
            raise ScannerSilent(f"The scanner cannot be reached ({type(fault).__name__}).") from fault
        if said.endswith(b"OK"):
            return True
        if said.endswith(b"FOUND"):
            return False
        raise ScannerSilent("The scanner gave no verdict.")


def _until_nul(line: socket.socket) -> bytes:
    said = b""
    while not said.endswith(b"\0") and len(said) < 4096:
        more = line.recv(4096)
        if not more:
            break
        said += more
    return said.rstrip(b"\0")


def scanner_at(address: str) -> Scanner:
    """The scanner of a deployment; none for an empty address."""
    return Clamd(address) if address else NoScanner()
