"""Wakes the open pages of this process when something in their conversation changed.

A bell only shortens a wait: pages ask the database now and then anyway, so that a change made by another process
reaches them a little later, never not at all.
"""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Bell:
    """One for the process; rung from any thread, heard in the event loop."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ears: defaultdict[str, set[Ear]] = defaultdict(set)
        self.closed = False

    def ring(self, conversation_id: str) -> None:
        """Something that the resident can see has changed."""
        with self._lock:
            ears = list(self._ears.get(conversation_id, ()))
        for ear in ears:
            ear.wake()

    @contextmanager
    def listen(self, conversation_id: str) -> Iterator["Ear"]:
        """Hear every ring from now on, also one between two waits."""
        ear = Ear(asyncio.get_running_loop())
        with self._lock:
            self._ears[conversation_id].add(ear)
        if self.closed:
            ear.wake()
        try:
            yield ear
        finally:
            self._forget(conversation_id, ear)

    def close(self) -> None:
        """At shutdown: everyone who waits goes on, and `closed` tells them to end."""
        with self._lock:
            self.closed = True
            ears = [ear for listening in self._ears.values() for ear in listening]
        for ear in ears:
            ear.wake()

    def _forget(self, conversation_id: str, ear: "Ear") -> None:
        with self._lock:
            listening = self._ears[conversation_id]
            listening.discard(ear)
            if not listening:
                del self._ears[conversation_id]


class Ear:
    """One who listens, in its own event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._rung = asyncio.Event()

    def wake(self) -> None:
        """May be called from any thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._rung.set)

    async def wait(self, timeout: float) -> None:
        """Return at a ring since the last wait, or after `timeout` seconds."""
        try:
            async with asyncio.timeout(timeout):
                await self._rung.wait()
        except TimeoutError:
            pass
        self._rung.clear()
