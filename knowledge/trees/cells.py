"""Looking once more at an open verdict by splitting what is unknown into cells.

Carrying intervals through a tree is sound but forgets that one fact may stand in two places of the rule. So the few open facts are
cut at the thresholds of the rule, every combination of pieces is judged in one run on arrays, and where all combinations agree the
verdict is settled. Any cut is sound; a limit on the number of combinations only costs completeness.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product
from math import prod
from typing import Protocol

import numpy as np
import numpy.typing as npt

from knowledge.facts import FactKind, Interval, vocabulary
from knowledge.trees.arithmetic import Pair, is_open
from knowledge.trees.frames import Frame
from knowledge.trees.nodes import Below, FactNumber, Node, Told, ToldNumber, walk
from knowledge.trees.open import OpenFact

MOST_COMBINATIONS = 4096
MOST_PIECES_OF_A_COUNT = 32
MOST_TRIED, MOST_TRIED_OF_ONE = 512, 10
COUNTED = frozenset({FactKind.FLAG, FactKind.CHOICE, FactKind.COUNT, FactKind.GRADE})

Truths = npt.NDArray[np.bool_]


class FrameWith(Protocol):
    """Builds the frame of the situation with other values, or arrays of values, for some facts: `within` what is possible, or any."""

    def __call__(self, changes: Mapping[OpenFact, Pair], *, within: bool = False) -> Frame:
        """The frame of the household."""
        ...


@dataclass(frozen=True)
class Refined:
    """A second look: the verdict where all cells agree (else None), and the facts that it truly depends on."""

    holds: bool | None
    needed: frozenset[OpenFact]


def refine(
    rule: Node, open_facts: Mapping[OpenFact, Interval], frame_with: FrameWith, person: str | None = None
) -> Refined:
    """Judges a rule, of the household or of one person, on every combination of pieces of its open facts."""
    if _all_move(rule, open_facts, frame_with, person):
        return Refined(None, frozenset(open_facts))
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


def _all_move(rule: Node, open_facts: Mapping[OpenFact, Interval], frame_with: FrameWith, person: str | None) -> bool:
    """Whether a few full answers show already that the cells would settle nothing and leave out no fact.

    So it is where one of them leaves the rule open, as then does the cell that it lies in, or where each fact has two that differ in
    it alone and give different verdicts. Answers that contradict what was told in another way show nothing.
    """
    tried = _thinned({fact: _plausible(fact, interval) for fact, interval in open_facts.items()})
    sizes = [len(values) for values in tried.values()]
    frame = _bearer(frame_with(_columns(tried), within=True), person, rule.depth)
    surely, possibly = (np.broadcast_to(side, (prod(sizes),)) for side in frame.value(rule))
    fit = ~_contradicting(rule, frame, prod(sizes))
    if (fit & (surely != possibly)).any():
        return True
    yes, no = (fit & surely).reshape(sizes), (fit & ~surely).reshape(sizes)
    return all((yes.any(axis=axis) & no.any(axis=axis)).any() for axis in range(len(sizes)))


def _plausible(fact: OpenFact, interval: Interval) -> list[Interval]:
    """Answers to try: all of few, else what people typically say."""
    low, high = interval
    if _is_counted(fact, interval) and high - low < MOST_TRIED_OF_ONE:
        return [(n, n) for n in _whole(interval)]
    typical = [n for n in vocabulary()[fact[1]].typical if low < n <= high] or [high]
    return [(n, n) for n in (low, *typical)]


def _thinned(answers: dict[OpenFact, list[Interval]]) -> dict[OpenFact, list[Interval]]:
    """Fewer answers to the facts that have most, until their combinations are not too many."""
    while prod(len(values) for values in answers.values()) > MOST_TRIED:
        longest = max(answers, key=lambda fact: len(answers[fact]))
        del answers[longest][len(answers[longest]) // 2]
    return answers


def _contradicting(rule: Node, frame: Frame, rows: int) -> Truths:
    """Where what is told in two ways does not fit together."""
    found = np.zeros(rows, bool)
    for node in _told_twice(rule):
        for bearer in _bearers(frame, node.depth):
            (low, high), (other_low, other_high) = (bearer.value(kid) for kid in node.kids)
            found |= (high < other_low) | (other_high < low)
    return found


def _bearers(frame: Frame, depth: int) -> list[Frame]:
    """The frames at which a node of a depth is looked at from one frame."""
    return [frame] if depth <= frame.depth else [one for below in frame.persons for one in _bearers(below, depth)]


@cache
def _told_twice(rule: Node) -> tuple[Node, ...]:
    found: list[Node] = []

    def collect(node: Node) -> None:
        if isinstance(node, Told | ToldNumber):
            found.append(node)

    walk(rule, collect)
    return tuple(found)


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
    surely, possibly = _bearer(frame_with(_columns(pieces), within=True), person, rule.depth).value(rule)
    return np.broadcast_to(surely, (rows,)), np.broadcast_to(possibly, (rows,))


def _columns(pieces: Mapping[OpenFact, list[Interval]]) -> dict[OpenFact, Pair]:
    """Every combination of pieces, a row each."""
    places = np.indices([len(cut) for cut in pieces.values()]).reshape(len(pieces), -1)
    columns: dict[OpenFact, Pair] = {}
    for (fact, cut), place in zip(pieces.items(), places, strict=True):
        sides = np.array(cut)[place]
        columns[fact] = sides[:, 0], sides[:, 1]
    return columns


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
        if _settled(below, fact[0], frame_with):
            continue
        related = [other for other in counted if other[1] in _facts_in(below)]
        combinations = list(product(*(counted[other] for other in related)))[:MOST_COMBINATIONS]
        edges |= _turns(below, fact, related, combinations, open_facts, frame_with)
    low, high = interval
    starts = sorted({low, *(edge for edge in edges if low < edge <= high)})
    return [(a, b - 1) for a, b in pairwise(starts)] + [(starts[-1], high)]


def _settled(below: Below, person: str | None, frame_with: FrameWith) -> bool:
    """Whether a comparison turns nowhere within what is possible."""
    frame = _bearer(frame_with({}), person, below.depth)
    return not below.reads & vocabulary().bit_of_tellings and not is_open(frame.value(below))


def _turns(
    below: Below,
    fact: OpenFact,
    related: list[OpenFact],
    combinations: list[tuple[Interval, ...]],
    open_facts: Mapping[OpenFact, Interval],
    frame_with: FrameWith,
) -> set[float]:
    """Where one comparison turns. Its two sides are straight lines in one fact, so two points give the crossing."""
    changes: dict[OpenFact, Pair] = {other: (low, low) for other, (low, _) in open_facts.items()}
    for place, other in enumerate(related):
        column = np.array([row[place][0] for row in combinations] * 2)
        changes[other] = (column, column)
    probes = np.repeat([0.0, 1.0], len(combinations))
    changes[fact] = (probes, probes)
    frame = _bearer(frame_with(changes), fact[0], below.depth)
    left, right = frame.value(below.kids[0]), frame.value(below.kids[1])
    gaps = np.broadcast_to(left[0] - right[0], probes.shape).reshape(2, -1)
    slopes = gaps[1] - gaps[0]
    turns = -gaps[0][slopes != 0] / slopes[slopes != 0]
    return set(np.ceil(turns).tolist()) | set((np.floor(turns) + 1).tolist())


def _bearer(frame: Frame, person: str | None, depth: int) -> Frame:
    """The frame at which a comparison about a person is looked at."""
    if depth == 0 or person is None:
        return frame
    id, _, place = person.partition(".supporters.")
    found = next(one for one in frame.persons if one.key == id)
    return found.persons[int(place)] if depth > 1 and place else found
