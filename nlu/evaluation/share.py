"""A share of counted things, with the bounds that so few of them allow."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

Z_95 = 1.959964
"""The normal distribution's 97.5 % point: two-sided bounds of 95 %."""


@dataclass(frozen=True)
class Share:
    """`hits` of `of`; a share of nothing has no value and bounds that say nothing."""

    hits: int
    of: int

    @classmethod
    def counted(cls, outcomes: Iterable[bool]) -> "Share":
        """How many of the outcomes are true."""
        seen = list(outcomes)
        return cls(sum(seen), len(seen))

    @property
    def value(self) -> "float | None":
        """From 0 to 1."""
        return self.hits / self.of if self.of else None

    @property
    def bounds(self) -> tuple[float, float]:
        """Wilson's score interval, 95 %."""
        if not self.of:
            return 0.0, 1.0
        share, spread = self.hits / self.of, Z_95**2 / self.of
        middle = share + spread / 2
        half = sqrt(share * (1 - share) * spread + (spread / 2) ** 2)
        low, high = (middle - half) / (1 + spread), (middle + half) / (1 + spread)
        return max(0.0, low), min(1.0, high)

    def as_json(self) -> "dict[str, float | int | None]":
        """For results.json."""
        low, high = self.bounds
        value = None if self.value is None else round(self.value, 4)
        return {"value": value, "low": round(low, 4), "high": round(high, 4), "hits": self.hits, "of": self.of}

    def __str__(self) -> str:
        if self.value is None:
            return "–"
        low, high = self.bounds
        return f"{self.value:.3f} ({low:.3f}–{high:.3f}; {self.hits}/{self.of})"
