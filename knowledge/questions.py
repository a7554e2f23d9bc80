"""The next question: the fact that is expected to settle the most programmes for the least burden.

No order is written down by hand. In one run on arrays every plausible answer to every missing fact is tried alone, and a sample of
plausible completions of all of them together. A fact scores by the share of its answers that settle a programme at once, by how much
of the spread of verdicts in the sample its answer explains, and a little for every programme that needs it, divided by how hard it is
to answer. Facts that belong together are asked together, sensitive ones late. Identity numbers are no facts and are never asked.
"""

from collections import Counter
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
from knowledge.programmes.rule_book import programmes_on, written_out
from knowledge.situation import CERTIFIED, CERTIFIED_STATUS, FactRef, Situation
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
# A household is certified as one thing at a time, so one question tells all of it.
ALL_STATUSES = FactRef(CERTIFIED_STATUS)
STATUSES = frozenset(FactRef(name) for name in CERTIFIED)


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
    names = tuple(programmes) if programmes is not None else None
    frame = situation.frame(county.parameters.at(day), day, record=record)
    written_out(day, names).fill(frame)
    goals = [goal for one in programmes_on(day, names).values() if one for goal in _goals(one, frame, situation)]
    wanted = dict.fromkeys(ref for goal in goals for ref in goal.missing if not _skipped(ref, skip))
    if not wanted:
        return None
    asked = _asked(wanted)
    trial = _Trial(goals, _answers(asked, situation), asked, situation, frame)
    needed = Counter(question for goal in goals for question in {asked[ref] for ref in goal.missing if ref in asked})
    opened = _subjects_opened(situation)
    return max(dict.fromkeys(asked.values()), key=lambda ref: _score(ref, trial, needed[ref], opened))


def _skipped(ref: FactRef, skip: Collection[str]) -> bool:
    """Whoever cannot tell which status they have is not asked for each of them."""
    return ref.key in skip or (ref in STATUSES and ALL_STATUSES.key in skip)


def _asked(wanted: Iterable[FactRef]) -> dict[FactRef, FactRef]:
    """Each missing fact with the question that tells it: its own, or of several certified statuses the one for all of them."""
    together = STATUSES if len(STATUSES.intersection(wanted)) > 1 else frozenset()
    return {ref: ALL_STATUSES if ref in together else ref for ref in wanted}


def _goals(programme: Programme, frame: Frame, situation: Situation) -> list[_Goal]:
    bearer = frame.persons[0] if programme.unit is Unit.PERSON else frame
    judged = Judged.of(programme.rule, bearer, situation)
    return [_Goal(programme.rule, bearer.key, judged.missing)] if judged.missing else []


def _answers(asked: Mapping[FactRef, FactRef], situation: Situation) -> dict[FactRef, Answers]:
    """The plausible answers to each question, as far as what is known leaves them possible."""
    return {ref: _plausible(vocabulary()[ref.name], situation.interval(ref)) for ref in asked.values()}


def _plausible(fact: Fact, known: Interval) -> Answers:
    low, high = known
    typical = zip(fact.typical, fact.typical_weights, strict=True)
    return {answer: weight for answer, weight in typical if low <= answer <= high} or {low: 1.0, high: 1.0}


class _Trial:
    """One run of the undecided rules: first a block of rows for each question with its answers alone, then the sample."""

    def __init__(
        self,
        goals: list[_Goal],
        answers: Mapping[FactRef, Answers],
        asked: Mapping[FactRef, FactRef],
        situation: Situation,
        frame: Frame,
    ) -> None:
        self.alone = sum(len(options) for options in answers.values())
        self.blocks: dict[FactRef, slice] = {}
        self.weights: dict[FactRef, list[float]] = {}
        self.samples: dict[FactRef, _Sample] = {}
        for question, options in answers.items():
            self._place(question, options)
        changes = {
            (ref.person, ref.name): self._column(ref, question, situation.interval(ref))
            for ref, question in asked.items()
        }
        tried = frame.varied(changes, within=True)
        pairs = [_verdicts(goal, tried, self.alone + SAMPLE) for goal in goals]
        self.closed = np.sum([surely == possibly for surely, possibly in pairs], axis=0)
        # half a verdict where the sample itself leaves it open
        self.outcomes = np.array(
            [surely[self.alone :] * 0.5 + possibly[self.alone :] * 0.5 for surely, possibly in pairs]
        )
        self.means = self.outcomes.mean(axis=1, keepdims=True)
        self.spread = self.outcomes.var(axis=1)

    def _place(self, question: FactRef, options: Answers) -> None:
        """Gives the answers to a question their rows."""
        start = sum(block.stop - block.start for block in self.blocks.values())
        self.blocks[question] = slice(start, start + len(options))
        self.weights[question] = list(options.values())
        self.samples[question] = _sample(question.key, tuple(options.items()))

    def _column(self, ref: FactRef, question: FactRef, known: Interval) -> Pair:
        """A fact over all rows: as the answers to its question tell it in theirs, as it is known in the rest."""
        low, high = known
        lows, highs = np.full(self.alone + SAMPLE, low), np.full(self.alone + SAMPLE, high)
        for rows, answers in (
            (self.blocks[question], self.samples[question].each),
            (slice(self.alone, None), self.samples[question].answers),
        ):
            lows[rows] = highs[rows] = _tells(question, ref, answers)
        return lows, highs

    def settled(self, ref: FactRef) -> float:
        """The expected number of rules that the answer to one fact settles at once."""
        weights = np.array(self.weights[ref])
        return float((self.closed[self.blocks[ref]] * weights).sum() / weights.sum())

    def explained(self, ref: FactRef) -> float:
        """How much of the spread of the verdicts the answer to one fact explains; 1 is all of an even spread."""
        kinds = self.samples[ref].kinds
        heads = kinds.sum(axis=1)
        means = self.outcomes @ kinds.T / heads
        between = ((means - self.means) ** 2 @ heads) / SAMPLE
        # what kinds of this number would seem to explain by chance alone
        chance = (self.spread - between) * (len(kinds) - 1) / max(SAMPLE - len(kinds), 1)
        return float(np.maximum(between - chance, 0.0).sum() / EVEN_SPREAD)


def _tells(question: FactRef, ref: FactRef, answers: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """What answers to a question tell of one fact."""
    if question == ref:
        return answers
    held = vocabulary()[question.name].position_of(ref.name.removeprefix("is_"))
    return np.where(answers == held, 1.0, 0.0)


@dataclass(frozen=True, eq=False)
class _Sample:
    """Each answer to one question, the answers over the sample, and these parted into a few kinds: a row of ones and noughts each."""

    each: npt.NDArray[np.float64]
    answers: npt.NDArray[np.float64]
    kinds: npt.NDArray[np.float64]


@lru_cache(maxsize=1024)
def _sample(key: str, answers: tuple[tuple[float, float], ...]) -> _Sample:
    """Each answer as often as it is given, shuffled the same way every time for one key."""
    weights = np.array([weight for _, weight in answers])
    shares = np.cumsum(weights) / weights.sum()
    drawn = [answers[place][0] for place in np.searchsorted(shares, (np.arange(SAMPLE) + 0.5) / SAMPLE)]
    Random(key).shuffle(drawn)
    return _Sample(np.array([answer for answer, _ in answers]), np.array(drawn), _kinds(np.array(drawn)))


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


def _score(ref: FactRef, trial: _Trial, needed: int, opened: frozenset[str]) -> float:
    fact = vocabulary()[ref.name]
    burden = fact.burden + (SENSITIVE_BURDEN if fact.sensitive else 0)
    subject = STAYING_WITH_A_SUBJECT if fact.group in opened else 1.0
    worth = trial.settled(ref) + WORTH_OF_EXPLAINING * trial.explained(ref) + WORTH_OF_BEING_NEEDED * needed
    return subject * worth / burden


def _subjects_opened(situation: Situation) -> frozenset[str]:
    return frozenset(
        vocabulary()[key.rpartition(".")[2]].group
        for key in situation.known
        if ".supporters." not in key and not key.endswith(".supporters")
    )
