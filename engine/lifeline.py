"""Ends the engine when the program that started it is gone, however that ended.

The starter keeps the other end of our standard input open and never writes to it: end of file means that it died.
Only used when it says so (`ENGINE_ENDS_WITH_STDIN=1`), because a terminal or a service manager may close it at once.
"""

import os
import signal
import sys
import threading
from typing import BinaryIO


def hold_on_to(stdin: "BinaryIO") -> threading.Thread:
    """Watch `stdin` from a thread and send ourselves SIGTERM when it ends."""

    def wait_for_the_end() -> None:
        while stdin.read(1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=wait_for_the_end, name="lifeline", daemon=True)
    thread.start()
    return thread


def hold_on_if_told(environment: "os._Environ[str]") -> None:
    """Start the watch when the environment asks for it."""
    if environment.get("ENGINE_ENDS_WITH_STDIN") == "1":
        hold_on_to(sys.stdin.buffer)
