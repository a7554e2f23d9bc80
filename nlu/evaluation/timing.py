"""How long messages take, by their length."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from nlu.evaluation.messages import LabelledMessage
from nlu.evaluation.reading import Reading

BAND = 10
LONGEST_BAND = 100


@dataclass(frozen=True)
class Band:
    """Messages of like length (characters, `longest` None for no end) and their milliseconds."""

    shortest: int
    longest: "int | None"
    messages: int
    median: float
    slowest: float

    def as_json(self) -> "dict[str, object]":
        """For results.json."""
        return {**vars(self), "median": round(self.median, 2), "slowest": round(self.slowest, 2)}


@dataclass(frozen=True)
class Slow:
    """One of the slowest messages, named by its row: never by its words."""

    row: int
    characters: int
    milliseconds: float

    def as_json(self) -> "dict[str, object]":
        """For results.json."""
        return {**vars(self), "milliseconds": round(self.milliseconds, 2)}


@dataclass(frozen=True)
class Timing:
    """Milliseconds from a text to its reading."""

    median: float
    p95: float
    bands: tuple[Band, ...]
    slowest: tuple[Slow, ...]

    def as_json(self) -> "dict[str, object]":
        """For results.json."""
        return {
            "median_ms": round(self.median, 2),
            "p95_ms": round(self.p95, 2),
            "bands": [band.as_json() for band in self.bands],
            "slowest": [slow.as_json() for slow in self.slowest],
        }


def timing(messages: Sequence[LabelledMessage], readings: Sequence[Reading], most: int = 10) -> "Timing | None":
    """How long the messages took; None where they were not timed."""
    timed = [
        Slow(message.row, len(message.text), reading.milliseconds)
        for message, reading in zip(messages, readings, strict=True)
        if reading.milliseconds is not None
    ]
    if not timed:
        return None
    slowest = sorted(timed, key=lambda slow: -slow.milliseconds)
    p95 = slowest[int(len(slowest) * 0.05)].milliseconds
    return Timing(median(slow.milliseconds for slow in timed), p95, _bands(timed), tuple(slowest[:most]))


def _bands(timed: Sequence[Slow]) -> tuple[Band, ...]:
    by_band: dict[int, list[float]] = {}
    for slow in timed:
        by_band.setdefault(_shortest(slow.characters), []).append(slow.milliseconds)
    return tuple(
        Band(shortest, shortest + BAND - 1 if shortest < LONGEST_BAND else None, len(took), median(took), max(took))
        for shortest, took in sorted(by_band.items())
    )


def _shortest(characters: int) -> int:
    return min(characters // BAND * BAND, LONGEST_BAND)
