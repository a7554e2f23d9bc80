"""Whether our own engine is away: another process, whose engine answers, may then take what needs one."""

import time
from collections.abc import Callable

#: Seconds for which an engine that did not answer is left alone, unless it says before that it is ready.
REST = 3.0


class EngineWatch:
    """Remembers that the engine did not answer a moment ago; any number of threads may ask.

    Without it a process whose engine died would take the same messages again and again, and fail, while the process
    beside it could have answered them. Nobody waits for longer than `rest`: then this process tries by itself.

    Args:
        ready: whether the engine says that it takes turns.
        now: seconds of a clock that only goes forwards.
    """

    def __init__(
        self, ready: Callable[[], bool], *, rest: float = REST, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._ready, self._rest, self._now = ready, rest, now
        self._rests_until = now()

    def lost(self) -> None:
        """The engine did not answer."""
        self._rests_until = self._now() + self._rest

    def is_away(self) -> bool:
        """Whether to leave to others what needs an engine."""
        if self._now() >= self._rests_until:
            return False
        if self._ready():
            self._rests_until = self._now()
        return self._now() < self._rests_until
