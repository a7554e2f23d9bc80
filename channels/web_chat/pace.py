"""Not too much from one address in too short a time.

Generous, because a whole village may share one address; it only keeps a runaway script from filling the disk.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from math import ceil

from channels.errors import TooMany


@dataclass(frozen=True)
class Rate:
    """So many at once, and then so many a second."""

    burst: int
    per_second: float


PER_ADDRESS = Rate(burst=120, per_second=5.0)
PER_VISITOR = Rate(burst=15, per_second=0.7)


class Pace:
    """Counts in memory, for this process; the longest idle are forgotten first."""

    def __init__(self, rate: Rate, *, now: Callable[[], float] = time.monotonic, remembered: int = 20_000) -> None:
        self._rate, self._now, self._remembered = rate, now, remembered
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def spend(self, who: str) -> None:
        """Count one.

        Raises:
            TooMany: with the seconds to wait.
        """
        with self._lock:
            now = self._now()
            left, since = self._buckets.pop(who, (float(self._rate.burst), now))
            left = min(self._rate.burst, left + (now - since) * self._rate.per_second)
            self._buckets[who] = (left - 1 if left >= 1 else left, now)
            if len(self._buckets) > self._remembered:
                self._buckets.popitem(last=False)
        if left < 1:
            raise TooMany(retry_after=ceil((1 - left) / self._rate.per_second))


def neighbourhood(address: str) -> str:
    """The address that is counted: for IPv6 its /64, which is one household or one mast."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return parsed.exploded[:19] if isinstance(parsed, IPv6Address) else address
