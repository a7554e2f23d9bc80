"""Medians and what surrounds them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

RESAMPLES = 2000


@dataclass(frozen=True)
class Spread:
    """Measurements of one thing: the middle, the 95th percentile, how many."""

    median: float
    p95: float
    count: int

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """From at least one value."""
        return cls(median(values), percentile(values, 0.95), len(values))

    def as_json(self) -> dict[str, float | int]:
        """For results.json."""
        return {"median": round(self.median, 2), "p95": round(self.p95, 2), "count": self.count}


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of all values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def median_between(values: Sequence[float], *, seed: int) -> tuple[float, float]:
    """Bounds of the median, 95 %, by drawing the values anew."""
    chance = random.Random(seed)
    drawn = sorted(median(chance.choices(values, k=len(values))) for _ in range(RESAMPLES))
    edge = round(RESAMPLES * 0.025)
    return drawn[edge], drawn[-1 - edge]
