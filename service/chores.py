"""What must happen without anyone asking: idle claims go back to the queue, what is past its time is erased."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Chore:
    """Something done every `every` seconds."""

    name: str
    every: float
    do: Callable[[], object]


class Chores:
    """Does chores in one thread; one that fails is tried again at its next time."""

    def __init__(self, chores: Sequence[Chore]) -> None:
        self._chores = chores
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="chores", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the chore in hand."""
        self._stop.set()
        self._thread.join(5)

    def _run(self) -> None:
        left = {chore.name: chore.every for chore in self._chores}
        while not self._stop.wait(1.0):
            for chore in self._chores:
                left[chore.name] -= 1.0
                if left[chore.name] <= 0:
                    left[chore.name] = chore.every
                    self._do(chore)

    def _do(self, chore: Chore) -> None:
        try:
            chore.do()
        except Exception:
            log.exception("chore %s failed; it is tried again in %.0f s", chore.name, chore.every)
