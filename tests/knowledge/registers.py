"""Many households as one register: the same facts as arrays, for frames over a register and for OpenFisca."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge import Fact, Scope, Situation, vocabulary
from knowledge.facts import Interval

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Register:
    """Lows and highs by fact, of the households and of their persons, with the household of each person."""

    households: Mapping[str, tuple[Floats, Floats]]
    persons: Mapping[str, tuple[Floats, Floats]]
    home: npt.NDArray[np.intp]
    size: int


def register_of(situations: Sequence[Situation]) -> Register:
    """The situations as a register, in their order. Supporters listed one by one are left out."""
    persons = [person for situation in situations for person in situation.persons]
    home = np.repeat(np.arange(len(situations)), [len(situation.persons) for situation in situations])
    own = [fact for fact in vocabulary().values() if fact.scope is Scope.PERSON]
    shared = [fact for fact in vocabulary().values() if fact.scope in (Scope.HOUSEHOLD, Scope.MATTER)]
    return Register(
        {fact.name: _column(fact, [situation.facts for situation in situations]) for fact in shared},
        {fact.name: _column(fact, [person.facts for person in persons]) for fact in own},
        home,
        len(situations),
    )


def _column(fact: Fact, bearers: Sequence[Mapping[str, Interval]]) -> tuple[Floats, Floats]:
    pairs: list[Any] = [facts.get(fact.name, fact.untold) for facts in bearers]
    return np.array([low for low, _ in pairs]), np.array([high for _, high in pairs])
