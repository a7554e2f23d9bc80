"""Looking once more at an open verdict by splitting what is unknown into cells.

Carrying intervals through a tree is sound but forgets that one fact may stand in two places of the rule. So the few open facts are
cut at the thresholds of the rule, every combination of pieces is judged in one run on arrays, and where all combinations agree the
verdict is settled. Any cut is sound; a limit on the number of combinations only costs completeness.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product
from math import ceil, floor, prod

import numpy as np
import numpy.typing as npt

from knowledge.facts import FactKind, Interval, vocabulary
from knowledge.trees.arithmetic import Pair
from knowledge.trees.frames import Frame
from knowledge.trees.nodes import Below, FactNumber, Node, walk
from knowledge.trees.open import OpenFact

MOST_COMBINATIONS = 4096
MOST_PIECES_OF_A_COUNT = 32
COUNTED = frozenset({FactKind.FLAG, FactKind.CHOICE, FactKind.COUNT, FactKind.GRADE})

Truths = npt.NDArray[np.bool_]
# Builds the frame of the situation with other values, or arrays of values, for some facts.
FrameWith = Callable[[Mapping[OpenFact, Pair]], Frame]


@dataclass(frozen=True)
class Refined:
    """A second look: the verdict where all cells agree (else None), and the facts that it truly depends on."""

    holds: bool | None
    needed: frozenset[OpenFact]


def refine(
    rule: Node, open_facts: Mapping[OpenFact, Interval], frame_with: FrameWith, person: str | None = None
) -> Refined:
    """Judges a rule, of the household or of one person, on every combination of pieces of its open facts."""
    pieces = _pieces(rule, open_facts, frame_with)
    split, whole = _within_limit(pieces)
    if not split:
        return Refined(None, frozenset(open_facts))
    sizes = [len(pieces[fact]) for fact in split]
    surely, possibly = _judge(rule, {fact: pieces[fact] for fact in split}, frame_with, prod(sizes), person)
    if surely.all():
        return Refined(True, frozenset())
    if not possibly.any():
        return Refined(False, frozenset())
    if whole or (surely != possibly).any():
        return Refined(None, frozenset(open_facts))
    table = surely.reshape(sizes)
    moving = (fact for axis, fact in enumerate(split) if (table.max(axis=axis) != table.min(axis=axis)).any())
    return Refined(None, frozenset(moving))


def _within_limit(pieces: Mapping[OpenFact, list[Interval]]) -> tuple[list[OpenFact], bool]:
    """The facts to split, fewest pieces first as far as the limit reaches; and whether some had to stay whole."""
    chosen: list[OpenFact] = []
    size = 1
    for fact in sorted(pieces, key=lambda one: len(pieces[one])):
        size *= len(pieces[fact])
        if size > MOST_COMBINATIONS:
            break
        chosen.append(fact)
    kept = [fact for fact in pieces if fact in chosen]
    return kept, len(kept) < len(pieces)


def _judge(
    rule: Node, pieces: Mapping[OpenFact, list[Interval]], frame_with: FrameWith, rows: int, person: str | None
) -> tuple[Truths, Truths]:
    places = np.indices([len(cut) for cut in pieces.values()]).reshape(len(pieces), -1)
    changes = {
        fact: (np.array([low for low, _ in cut])[place], np.array([high for _, high in cut])[place])
        for (fact, cut), place in zip(pieces.items(), places, strict=True)
    }
    surely, possibly = _bearer(frame_with(changes), person, rule.depth).value(rule)
    return np.broadcast_to(surely, (rows,)), np.broadcast_to(possibly, (rows,))


def _pieces(
    rule: Node, open_facts: Mapping[OpenFact, Interval], frame_with: FrameWith
) -> dict[OpenFact, list[Interval]]:
    counted = {fact: [(n, n) for n in _whole(iv)] for fact, iv in open_facts.items() if _is_counted(fact, iv)}
    comparisons = _comparisons(rule)
    return {
        fact: counted[fact] if fact in counted else _cut(fact, iv, counted, open_facts, comparisons, frame_with)
        for fact, iv in open_facts.items()
    }


def _is_counted(fact: OpenFact, interval: Interval) -> bool:
    return vocabulary()[fact[1]].kind in COUNTED and interval[1] - interval[0] < MOST_PIECES_OF_A_COUNT


def _whole(interval: Interval) -> list[float]:
    return [float(n) for n in range(int(interval[0]), int(interval[1]) + 1)]


@cache
def _comparisons(rule: Node) -> Mapping[str, list[Below]]:
    """The comparisons of a rule, by the facts that stand in them."""
    found: dict[str, list[Below]] = {}

    def collect(node: Node) -> None:
        if isinstance(node, Below):
            for name in _facts_in(node):
                found.setdefault(name, []).append(node)

    walk(rule, collect)
    return found


@cache
def _facts_in(node: Node) -> frozenset[str]:
    names: set[str] = set()

    def collect(part: Node) -> None:
        if isinstance(part, FactNumber):
            names.add(part.name)

    walk(node, collect)
    return frozenset(names)


def _cut(
    fact: OpenFact,
    interval: Interval,
    counted: Mapping[OpenFact, list[Interval]],
    open_facts: Mapping[OpenFact, Interval],
    comparisons: Mapping[str, list[Below]],
    frame_with: FrameWith,
) -> list[Interval]:
    """Cuts the interval of one fact where some comparison turns, while other open facts are at any count or at their lowest."""
    edges: set[float] = set()
    for below in comparisons.get(fact[1], ()):
        related = [other for other in counted if other[1] in _facts_in(below)]
        combinations = list(product(*(counted[other] for other in related)))[:MOST_COMBINATIONS]
        edges |= _turns(below, fact, related, combinations, open_facts, frame_with)
    low, high = interval
    starts = sorted({low, *(edge for edge in edges if low < edge <= high)})
    return [(a, b - 1) for a, b in pairwise(starts)] + [(starts[-1], high)]


def _turns(
    below: Below,
    fact: OpenFact,
    related: list[OpenFact],
    combinations: list[tuple[Interval, ...]],
    open_facts: Mapping[OpenFact, Interval],
    frame_with: FrameWith,
) -> set[float]:
    """Where one comparison turns. Its two sides are straight lines in one fact, so two points give the crossing."""
    fixed = {other: (low, low) for other, (low, _) in open_facts.items()}
    gaps = []
    for probe in (0.0, 1.0):
        changes: dict[OpenFact, Pair] = dict(fixed)
        for place, other in enumerate(related):
            column = np.array([row[place][0] for row in combinations])
            changes[other] = (column, column)
        changes[fact] = (np.full(len(combinations), probe),) * 2
        frame = _bearer(frame_with(changes), fact[0], below.depth)
        left, right = frame.value(below.kids[0]), frame.value(below.kids[1])
        gaps.append(np.broadcast_to(left[0] - right[0], (len(combinations),)))
    return set().union(
        *(_edges(start, slope) for start, slope in zip(gaps[0], gaps[1] - gaps[0], strict=True) if slope)
    )


def _edges(start: float, slope: float) -> set[float]:
    turn = -start / slope
    return {float(ceil(turn)), float(floor(turn)) + 1}


def _bearer(frame: Frame, person: str | None, depth: int) -> Frame:
    """The frame at which a comparison about a person is looked at."""
    if depth == 0 or person is None:
        return frame
    id, _, place = person.partition(".supporters.")
    found = next(one for one in frame.persons if one.key == id)
    return found.persons[int(place)] if depth > 1 and place else found
