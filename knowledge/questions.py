"""The next question: the fact that is expected to settle the most programmes for the least burden.

No order is written down by hand. Every plausible answer to every missing fact is tried in one run on arrays; a fact scores by the
share of its answers that settle a programme, with a little for every programme that needs it, divided by how hard it is to answer.
Facts that belong together are asked together, sensitive ones late. Identity numbers are no facts and are never asked.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from knowledge.county import County
from knowledge.facts import Fact, Interval, vocabulary
from knowledge.judging import Judged
from knowledge.programmes.programme import Programme, Unit
from knowledge.programmes.rule_book import programmes_on
from knowledge.situation import FactRef, Situation
from knowledge.trees.arithmetic import Pair
from knowledge.trees.frames import Frame
from knowledge.trees.nodes import Truth

# A fact that many programmes need is worth asking early even where no single answer settles one.
WORTH_OF_BEING_NEEDED = 0.05
# Staying with a subject once it is opened reads better than jumping; chosen on synthetic talks, see docs/decisions.
STAYING_WITH_A_SUBJECT = 1.25
SENSITIVE_BURDEN = 2


@dataclass(frozen=True)
class _Goal:
    """One undecided rule of one bearer and the facts it still depends on."""

    rule: Truth
    person: str | None
    missing: tuple[FactRef, ...]


def next_question(
    situation: Situation,
    on: date,
    county: County,
    programmes: Iterable[str] | None = None,
    skip: Collection[str] = (),
    *,
    record: bool = False,
) -> FactRef | None:
    """The fact to ask for next, or None where no further answer can change a verdict of the named programmes.

    `skip` holds the keys of facts that the resident cannot or will not tell. For persons only the applicant is asked about.
    """
    day = county.day(on)
    frame = situation.frame(county.parameters.at(day), day, record=record)
    goals = [goal for one in programmes_on(day, programmes).values() if one for goal in _goals(one, frame, situation)]
    wanted = dict.fromkeys(ref for goal in goals for ref in goal.missing if ref.key not in skip)
    if not wanted:
        return None
    settled = _settled(goals, _answers(wanted, situation), situation, frame, day)
    return max(wanted, key=lambda ref: _score(ref, settled[ref], goals, situation))


def _goals(programme: Programme, frame: Frame, situation: Situation) -> list[_Goal]:
    bearer = frame.persons[0] if programme.unit is Unit.PERSON else frame
    judged = Judged.of(programme.rule, bearer, situation)
    return [_Goal(programme.rule, bearer.key, judged.missing)] if judged.missing else []


def _answers(wanted: Iterable[FactRef], situation: Situation) -> dict[FactRef, list[Interval]]:
    """The plausible answers to each missing fact, as far as what is known of it leaves them possible."""
    return {ref: _plausible(vocabulary()[ref.name], situation.interval(ref)) for ref in wanted}


def _plausible(fact: Fact, known: Interval) -> list[Interval]:
    low, high = known
    inside = [(answer, answer) for answer in fact.typical if low <= answer <= high]
    return inside or [(low, low), (high, high)]


def _settled(
    goals: list[_Goal], answers: Mapping[FactRef, list[Interval]], situation: Situation, frame: Frame, day: date
) -> dict[FactRef, float]:
    """For each fact the expected number of goals that its answer settles."""
    rows = sum(len(options) for options in answers.values())
    blocks: dict[FactRef, slice] = {}
    changes: dict[FactRef, Pair] = {}
    start = 0
    for ref, options in answers.items():
        blocks[ref] = slice(start, start + len(options))
        low, high = situation.interval(ref)
        lows, highs = np.full(rows, low), np.full(rows, high)
        lows[blocks[ref]], highs[blocks[ref]] = zip(*options, strict=True)
        changes[ref] = (lows, highs)
        start += len(options)
    tried = situation.frame(frame.parameters, day, record=frame.record, changes=changes)
    closed = sum(_closed(goal, tried, rows) for goal in goals)
    return {ref: float(np.mean(np.asarray(closed)[block])) for ref, block in blocks.items()}


def _closed(goal: _Goal, tried: Frame, rows: int) -> npt.NDArray[np.float64]:
    bearer = tried if goal.person is None else next(one for one in tried.persons if one.key == goal.person)
    surely, possibly = bearer.value(goal.rule)
    return np.broadcast_to(np.asarray(surely == possibly, dtype=float), (rows,))


def _score(ref: FactRef, settled: float, goals: list[_Goal], situation: Situation) -> float:
    fact = vocabulary()[ref.name]
    needed = sum(ref in goal.missing for goal in goals)
    burden = fact.burden + (SENSITIVE_BURDEN if fact.sensitive else 0)
    subject = STAYING_WITH_A_SUBJECT if fact.group in _subjects_opened(situation) else 1.0
    return subject * (settled + WORTH_OF_BEING_NEEDED * needed) / burden


def _subjects_opened(situation: Situation) -> frozenset[str]:
    return frozenset(
        vocabulary()[FactRef.parse(key).name].group
        for key in situation.known
        if ".supporters." not in key and not key.endswith(".supporters")
    )
