"""Ports on this machine."""

import socket


def free_port(host: str) -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def is_free(host: str, port: int) -> bool:
    """Whether that port can be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def first_free(host: str, port: int, tries: int = 20) -> int | None:
    """The first free port from `port` on, or None when none of the next `tries` is."""
    return next((candidate for candidate in range(port, port + tries) if is_free(host, candidate)), None)
