"""What is gained by staying silent when unsure: how much is still accepted, and how often that is right."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

from nlu.evaluation.messages import LabelledMessage
from nlu.evaluation.reading import OUT_OF_SCOPE, Reading
from nlu.evaluation.share import Share

THRESHOLDS = tuple(step / 20 for step in range(20))
IN_SCOPE_KEPT = 0.9
"""The share of messages within our tasks that must still be accepted when those outside are turned away."""


@dataclass(frozen=True)
class Accepted:
    """Messages whose act is at least so certain: how many of all, and how many of them are right."""

    threshold: float
    coverage: Share
    right_strict: Share
    right_lenient: Share

    def as_json(self) -> "dict[str, object]":
        """For results.json."""
        shares = ("coverage", "right_strict", "right_lenient")
        return {"threshold": self.threshold, **{name: getattr(self, name).as_json() for name in shares}}


@dataclass(frozen=True)
class OutOfScope:
    """How messages outside our tasks are turned away.

    Attributes:
        recall: of those outside, the ones turned away.
        kept: of those within, the ones accepted.
        boundary: what the lead of the likeliest reading within must be at least; None where the product decides.
    """

    recall: Share
    kept: Share
    boundary: "float | None" = None

    def as_json(self) -> "dict[str, object]":
        """For results.json."""
        boundary = None if self.boundary is None else round(self.boundary, 4)
        return {"recall": self.recall.as_json(), "kept": self.kept.as_json(), "boundary": boundary}


def curve(messages: Sequence[LabelledMessage], readings: Sequence[Reading]) -> tuple[Accepted, ...]:
    """Coverage and accuracy of the act at each threshold."""
    return tuple(_accepted(messages, readings, threshold) for threshold in THRESHOLDS)


def _accepted(messages: Sequence[LabelledMessage], readings: Sequence[Reading], threshold: float) -> Accepted:
    sure = [
        (message, reading.best.labels.act)
        for message, reading in zip(messages, readings, strict=True)
        if reading.best.confidence >= threshold
    ]
    return Accepted(
        threshold,
        coverage=Share(len(sure), len(messages)),
        right_strict=Share.counted(said == message.labels.act for message, said in sure),
        right_lenient=Share.counted(said in message.accepted("act") for message, said in sure),
    )


def out_of_scope_at_coverage(messages: Sequence[LabelledMessage], readings: Sequence[Reading]) -> OutOfScope:
    """Recall of messages outside when the boundary keeps 90 % of those within; found on these messages themselves."""
    within, outside = _leads(messages, readings)
    boundary = sorted(within)[floor(len(within) * (1 - IN_SCOPE_KEPT) + 1e-9)] if within else 0.0
    return OutOfScope(
        recall=Share.counted(lead < boundary for lead in outside),
        kept=Share.counted(lead >= boundary for lead in within),
        boundary=boundary,
    )


def _leads(messages: Sequence[LabelledMessage], readings: Sequence[Reading]) -> tuple[list[float], list[float]]:
    within: list[float] = []
    outside: list[float] = []
    for message, reading in zip(messages, readings, strict=True):
        (outside if message.labels.act == OUT_OF_SCOPE else within).append(reading.in_scope)
    return within, outside


def out_of_scope_as_it_runs(
    messages: Sequence[LabelledMessage], readings: Sequence[Reading], threshold: float
) -> OutOfScope:
    """The same with the product's own rule: turned away when out of scope or less certain than its threshold."""
    away = [
        (message.labels.act == OUT_OF_SCOPE, _turned_away(reading, threshold))
        for message, reading in zip(messages, readings, strict=True)
    ]
    return OutOfScope(
        recall=Share.counted(gone for outside, gone in away if outside),
        kept=Share.counted(not gone for outside, gone in away if not outside),
    )


def _turned_away(reading: Reading, threshold: float) -> bool:
    return reading.best.labels.act == OUT_OF_SCOPE or reading.best.confidence < threshold
