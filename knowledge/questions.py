"""The next question: the fact that is expected to settle the most programmes for the least burden.

No order is written down by hand. In one run on arrays every plausible answer to every missing fact is tried alone, and a sample of
plausible completions of all of them together. A fact scores by the share of its answers that settle a programme at once, by how much
of the spread of verdicts in the sample its answer explains, and a little for every programme that needs it, divided by how hard it is
to answer. Facts that belong together are asked together, sensitive ones late. Identity numbers are no facts and are never asked.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from random import Random

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

# Plausible answers to a fact, with how often each is given.
Answers = Mapping[float, float]
# A fact that many programmes need is worth asking early even where no single answer settles one.
WORTH_OF_BEING_NEEDED = 0.02
# Staying with a subject once it is opened reads better than jumping; chosen on synthetic talks, see docs/decisions.
STAYING_WITH_A_SUBJECT = 1.25
WORTH_OF_EXPLAINING = 10.0
SAMPLE = 128
MOST_KINDS_OF_ANSWER = 4
EVEN_SPREAD = 0.25
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
    trial = _Trial(goals, _answers(wanted, situation), situation, frame, day)
    return max(wanted, key=lambda ref: _score(ref, trial, goals, situation))


def _goals(programme: Programme, frame: Frame, situation: Situation) -> list[_Goal]:
    bearer = frame.persons[0] if programme.unit is Unit.PERSON else frame
    judged = Judged.of(programme.rule, bearer, situation)
    return [_Goal(programme.rule, bearer.key, judged.missing)] if judged.missing else []


def _answers(wanted: Iterable[FactRef], situation: Situation) -> dict[FactRef, Answers]:
    """The plausible answers to each missing fact, as far as what is known of it leaves them possible."""
    return {ref: _plausible(vocabulary()[ref.name], situation.interval(ref)) for ref in wanted}


def _plausible(fact: Fact, known: Interval) -> Answers:
    low, high = known
    typical = zip(fact.typical, fact.typical_weights, strict=True)
    return {answer: weight for answer, weight in typical if low <= answer <= high} or {low: 1.0, high: 1.0}


class _Trial:
    """One run of the undecided rules: first a block of rows for each fact with its answers alone, then the sample."""

    def __init__(
        self,
        goals: list[_Goal],
        answers: Mapping[FactRef, Answers],
        situation: Situation,
        frame: Frame,
        day: date,
    ) -> None:
        self.alone = sum(len(options) for options in answers.values())
        self.blocks: dict[FactRef, slice] = {}
        self.weights: dict[FactRef, list[float]] = {}
        self.samples: dict[FactRef, _Sample] = {}
        changes = {ref: self._column(ref, options, situation) for ref, options in answers.items()}
        tried = situation.frame(frame.parameters, day, record=frame.record, changes=changes)
        pairs = [_verdicts(goal, tried, self.alone + SAMPLE) for goal in goals]
        self.closed = np.sum([surely == possibly for surely, possibly in pairs], axis=0)
        # half a verdict where the sample itself leaves it open
        self.outcomes = np.array(
            [surely[self.alone :] * 0.5 + possibly[self.alone :] * 0.5 for surely, possibly in pairs]
        )

    def _column(self, ref: FactRef, options: Answers, situation: Situation) -> Pair:
        start = sum(block.stop - block.start for block in self.blocks.values())
        block = self.blocks[ref] = slice(start, start + len(options))
        low, high = situation.interval(ref)
        lows, highs = np.full(self.alone + SAMPLE, low), np.full(self.alone + SAMPLE, high)
        lows[block] = highs[block] = list(options)
        self.weights[ref] = list(options.values())
        self.samples[ref] = _sample(ref.key, tuple(options.items()))
        lows[self.alone :] = highs[self.alone :] = self.samples[ref].answers
        return lows, highs

    def settled(self, ref: FactRef) -> float:
        """The expected number of rules that the answer to one fact settles at once."""
        return float(np.average(self.closed[self.blocks[ref]], weights=self.weights[ref]))

    def explained(self, ref: FactRef) -> float:
        """How much of the spread of the verdicts the answer to one fact explains; 1 is all of an even spread."""
        kinds = self.samples[ref].kinds
        heads = kinds.sum(axis=1)
        means = self.outcomes @ kinds.T / heads
        spread = self.outcomes.var(axis=1)
        between = ((means - self.outcomes.mean(axis=1, keepdims=True)) ** 2 @ heads) / SAMPLE
        # what kinds of this number would seem to explain by chance alone
        chance = (spread - between) * (len(kinds) - 1) / max(SAMPLE - len(kinds), 1)
        return float(np.maximum(between - chance, 0.0).sum() / EVEN_SPREAD)


@dataclass(frozen=True, eq=False)
class _Sample:
    """Answers to one fact over the sample, and the same parted into a few kinds: a row of ones and noughts each."""

    answers: npt.NDArray[np.float64]
    kinds: npt.NDArray[np.float64]


@lru_cache(maxsize=1024)
def _sample(key: str, answers: tuple[tuple[float, float], ...]) -> _Sample:
    """Each answer as often as it is given, shuffled the same way every time for one key."""
    weights = np.array([weight for _, weight in answers])
    shares = np.cumsum(weights) / weights.sum()
    drawn = [answers[place][0] for place in np.searchsorted(shares, (np.arange(SAMPLE) + 0.5) / SAMPLE)]
    Random(key).shuffle(drawn)
    return _Sample(np.array(drawn), _kinds(np.array(drawn)))


def _kinds(answers: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Each answer a kind of its own, or neighbours together where there are many."""
    values, places = np.unique(answers, return_inverse=True)
    if len(values) > MOST_KINDS_OF_ANSWER:
        edges = np.quantile(answers, np.linspace(0, 1, MOST_KINDS_OF_ANSWER + 1)[1:-1])
        _, places = np.unique(np.searchsorted(edges, answers, side="left"), return_inverse=True)
    return np.eye(places.max() + 1)[:, places]


def _verdicts(goal: _Goal, tried: Frame, rows: int) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    bearer = tried if goal.person is None else next(one for one in tried.persons if one.key == goal.person)
    surely, possibly = bearer.value(goal.rule)
    return np.broadcast_to(surely, (rows,)), np.broadcast_to(possibly, (rows,))


def _score(ref: FactRef, trial: _Trial, goals: list[_Goal], situation: Situation) -> float:
    fact = vocabulary()[ref.name]
    needed = sum(ref in goal.missing for goal in goals)
    burden = fact.burden + (SENSITIVE_BURDEN if fact.sensitive else 0)
    subject = STAYING_WITH_A_SUBJECT if fact.group in _subjects_opened(situation) else 1.0
    worth = trial.settled(ref) + WORTH_OF_EXPLAINING * trial.explained(ref) + WORTH_OF_BEING_NEEDED * needed
    return subject * worth / burden


def _subjects_opened(situation: Situation) -> frozenset[str]:
    return frozenset(
        vocabulary()[FactRef.parse(key).name].group
        for key in situation.known
        if ".supporters." not in key and not key.endswith(".supporters")
    )
