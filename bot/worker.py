"""Threads that keep taking turns: woken when a message was stored, looking by themselves now and then."""

import logging
import threading
import time
from collections.abc import Callable

log = logging.getLogger(__name__)


class WorkBell:
    """Wakes one sleeping worker for each ring; rings while all are busy are not lost."""

    def __init__(self) -> None:
        self._rings = threading.Semaphore(0)

    def ring(self) -> None:
        """Something was stored."""
        self._rings.release()

    def wait(self, seconds: float) -> None:
        """Sleep until a ring, or that long."""
        self._rings.acquire(timeout=seconds)


class Crew:
    """Runs `work` (which says whether it found something to do) in several threads until told to stop.

    Args:
        name: of the threads, for logs.
        bell: rung when there may be work; otherwise each thread looks every `look_every` seconds, which also finds
            leases that ran out and messages stored by another process.
    """

    def __init__(
        self, name: str, work: Callable[[], bool], bell: WorkBell, *, hands: int = 4, look_every: float = 0.5
    ) -> None:
        self._work, self._bell, self._look_every = work, bell, look_every
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._keep_working, name=f"{name}-{n}", daemon=True) for n in range(hands)
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self, seconds: float = 10.0) -> None:
        """Finish what is in hand, for at most that long."""
        self._stop.set()
        for _ in self._threads:
            self._bell.ring()
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _keep_working(self) -> None:
        while not self._stop.is_set():
            try:
                if not self._work():
                    self._bell.wait(self._look_every)
            except Exception:
                log.exception("%s: unexpected failure, going on", threading.current_thread().name)
                self._stop.wait(0.5)
