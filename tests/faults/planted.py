"""The assistant with faults planted at its crash boundaries, started by the harness as a process of its own.

`FAULTS` is a JSON list of `{"at": boundary, "hit": n, "do": "die" | "kill_engine" | "tell"}`. Each happens once in a
state folder, also when the process is started again: a mark is left there first.
"""

import json
import os
import signal
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from service.commands.serve import serve_until_stopped
from service.preparing import prepare
from service.serving import choose_addresses
from service.settings import Settings


@dataclass(frozen=True)
class Fault:
    """What happens at the n-th time a boundary is reached."""

    at: str
    hit: int
    do: str

    @property
    def mark(self) -> str:
        """Name of the file that says that it has happened."""
        return f"fault-{self.at}-{self.hit}-{self.do}"


class Planted:
    """Counts boundaries and makes the planted faults happen."""

    def __init__(self, faults: Sequence[Fault], folder: Path, harness: str) -> None:
        self._faults, self._folder, self._harness = faults, folder, harness
        self._reached: Counter[str] = Counter()
        self._lock = threading.Lock()

    def reach(self, boundary: str) -> None:
        """Called by the assistant at each boundary."""
        with self._lock:
            self._reached[boundary] += 1
            hit = self._reached[boundary]
        for fault in self._faults:
            if fault.at == boundary and fault.hit == hit and self._first_time(fault):
                self._happen(fault)

    def _first_time(self, fault: Fault) -> bool:
        try:
            (self._folder / fault.mark).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    def _happen(self, fault: Fault) -> None:
        if fault.do == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        elif fault.do == "kill_engine":
            os.kill(int((self._folder / "engine.pid").read_text()), signal.SIGKILL)
        elif fault.do == "tell":
            httpx.post(f"{self._harness}/boundary", json={"at": fault.at, "hit": fault.hit}, timeout=20)


def main(_arguments: Sequence[str]) -> int:
    """Prepare and serve with the planted faults."""
    settings = Settings()
    faults = [Fault(**fault) for fault in json.loads(os.environ.get("FAULTS", "[]"))]
    planted = Planted(faults, settings.state(), os.environ.get("FAULT_HARNESS", ""))
    prepare(settings)
    serve_until_stopped(settings, choose_addresses(settings), at_boundary=planted.reach)
    return 0
