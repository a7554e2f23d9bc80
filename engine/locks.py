"""One message of a conversation at a time.

In one process an asyncio lock; over several, a key in Redis that its holder renews and that dies a few seconds after
the holder does, so that a killed engine blocks nobody for long. Rasa's own locks poll once a second, and its Redis
lock is read and written in two steps between which another process may come.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any, Protocol

from engine.errors import Busy

LIFE_SECONDS = 3.0
"""How long a lock in Redis outlives its holder: whoever waits behind a killed engine waits for less than five seconds."""
RENEWAL_SECONDS = 0.75
WAIT_SECONDS = 15.0
POLL_SECONDS = 0.02


class Locks(Protocol):
    """Who may work on a conversation."""

    def hold(self, conversation: str) -> contextlib.AbstractAsyncContextManager[None]:
        """Keep all others from this conversation for as long as the context lasts.

        Raises:
            Busy: when the lock cannot be had.
        """


class ProcessLocks:
    """Locks of a single process, first come first served."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._users: dict[str, int] = {}

    @contextlib.asynccontextmanager
    async def hold(self, conversation: str) -> AsyncIterator[None]:
        """See `Locks.hold`; each turn before this one is bounded in time, so the wait is too."""
        lock = self._locks.setdefault(conversation, asyncio.Lock())
        self._users[conversation] = self._users.get(conversation, 0) + 1
        try:
            async with lock:
                yield
        finally:
            self._leave(conversation)

    def _leave(self, conversation: str) -> None:
        self._users[conversation] -= 1
        if not self._users[conversation]:
            del self._users[conversation], self._locks[conversation]


class RedisLocks:
    """Locks shared by several engines."""

    def __init__(self, url: str) -> None:
        import redis.asyncio

        self._redis = redis.asyncio.from_url(url, socket_timeout=5)

    @contextlib.asynccontextmanager
    async def hold(self, conversation: str) -> AsyncIterator[None]:
        """See `Locks.hold`."""
        lock = await self._taken(conversation)
        renewal = asyncio.create_task(_renew(lock))
        try:
            yield
        finally:
            renewal.cancel()
            await _given_back(lock)

    async def _taken(self, conversation: str) -> Any:
        from redis.exceptions import RedisError

        name = f"engine:conversation:{conversation}"
        lock = self._redis.lock(name, timeout=LIFE_SECONDS, sleep=POLL_SECONDS, blocking_timeout=WAIT_SECONDS)
        try:
            if await lock.acquire():
                return lock
        except RedisError as error:
            raise Busy(conversation, f"Redis did not answer ({type(error).__name__})") from error
        raise Busy(conversation, f"another message held it for {WAIT_SECONDS:g} s")


async def _renew(lock: Any) -> None:
    """Keep the lock alive while its holder is. One that is lost stays lost: the store's unique rows still guard."""
    from redis.exceptions import RedisError

    with contextlib.suppress(RedisError):
        while True:
            await asyncio.sleep(RENEWAL_SECONDS)
            await lock.reacquire()


async def _given_back(lock: Any) -> None:
    from redis.exceptions import RedisError

    with contextlib.suppress(RedisError):  # it dies by itself
        await lock.release()


def locks_for(redis_url: str | None) -> Locks:
    """Shared locks when there is a Redis to share them through."""
    return RedisLocks(redis_url) if redis_url else ProcessLocks()
