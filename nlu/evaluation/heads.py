"""How often one head is right: accuracy, and the F1 of its labels, each label counting alike."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from nlu.evaluation.share import Share

RESAMPLES = 1000
SEED = 20261124


@dataclass(frozen=True)
class Judged:
    """One message under one head: its label, what was said, and what would be accepted when judged leniently."""

    label: str
    said: str
    accepted: frozenset[str]
    likeliest: tuple[str, ...] = ()

    def judged_leniently(self) -> "Judged":
        """The same message as if the accepted label that was said were the only one."""
        return Judged(self.said, self.said, self.accepted, self.likeliest) if self.said in self.accepted else self


@dataclass(frozen=True)
class MeanF1:
    """The mean F1 of the labels that occur, and where 95 % of resampled files have it."""

    value: float
    low: float
    high: float
    labels: int

    def as_json(self) -> "dict[str, float | int]":
        """For results.json."""
        figures = {name: round(float(getattr(self, name)), 4) for name in ("value", "low", "high")}
        return {**figures, "labels": self.labels}

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f}–{self.high:.3f}; {self.labels} labels)"


@dataclass(frozen=True)
class HeadScore:
    """One head over some messages, judged strictly or leniently."""

    accuracy: Share
    macro_f1: MeanF1
    among_three: Share
    """How often the right label is among the three likeliest."""

    def as_json(self) -> "dict[str, object]":
        """For results.json."""
        return {name: getattr(self, name).as_json() for name in ("accuracy", "macro_f1", "among_three")}


def score(judged: Sequence[Judged], *, lenient: bool) -> HeadScore:
    """How one head did on these messages; there is at least one."""
    seen = [one.judged_leniently() for one in judged] if lenient else list(judged)
    return HeadScore(
        accuracy=Share.counted(one.said == one.label for one in seen),
        macro_f1=_mean_f1([(one.label, one.said) for one in seen]),
        among_three=Share.counted(_among_three(one, lenient) for one in judged),
    )


def _among_three(one: Judged, lenient: bool) -> bool:
    right = one.accepted if lenient else {one.label}
    return not right.isdisjoint(one.likeliest)


def _mean_f1(pairs: Sequence[tuple[str, str]]) -> MeanF1:
    """Bounds by drawing the messages anew with replacement: an F1 is no share, Wilson's interval does not fit it."""
    value = macro_f1(Counter(pairs))
    chance = random.Random(SEED)
    drawn = sorted(macro_f1(Counter(chance.choices(pairs, k=len(pairs)))) for _ in range(RESAMPLES))
    edge = round(RESAMPLES * 0.025)
    return MeanF1(value, drawn[edge], drawn[-1 - edge], len({label for label, _ in pairs}))


def macro_f1(pairs: "Counter[tuple[str, str]]") -> float:
    """The mean F1 of the labels that messages have; `pairs` counts (label, what was said)."""
    have: Counter[str] = Counter()
    said: Counter[str] = Counter()
    for (label, answer), times in pairs.items():
        have[label] += times
        said[answer] += times
    return sum(2 * pairs[label, label] / (have[label] + said[label]) for label in have) / len(have)
