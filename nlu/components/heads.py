"""Heads: for each family of labels (act, topic, matter) a weight for every training text and label, calibrated.

A text's score for a label is the sum of its resemblances to the training texts, each times its weight. The weights are
those of regularised least squares: scores near 1 where a training text has the label and near 0 elsewhere, found by one
system of equations that all heads over the same texts share. A head is three arrays and a number: it is stored and read
without running any code. Its probabilities are calibrated by the temperature: the scores of messages that a trial fit
had not seen are divided by the number under which the true labels are likeliest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlu.components.resemblance import Floats

Labels = npt.NDArray[np.int64]
Chosen = npt.NDArray[np.bool_]

HELD_BACK = 4
"""One part of so many, of each label's texts, is held back from the trial fit that calibration uses."""
TEMPERATURES = np.geomspace(0.02, 2.0, 93)


@dataclass(frozen=True)
class Head:
    """Scores of labels from a text's resemblance to the training texts."""

    labels: tuple[str, ...]
    weights: Floats
    """Training texts × labels; a text that the head has not learnt from weighs nothing."""
    offsets: Floats
    temperature: float

    def log_probabilities(self, resemblance: Floats) -> Floats:
        """The logarithm of each label's calibrated probability."""
        return log_softmax((resemblance @ self.weights + self.offsets) / np.float32(self.temperature))

    def arrays(self, prefix: str) -> dict[str, npt.NDArray[np.generic]]:
        """What `restore` needs, each name beginning with `prefix`."""
        return {
            f"{prefix}.labels": np.array(self.labels),
            f"{prefix}.weights": self.weights,
            f"{prefix}.offsets": self.offsets,
            f"{prefix}.temperature": np.array(self.temperature),
        }

    @classmethod
    def restore(cls, prefix: str, arrays: Mapping[str, npt.NDArray[np.generic]]) -> "Head":
        """The head that `arrays` came from."""
        return cls(
            tuple(str(label) for label in arrays[f"{prefix}.labels"]),
            np.asarray(arrays[f"{prefix}.weights"], dtype=np.float32),
            np.asarray(arrays[f"{prefix}.offsets"], dtype=np.float32),
            float(arrays[f"{prefix}.temperature"]),
        )


def fit_heads(resemblances: Floats, families: Mapping[str, Sequence[str]], caution: float) -> dict[str, Head]:
    """Train and calibrate heads over the same texts.

    Args:
        resemblances: training texts × training texts.
        families: by name, the true label of each text.
        caution: strength of the regularisation; a label's score at its own texts falls short of 1 the more, the higher.
    """
    names = {family: sorted(set(labels)) for family, labels in families.items()}
    wanted = {family: _wanted(labels, names[family]) for family, labels in families.items()}
    table = np.hstack(list(wanted.values()))
    weights, offsets = _solved(resemblances, table, caution)
    unseen = _held_back(next(iter(families.values())))
    trial, trial_offsets = _solved(resemblances[np.ix_(~unseen, ~unseen)], table[~unseen], caution)
    scores = resemblances[np.ix_(unseen, ~unseen)] @ trial + trial_offsets
    ends = np.cumsum([len(labels) for labels in names.values()])
    return {
        family: Head(
            tuple(names[family]),
            weights[:, end - len(names[family]) : end],
            offsets[end - len(names[family]) : end],
            _temperature(scores[:, end - len(names[family]) : end], wanted[family][unseen]),
        )
        for family, end in zip(names, ends, strict=True)
    }


def _wanted(labels: Sequence[str], names: Sequence[str]) -> Floats:
    """Texts × labels: 1 where the text has the label."""
    return np.array([[label == name for name in names] for label in labels], dtype=np.float32)


def _solved(resemblances: Floats, wanted: Floats, caution: float) -> tuple[Floats, Floats]:
    """Weights and offsets that come nearest to what is wanted."""
    from scipy.linalg import cho_factor, cho_solve  # only training needs it

    offsets: Floats = wanted.mean(axis=0) if len(wanted) else np.zeros(wanted.shape[1], dtype=np.float32)
    if not len(wanted):
        return wanted, offsets
    system = resemblances + np.float32(caution) * np.eye(len(resemblances), dtype=np.float32)
    factor = cho_factor(system, lower=True, overwrite_a=True, check_finite=False)
    return cho_solve(factor, wanted - offsets, check_finite=False).astype(np.float32), offsets


def _temperature(scores: Floats, wanted: Floats) -> float:
    """The temperature under which the wanted labels are likeliest; 1 where no text can be spared to find it."""
    if not len(scores):
        return 1.0
    likelihoods = [(log_softmax(scores / np.float32(t)) * wanted).sum() for t in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmax(likelihoods))])


def _held_back(labels: Sequence[str]) -> Chosen:
    """The last quarter of each label's texts, in the order of the files.

    Neighbours in a file resemble each other more than residents' messages resemble them: were single texts taken from
    between their neighbours, the head would seem surer than it may be.
    """
    truth = np.array(labels)
    held = np.zeros(len(truth), dtype=np.bool_)
    for label in np.unique(truth):
        members = np.flatnonzero(truth == label)
        held[members[len(members) - len(members) // HELD_BACK :]] = True
    return held


def log_softmax(scores: Floats) -> Floats:
    """Scores as logarithms of probabilities along the last axis."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    result: Floats = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return result
