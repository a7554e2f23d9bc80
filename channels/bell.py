"""Wakes the open pages of this process when something in their conversation changed.

A bell only shortens a wait: pages ask the database now and then anyway, so that a change made by another process
reaches them a little later, never not at all.
"""

import asyncio
import threading
from collections import defaultdict


class Bell:
    """One for the process; rung from any thread, waited for in the event loop."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: defaultdict[str, set[_Waiter]] = defaultdict(set)
        self.closed = False

    def ring(self, conversation_id: str) -> None:
        """Something that the resident can see has changed."""
        with self._lock:
            waiting = list(self._waiting.get(conversation_id, ()))
        for waiter in waiting:
            waiter.wake()

    async def wait(self, conversation_id: str, timeout: float) -> None:
        """Return at the next ring, or after `timeout` seconds, or at once when the bell is closed."""
        waiter = _Waiter(asyncio.get_running_loop())
        with self._lock:
            if self.closed:
                return
            self._waiting[conversation_id].add(waiter)
        try:
            async with asyncio.timeout(timeout):
                await waiter.event.wait()
        except TimeoutError:
            pass
        finally:
            self._forget(conversation_id, waiter)

    def close(self) -> None:
        """At shutdown: everyone who waits returns, and nobody waits again."""
        with self._lock:
            self.closed = True
            waiting = [waiter for waiters in self._waiting.values() for waiter in waiters]
        for waiter in waiting:
            waiter.wake()

    def _forget(self, conversation_id: str, waiter: "_Waiter") -> None:
        with self._lock:
            waiters = self._waiting[conversation_id]
            waiters.discard(waiter)
            if not waiters:
                del self._waiting[conversation_id]


class _Waiter:
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.event = asyncio.Event()

    def wake(self) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.event.set)
