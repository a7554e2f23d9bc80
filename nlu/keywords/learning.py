"""Makes `danger_weights.tsv` from the lessons and the training messages. In the engine's environment, some seconds:

    .venv-engine/bin/python -m nlu.keywords.learning

Nothing that judges (`nlu/held_out`, `tests`) is read. A test tells when the lessons or the training messages have
changed since.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt
import yaml

from nlu.keywords.danger import without_ways_of_speaking
from nlu.keywords.lessons import Lesson, lesson_files, lessons
from nlu.keywords.likeness import clauses_of, groups_of
from nlu.normalise import normalise

WEIGHTS = Path(__file__).with_name("danger_weights.tsv")
DATA = Path(__file__).parents[1] / "data"
ASKING_ACTS = (
    "ask_amount",
    "ask_documents",
    "ask_eligibility",
    "ask_procedure",
    "apply",
    "check_status",
    "report_change",
)
JOINTS = (" ", " ", ",", "还有", "对了", "顺便问下", "另外 ")

FREEDOM = 30.0
"""Inverse strength of the regularisation (the C of scikit-learn)."""
AT_LEAST = 3
"""Messages in which a group must occur."""
JOINED = 0.5
"""Share of messages that stand once more beside a harmless question: danger is often told in passing."""
LEAST_POINTS = 0.25
"""Weights nearer to nothing are left out."""
_LONGEST_QUESTION = 45
_MOST_STEPS = 400
_LEAST_SHARE_OF_KIND = 0.3

Floats = npt.NDArray[np.float64]
Columns = npt.NDArray[np.int64]


def main() -> None:
    """Learn, and write the table."""
    examples = list(_with_joined([*lessons(), *_training_messages()]))
    rows = [groups_of(" ".join(clauses_of(without_ways_of_speaking(normalise(e.text).text)))) for e in examples]
    counted = Counter(group for row in rows for group in row)
    groups = sorted(group for group, count in counted.items() if count >= AT_LEAST)
    table = _Table.of(rows, groups)
    truth = np.array([example.kind is not None for example in examples], dtype=np.float64)
    weights, offset = _fit(table, truth)
    kinds = _kinds(rows, examples)
    WEIGHTS.write_text("\n".join(_written(groups, weights, offset, kinds)) + "\n", encoding="utf-8")


def sources_digest() -> str:
    """Of everything that is learnt from; the table's first line carries it."""
    digest = blake2b(digest_size=8)
    for file in (*lesson_files(), *sorted(DATA.glob("*.yml"))):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _training_messages() -> Iterator[Lesson]:
    for act, text in _messages():
        yield Lesson(text, "any" if act == "danger" else None)


def _messages() -> Iterator[tuple[str, str]]:
    for file in sorted(DATA.glob("*.yml")):
        for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            for line in block["examples"].splitlines():
                yield block["intent"], line.removeprefix("- ")


def _with_joined(examples: Sequence[Lesson]) -> Iterator[Lesson]:
    """The examples, then a draw of them with a harmless question before or behind."""
    questions = [text for act, text in _messages() if act in ASKING_ACTS and len(text) < _LONGEST_QUESTION]
    yield from examples
    draw = Random(len(examples))
    for example in draw.sample(examples, int(JOINED * len(examples))):
        question, joint = draw.choice(questions), draw.choice(JOINTS)
        both = (question, example.text) if draw.random() < 0.65 else (example.text, question)
        yield Lesson(joint.join(both), example.kind)


@dataclass(frozen=True)
class _Table:
    """Messages × groups: each message's groups, all with the same value, so that the row has length 1."""

    columns: Columns
    starts: Columns
    values: Floats
    width: int

    @classmethod
    def of(cls, rows: Iterable[frozenset[str]], groups: Sequence[str]) -> "_Table":
        column = {group: n for n, group in enumerate(groups)}
        placed = [(sorted(column[group] for group in row if group in column) or [0], len(row)) for row in rows]
        sizes = np.array([len(columns) for columns, _ in placed])
        values = np.concatenate([np.full(len(columns), 1 / max(1, size) ** 0.5) for columns, size in placed])
        return cls(
            np.concatenate([np.array(columns) for columns, _ in placed]), np.cumsum(sizes) - sizes, values, len(groups)
        )

    def times(self, weights: Floats) -> Floats:
        scores: Floats = np.add.reduceat(self.values * weights[self.columns], self.starts)
        return scores

    def transposed_times(self, errors: Floats) -> Floats:
        sizes = np.diff(np.append(self.starts, len(self.columns)))
        return np.bincount(self.columns, self.values * np.repeat(errors, sizes), self.width)


def _fit(table: _Table, truth: Floats) -> tuple[Floats, float]:
    """Regularised logistic regression; danger and no danger count alike, however many examples each has."""
    from scipy.optimize import minimize  # type: ignore[import-untyped] # only learning needs it

    share = truth.mean()
    importance = FREEDOM * np.where(truth == 1, 0.5 / share, 0.5 / (1 - share))

    def loss_and_slope(flat: Floats) -> tuple[float, Floats]:
        weights, offset = flat[:-1], flat[-1]
        scores = table.times(weights) + offset
        loss = (importance * (np.logaddexp(0, scores) - truth * scores)).sum() + (weights**2).sum() / 2
        errors = importance * (1 / (1 + np.exp(-scores)) - truth)
        return float(loss), np.append(table.transposed_times(errors) + weights, errors.sum())

    found = minimize(
        loss_and_slope, np.zeros(table.width + 1), jac=True, method="L-BFGS-B", options={"maxiter": _MOST_STEPS}
    )
    return found.x[:-1], float(found.x[-1])


def _kinds(rows: Sequence[frozenset[str]], examples: Sequence[Lesson]) -> dict[str, str]:
    """The kind of danger that each group speaks for, where it speaks for one."""
    of_kind: dict[str, Counter[str]] = defaultdict(Counter)
    size = Counter(example.kind for example in examples)
    for row, example in zip(rows, examples, strict=True):
        if example.kind not in (None, "any"):
            for group in row:
                of_kind[group][str(example.kind)] += 1
    kinds = {}
    for group, counts in of_kind.items():
        rates = {kind: count / size[kind] for kind, count in counts.items()}
        best = max(rates, key=lambda kind: (rates[kind], kind))
        if rates[best] / sum(rates.values()) >= _LEAST_SHARE_OF_KIND:
            kinds[group] = best
    return kinds


def _written(groups: Sequence[str], weights: Floats, offset: float, kinds: dict[str, str]) -> Iterator[str]:
    yield f"#\tlearnt from {sources_digest()} by nlu/keywords/learning.py; do not edit"
    yield "#\tgroup of characters, points × 100, kind of danger it speaks for"
    yield f"(offset)\t{round(offset * 100)}\t-"
    for group, points in zip(groups, weights, strict=True):
        if abs(points) >= LEAST_POINTS:
            yield f"{group}\t{round(points * 100)}\t{kinds.get(group, '-') if points > 0 else '-'}"


if __name__ == "__main__":
    main()
