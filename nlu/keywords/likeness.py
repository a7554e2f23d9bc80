"""How much a message is like those that tell of danger, by the characters that stand together in it.

Signs are exact and few; residents tell danger in words that no list has (钥匙放在窗台上,过了今天就不用操心我了). So a
linear model over groups of one to three characters was taught with lessons (`lessons/`) and with the training messages
of the other acts. It is a table that can be read, `danger_weights.tsv`, made by `python -m nlu.keywords.learning`; to
use it takes no library and no engine.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from math import sqrt
from typing import cast

from nlu.keywords.keyword import DangerKind

LONGEST_GROUP = 3
_MARKS = re.compile(r"[\s,。!?;:、~…\"'“”‘’()\[\]【】<>《》^|*#=_+-]+")
_CLAUSES_TOGETHER = 3
_MOST_CLAUSES = 60
_PLAIN, _OFFSET = "-", "(offset)"


class Likeness:
    """`score`: above 0 rather danger than not, in logits. `kind`: what it is most like."""

    def __init__(self, score: float, nearest: frozenset[str]) -> None:
        self.score, self._nearest = score, nearest

    @property
    def kind(self) -> DangerKind:
        """Most messages are like no danger, and nobody asks of which kind they would be."""
        return _kind_of(self._nearest)


def likeness(literal: str) -> Likeness:
    """Likeness of a normalised message without its ways of speaking.

    The mean of the whole message and of the three clauses in a row that are most like danger: a danger told in passing
    behind a question about money weighs as if it were told alone, but not without regard to what is around it.
    """
    clauses = clauses_of(literal)
    whole = groups_of(" ".join(clauses))
    starts = range(len(clauses) - _CLAUSES_TOGETHER + 1)
    windows = [groups_of(" ".join(clauses[start : start + _CLAUSES_TOGETHER])) for start in starts if len(starts) > 1]
    scores = [_score(window) for window in windows or (whole,)]
    nearest = max(scores)
    of_whole = _score(whole) if windows else nearest
    return Likeness((of_whole + nearest) / 2, windows[scores.index(nearest)] if windows else whole)


def clauses_of(literal: str) -> list[str]:
    """The message cut at every mark and space, in lower case; of a very long one the beginning and the end."""
    clauses = [clause for clause in _MARKS.split(literal.lower()) if clause]
    if len(clauses) > _MOST_CLAUSES:
        clauses = clauses[: _MOST_CLAUSES // 2] + clauses[-_MOST_CLAUSES // 2 :]
    return clauses


def groups_of(line: str) -> frozenset[str]:
    """Every run of one to three characters."""
    return frozenset(
        line[start : start + length]
        for length in range(1, LONGEST_GROUP + 1)
        for start in range(len(line) - length + 1)
    )


def _score(groups: frozenset[str]) -> float:
    weights = _weights()
    known = [weights[group].points for group in groups & weights.keys()]
    return sum(known) / sqrt(max(1, len(groups))) + weights[_OFFSET].points


def _kind_of(groups: frozenset[str]) -> DangerKind:
    votes: Counter[str] = Counter()
    for group in groups:
        weight = _weights().get(group)
        if weight and weight.points > 0 and weight.kind != _PLAIN:
            votes[weight.kind] += weight.points  # type: ignore[assignment]
    return cast(DangerKind, max(votes, key=lambda kind: (votes[kind], kind)) if votes else "medical")


@dataclass(frozen=True)
class _Weight:
    points: float
    kind: str


@lru_cache(maxsize=1)
def _weights() -> dict[str, _Weight]:
    text = resources.files(__package__).joinpath("danger_weights.tsv").read_text(encoding="utf-8")
    return dict(_read(text.split("\n")))


def _read(lines: list[str]) -> Iterator[tuple[str, _Weight]]:
    for line in lines:
        if line and not line.startswith("#\t"):
            group, points, kind = line.split("\t")
            yield group, _Weight(int(points) / 100, kind)
