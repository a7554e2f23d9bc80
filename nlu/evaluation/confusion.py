"""Which labels are taken for which."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from nlu.evaluation.heads import Judged


@dataclass(frozen=True)
class Mistake:
    """One label taken for another: how often, of how many with the label, and how often that can be defended."""

    label: str
    said: str
    times: int
    of: int
    defensible: int

    def as_json(self) -> "dict[str, object]":
        """For results.json."""
        return dict(vars(self))


@dataclass(frozen=True)
class Confusion:
    """Counts of (label, what was said) under one head, over labels in the order of `nlu.labels`."""

    labels: tuple[str, ...]
    counts: "Counter[tuple[str, str]]"

    def row_total(self, label: str) -> int:
        """How many messages have the label."""
        return sum(self.counts[label, said] for said in self.labels)

    def as_json(self) -> "dict[str, object]":
        """For results.json: one row a label, one column for each that was said."""
        rows = [[self.counts[label, said] for said in self.labels] for label in self.labels]
        return {"labels": list(self.labels), "rows": rows}


def confusion(judged: Sequence[Judged], order: Sequence[str]) -> Confusion:
    """Every label that a message has or was given."""
    counts = Counter((one.label, one.said) for one in judged)
    seen = {label for pair in counts for label in pair}
    return Confusion(tuple(label for label in order if label in seen), counts)


def worst(judged: Sequence[Judged], most: int = 12) -> tuple[Mistake, ...]:
    """The most frequent mistakes, judged strictly."""
    have = Counter(one.label for one in judged)
    wrong = Counter((one.label, one.said) for one in judged if one.said != one.label)
    defended = Counter((one.label, one.said) for one in judged if one.said in one.accepted)
    return tuple(
        Mistake(label, said, times, have[label], defended[label, said])
        for (label, said), times in sorted(wrong.items(), key=lambda item: (-item[1], item[0]))[:most]
    )
