"""Judging one rule for one bearer: does it hold, or what does it still depend on?

First the tree as it is; where that leaves it open, a second look under each reading of a switch that the law has not settled,
with the few open facts split into cells. Where every look agrees the verdict stands.
"""

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from typing import Self

from knowledge.situation import FactRef, Situation
from knowledge.trees.arithmetic import is_open
from knowledge.trees.cells import refine
from knowledge.trees.frames import Frame, Parameters
from knowledge.trees.nodes import Node
from knowledge.trees.once import stands_once
from knowledge.trees.open import OpenFact, StillOpen, still_open

MOST_FACTS_TO_SPLIT = 8
SWITCH = (0.0, 1.0)


@dataclass(frozen=True)
class Judged:
    """What is known of a rule. `missing` and the rest are empty where it is settled."""

    holds: bool | None
    missing: tuple[FactRef, ...] = ()
    missing_parameters: tuple[str, ...] = ()
    staff_decides: tuple[str, ...] = ()

    @classmethod
    def of(cls, rule: Node, frame: Frame, situation: Situation) -> Self:
        """Judges a rule for the household, or for the person, whose frame this is."""
        pair = frame.value(rule)
        if not is_open(pair):
            return cls(bool(pair[0]))
        first = still_open(rule, frame)
        looks = [_Look(rule, frame, situation, reading) for reading in _readings(frame.parameters, first)]
        verdicts = [look.again(first) for look in looks]
        if None not in verdicts and len(set(verdicts)) == 1:
            return cls(verdicts[0])
        missing = dict.fromkeys(ref for look in looks for ref in look.missing)
        return cls(None, tuple(missing), tuple(first.parameters), tuple(first.reasons_zh))


def _readings(parameters: Parameters, found: StillOpen) -> list[Parameters]:
    """The parameters under every reading of the switches that are missing; as they are where none is."""
    switches = [name for name in found.parameters if parameters[name].interval == SWITCH]
    return [
        _read_as(parameters, dict(zip(switches, sides, strict=True))) for sides in product(SWITCH, repeat=len(switches))
    ]


def _read_as(parameters: Parameters, sides: Mapping[str, float]) -> Parameters:
    settled = {name: replace(parameters[name], interval=(side, side)) for name, side in sides.items()}
    return ChainMap(settled, parameters) if settled else parameters  # type: ignore[arg-type]  # only read from


@dataclass
class _Look:
    """A second look at an open rule under one reading of the switches."""

    rule: Node
    frame: Frame
    situation: Situation
    parameters: Parameters
    missing: tuple[FactRef, ...] = field(default=())

    @cached_property
    def top(self) -> Frame:
        """The household under this reading."""
        top = self.frame if self.frame.parent is None else self.frame.parent
        return top if self.parameters is top.parameters else top.read_as(self.parameters)

    def again(self, first: StillOpen) -> bool | None:
        """The verdict under this reading; `missing` is then what it still depends on."""
        found = first
        if self.parameters is not self.frame.parameters:
            frame = self._bearer(self.top)
            pair = frame.value(self.rule)
            if not is_open(pair):
                return bool(pair[0])
            found = still_open(self.rule, frame)
        return self._split({fact: FactRef(fact[1], fact[0]) for fact in found.facts})

    def _split(self, refs: Mapping[OpenFact, FactRef]) -> bool | None:
        self.missing = tuple(refs.values())
        if not 0 < len(refs) <= MOST_FACTS_TO_SPLIT:
            return None
        known = {fact: self.situation.interval(ref) for fact, ref in refs.items()}
        if stands_once(self.rule, self._bearer(self.top), refs):
            return None
        second = refine(self.rule, known, self.top.varied, self.frame.key)
        self.missing = tuple(ref for fact, ref in refs.items() if fact in second.needed)
        return second.holds

    def _bearer(self, top: Frame) -> Frame:
        return top if self.frame.depth == 0 else next(one for one in top.persons if one.key == self.frame.key)
