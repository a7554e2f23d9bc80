"""The assistant with faults planted at its crash boundaries, started by the harness as a process of its own.

The harness arms one fault at a time by writing `armed.json` into the state folder:
`{"at": boundary, "hit": n, "do": "die" | "kill_engine" | "tell"}`. It happens at the n-th time from then on that the
boundary is reached, once: the file is renamed first, so that the process that is started again does not die again.
"""

import json
import os
import signal
import threading
from collections.abc import Sequence
from pathlib import Path

import httpx

from service.commands.serve import serve_until_stopped
from service.preparing import prepare
from service.serving import choose_addresses
from service.settings import Settings
from tests.faults.shifted_clock import ShiftedClock


class Planted:
    """Counts how often the armed boundary is reached and makes the fault happen."""

    def __init__(self, folder: Path, harness: str) -> None:
        self._armed, self._folder, self._harness = folder / "armed.json", folder, harness
        self._reached = 0
        self._lock = threading.Lock()

    def reach(self, boundary: str) -> None:
        """Called by the assistant at each boundary."""
        with self._lock:
            fault = self._due(boundary)
        if fault is not None:
            self._happen(fault["do"], boundary)

    def _due(self, boundary: str) -> dict[str, str] | None:
        if not self._armed.exists():
            return None
        fault = json.loads(self._armed.read_text())
        if fault["at"] != boundary:
            return None
        self._reached += 1
        if self._reached < fault["hit"]:
            return None
        self._reached = 0
        self._armed.rename(self._folder / "happened.json")
        return dict(fault)

    def _happen(self, do: str, boundary: str) -> None:
        if do == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        elif do == "kill_engine":
            os.kill(int((self._folder / "engine.pid").read_text()), signal.SIGKILL)
        elif do == "tell":
            httpx.post(f"{self._harness}/boundary", json={"at": boundary}, timeout=20, trust_env=False)


def main(arguments: Sequence[str]) -> int:
    """Serve with a place for faults; prepare first, unless told that everything is prepared: `serve`."""
    settings = Settings()
    planted = Planted(settings.state(), os.environ.get("FAULT_HARNESS", ""))
    clock = None
    if file := os.environ.get("FAULT_CLOCK"):
        clock = ShiftedClock(Path(file))
        clock.move_sqlite()
    if "serve" not in arguments:
        prepare(settings)
    serve_until_stopped(settings, choose_addresses(settings), at_boundary=planted.reach, clock=clock)
    return 0
