"""A frozen file in two halves: one to learn from where rules fail, the other only ever counted.

A row belongs to its half by a keyed hash of its text alone: it stays there whatever is added, moved or sorted, and two
rows that read the same never stand on both sides.
"""

from hashlib import blake2b
from typing import Literal

from nlu.normalise import normalise

Half = Literal["tuning", "judging"]

_KEY = b"safety and answers, 2026-11-30"


def half_of(text: str) -> Half:
    """The half of the row with this text, compared after normalising and without regard to case."""
    digest = blake2b(normalise(text).text.casefold().encode(), key=_KEY, digest_size=8).digest()
    return "judging" if digest[-1] % 2 else "tuning"
