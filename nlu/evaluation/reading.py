"""What the product understood, as `assistant understand` says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nlu.evaluation.messages import Labels

OUT_OF_SCOPE = "out_of_scope"
LIKELIEST = 3
"""So many choices a resident is shown when the assistant is not sure."""


@dataclass(frozen=True)
class Candidate:
    """One way to understand a message."""

    labels: Labels
    confidence: float


@dataclass(frozen=True)
class Reading:
    """The reading of one message.

    Attributes:
        alternatives: other candidates, likeliest first.
        milliseconds: how long it took, from the text to the reading; None where it was not timed.
    """

    best: Candidate
    alternatives: tuple[Candidate, ...] = ()
    milliseconds: "float | None" = None

    @classmethod
    def from_result(cls, result: Mapping[str, Any], milliseconds: "float | None" = None) -> "Reading":
        """One line of `assistant understand`."""
        return cls(_candidate(result), tuple(map(_candidate, result["alternatives"])), milliseconds)

    def likeliest(self, head: str) -> tuple[str, ...]:
        """The three likeliest labels of a head, each once."""
        labels = (candidate.labels.of(head) for candidate in (self.best, *self.alternatives))
        return tuple(dict.fromkeys(labels))[:LIKELIEST]

    @property
    def in_scope(self) -> float:
        """How far the likeliest reading within our tasks is ahead of the one outside, from -1 to 1."""
        within = outside = 0.0
        for candidate in (self.best, *self.alternatives):
            if candidate.labels.act == OUT_OF_SCOPE:
                outside = max(outside, candidate.confidence)
            else:
                within = max(within, candidate.confidence)
        return within - outside


def _candidate(result: Mapping[str, Any]) -> Candidate:
    return Candidate(Labels(result["act"], result["topic"], result["matter"]), float(result["confidence"]))
