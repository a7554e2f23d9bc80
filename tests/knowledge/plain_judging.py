"""The plain way of judging a rule, kept as the measure of the fast one: trees walked anew, nothing remembered, nothing left out.

Every look builds a whole frame; what is open is searched for from the top; every open verdict with few open facts is split into cells.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise, product
from math import ceil, floor, prod
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge import FactKind, FactRef, Situation, vocabulary
from knowledge.trees.arithmetic import Pair, is_open
from knowledge.trees.frames import Frame
from knowledge.trees.nodes import (
    MEMBERS,
    ApplicantIs,
    ApplicantNumber,
    Below,
    ByChoice,
    CountOf,
    Either,
    EveryPerson,
    FactNumber,
    InParameterList,
    Node,
    Parameter,
    ParameterFlag,
    SomePerson,
    Summed,
    Told,
    ToldNumber,
    UpTo,
    UpToStaff,
    Where,
    walk,
)
from knowledge.trees.open import live_branches, live_rows

OpenFact = tuple[str | None, str]
Interval = tuple[float, float]
Truths = npt.NDArray[np.bool_]
FrameWith = Callable[[Mapping[OpenFact, Pair]], Frame]
MOST_COMBINATIONS, MOST_PIECES_OF_A_COUNT, MOST_FACTS_TO_SPLIT = 4096, 32, 8
COUNTED = frozenset({FactKind.FLAG, FactKind.CHOICE, FactKind.COUNT, FactKind.GRADE})
SWITCH = (0.0, 1.0)


@dataclass
class Plainly:
    """One situation on one day, judged for its household and for each of its persons."""

    situation: Situation
    parameters: Mapping[str, Any]
    day: date
    record: bool

    def judged(self, rule: Node, key: str | None) -> tuple[Any, ...]:
        """Whether a rule holds, and if that is not known: the facts, the parameters and the reasons of staff that it depends on."""
        frame = self._bearer(self._frame(self.parameters, {}), key)
        pair = frame.value(rule)
        if not is_open(pair):
            return bool(pair[0]), (), (), ()
        first = still_open(rule, frame)
        looks = [self._again(rule, key, parameters) for parameters in self._readings(first)]
        verdicts = {verdict for verdict, _ in looks}
        if None not in verdicts and len(verdicts) == 1:
            return verdicts.pop(), (), (), ()
        missing = dict.fromkeys(ref for _, refs in looks for ref in refs)
        return None, tuple(missing), tuple(first.parameters), tuple(first.reasons_zh)

    def _readings(self, found: "StillOpen") -> Iterator[Mapping[str, Any]]:
        switches = [name for name in found.parameters if self.parameters[name].interval == SWITCH]
        for sides in product(SWITCH, repeat=len(switches)):
            read = zip(switches, sides, strict=True)
            settled = {name: replace(self.parameters[name], interval=(side, side)) for name, side in read}
            yield {**self.parameters, **settled}

    def _again(self, rule: Node, key: str | None, parameters: Mapping[str, Any]) -> tuple[bool | None, list[FactRef]]:
        frame = self._bearer(self._frame(parameters, {}), key)
        pair = frame.value(rule)
        if not is_open(pair):
            return bool(pair[0]), []
        refs = {fact: FactRef(fact[1], fact[0]) for fact in still_open(rule, frame).facts}
        if not 0 < len(refs) <= MOST_FACTS_TO_SPLIT:
            return None, list(refs.values())
        known = {fact: self.situation.interval(ref) for fact, ref in refs.items()}
        holds, needed = refine(rule, known, lambda changes: self._frame(parameters, changes), key)
        return holds, [ref for fact, ref in refs.items() if fact in needed]

    def _frame(self, parameters: Mapping[str, Any], changes: Mapping[OpenFact, Pair]) -> Frame:
        named = {FactRef(name, bearer): pair for (bearer, name), pair in changes.items()}
        return self.situation.frame(parameters, self.day, record=self.record, changes=named)

    def _bearer(self, top: Frame, key: str | None) -> Frame:
        return top if key is None else next(one for one in top.persons if one.key == key)


@dataclass
class StillOpen:
    """What is open, in the order of the rule. Dicts keep the order and forget repeats."""

    facts: dict[OpenFact, None] = field(default_factory=dict)
    parameters: dict[str, None] = field(default_factory=dict)
    reasons_zh: dict[str, None] = field(default_factory=dict)
    _seen: set[tuple[int, str | None]] = field(default_factory=set)

    def note(self, node: Node, frame: Frame) -> None:
        """Notes what an undecided part depends on; does nothing for a settled part."""
        frame = _home(node, frame)
        place = (id(node), frame.key)
        if place in self._seen or not is_open(frame.value(node)):
            return
        self._seen.add(place)
        self._note_own(node, frame)
        for part, bearer in _followed(node, frame):
            self.note(part, bearer)

    def _note_own(self, node: Node, frame: Frame) -> None:
        """What the node itself adds; its parts are noted for themselves."""
        match node:
            case FactNumber():
                self.facts[(frame.key, node.name)] = None
            case Parameter() | ParameterFlag():
                self.parameters[node.name] = None
            case InParameterList() if frame.parameter_list(node.name) is None:
                self.parameters[node.name] = None
            case UpToStaff() if frame.value(node.kids[0])[0]:
                self.reasons_zh[node.reason_zh] = None
            case SomePerson(roster=roster) | EveryPerson(roster=roster) if roster == MEMBERS:
                if is_open(frame.unlisted(MEMBERS)):
                    self.facts[(None, "member_count")] = None
            case CountOf() if is_open(frame.unlisted(MEMBERS)):
                self.facts[(None, "member_count")] = None
            case _:
                pass


def _followed(node: Node, frame: Frame) -> list[tuple[Node, Frame]]:
    """The parts that an open node may depend on, each with the frame of its bearer."""
    match node:
        case Told() | ToldNumber():
            return [(_way_of_telling(node, frame), frame)]
        case Where() | Either():
            return [(kid, frame) for kid in (node.kids[0], *live_branches(node, frame))]
        case ByChoice():
            return [(kid, frame) for kid in (node.kids[0], *live_rows(node, frame))]
        case SomePerson() | EveryPerson() | Summed() | CountOf():
            each, *rest = node.kids
            return [(each, one) for one in frame.persons] + [(kid, frame) for kid in rest]
        case ApplicantIs() | ApplicantNumber():
            return [(node.kids[0], frame.persons[0])]
        case _:
            return [(kid, frame) for kid in node.kids]


def still_open(node: Node, frame: Frame) -> StillOpen:
    """What the node's value still depends on."""
    found = StillOpen()
    found.note(node, frame)
    return found


def _home(node: Node, frame: Frame) -> Frame:
    while frame.depth > node.depth and frame.parent is not None:
        frame = frame.parent
    return frame


def _way_of_telling(node: Told | ToldNumber, frame: Frame) -> Node:
    """The way that only a missing parameter keeps open, if there is one; else a talk asks in the resident's way.

    A record is completed in its own way, as far as the people in it are all listed.
    """
    resident, record = node.kids
    for way in (resident, record):
        found = still_open(way, frame)
        if found.parameters and not found.facts:
            return way
    return record if frame.record and _answerable(record, frame) else resident


def _answerable(node: Node, frame: Frame) -> bool:
    match node:
        case SomePerson() | EveryPerson() | Summed() | CountOf():
            return not _home(node, frame).unlisted(getattr(node, "roster", MEMBERS))[1]
        case UpTo():
            return False
        case Where():
            return all(_answerable(kid, frame) for kid in live_branches(node, frame))
        case _:
            return all(_answerable(kid, frame) for kid in node.kids)


def refine(
    rule: Node, open_facts: Mapping[OpenFact, Interval], frame_with: FrameWith, person: str | None
) -> tuple[bool | None, frozenset[OpenFact]]:
    """Judges a rule, of the household or of one person, on every combination of pieces of its open facts."""
    pieces = _pieces(rule, open_facts, frame_with)
    split, whole = _within_limit(pieces)
    if not split:
        return None, frozenset(open_facts)
    sizes = [len(pieces[fact]) for fact in split]
    surely, possibly = _judge(rule, {fact: pieces[fact] for fact in split}, frame_with, prod(sizes), person)
    if surely.all():
        return True, frozenset()
    if not possibly.any():
        return False, frozenset()
    if whole or (surely != possibly).any():
        return None, frozenset(open_facts)
    table = surely.reshape(sizes)
    moving = (fact for axis, fact in enumerate(split) if (table.max(axis=axis) != table.min(axis=axis)).any())
    return None, frozenset(moving)


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


def _comparisons(rule: Node) -> Mapping[str, list[Below]]:
    """The comparisons of a rule, by the facts that stand in them."""
    found: dict[str, list[Below]] = {}

    def collect(node: Node) -> None:
        if isinstance(node, Below):
            for name in _facts_in(node):
                found.setdefault(name, []).append(node)

    walk(rule, collect)
    return found


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
