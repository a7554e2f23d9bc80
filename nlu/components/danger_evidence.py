"""What the words speak for and what the model reads, weighed together: whether a doubtful message tells of danger."""

from collections.abc import Mapping
from math import log
from typing import Any

DANGER = "danger"
_LEAST = 1e-6

Labelled = Mapping[str, Any]


def together(points: float, probability: float, model_counts: float) -> float:
    """Evidence for danger in logits: the keyword layer's points, and the model's log odds as far as they count."""
    kept = min(max(probability, _LEAST), 1 - _LEAST)
    return points + model_counts * log(kept / (1 - kept))


def settled(
    first: Labelled, alternatives: list[Labelled], evidence: float, enough: float
) -> tuple[Labelled, list[Labelled]]:
    """The reading and its alternatives once danger is settled.

    Danger that the model had not read comes first, and its own reading becomes the first alternative. Danger that is
    taken back yields to the likeliest other reading, with the certainty that this one has: mostly so little that the
    resident is asked.
    """
    others = [other for other in alternatives if other["act"] != DANGER]
    if evidence >= enough and first["act"] != DANGER:
        return {"act": DANGER, "topic": "none", "matter": "none", "confidence": 1.0}, [first, *others]
    if evidence < enough and first["act"] == DANGER and others:
        return others[0], others[1:]
    return first, alternatives
