"""Not too much from one address in too short a time: passwords cannot be hammered, cards cannot be guessed."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from math import ceil

from backoffice.console.errors import TooMany


@dataclass(frozen=True)
class Allowance:
    """So many at once, and then so many a minute."""

    at_once: int
    a_minute: float


@dataclass(frozen=True)
class Patience:
    """What one address may ask for; a whole office may share one."""

    sign_in: Allowance = Allowance(20, 20)
    commands: Allowance = Allowance(120, 240)
    cards: Allowance = Allowance(60, 60)


PATIENCE = Patience()


class Pace:
    """Counts in memory, for this process; the longest idle are forgotten first."""

    def __init__(
        self, allowance: Allowance, *, now: Callable[[], float] = time.monotonic, remembered: int = 10_000
    ) -> None:
        self._allowance, self._now, self._remembered = allowance, now, remembered
        self._lock = threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def spend(self, address: str) -> None:
        """Count one.

        Raises:
            TooMany: with the seconds to wait.
        """
        who, a_second = _household(address), self._allowance.a_minute / 60
        with self._lock:
            now = self._now()
            left, since = self._left.pop(who, (float(self._allowance.at_once), now))
            left = min(self._allowance.at_once, left + (now - since) * a_second)
            self._left[who] = (left - 1 if left >= 1 else left, now)
            if len(self._left) > self._remembered:
                self._left.popitem(last=False)
        if left < 1:
            raise TooMany(ceil((1 - left) / a_second))


def _household(address: str) -> str:
    """For IPv6 its /64, which is one household."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return parsed.exploded[:19] if isinstance(parsed, IPv6Address) else address
