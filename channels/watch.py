"""Sends that may still be under way, timed by this process's own clock, which nobody can set.

A lease ends by the database's clock. When that is set forwards, a send of another process is taken for cut off while it
is on its way: what it carries would be sent a second time, or be withheld and arrive. So a cut-off row is taken up only
by who has seen it under way for as long as a lease lasts.
"""

import threading
import time
from collections.abc import Callable, Iterable

from conversations.outbox import Attempt


class Watch:
    """Remembers since when each attempt has been seen under way.

    Args:
        seconds: how long a send takes at most, its provider's settling included.
        every: seconds between two looks.
        monotonic: this process's clock; tests give their own.
    """

    def __init__(self, seconds: float, *, every: float = 0.4, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._every, self._monotonic = seconds, every, monotonic
        self._since: dict[Attempt, float] = {}
        self._looked = float("-inf")
        self._lock = threading.Lock()

    @property
    def wants_to_look(self) -> bool:
        """Whether it is time to look again."""
        return self._monotonic() - self._looked >= self._every

    def look(self, under_way: Iterable[Attempt]) -> None:
        """What is under way now: what is new is timed from here, what is over is forgotten."""
        with self._lock:
            self._looked = now = self._monotonic()
            self._since = {attempt: self._since.get(attempt, now) for attempt in under_way}

    @property
    def settled(self) -> list[Attempt]:
        """Attempts that cannot still be on their way."""
        now = self._monotonic()
        with self._lock:
            return [attempt for attempt, since in self._since.items() if now - since >= self._seconds]
