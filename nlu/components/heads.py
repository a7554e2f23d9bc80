"""Linear heads: for each family of labels (act, topic, matter) one multinomial logistic regression, calibrated.

A head is three arrays and a number: it is stored and read without running any code. Its probabilities are calibrated
by the temperature: the scores of messages that a trial fit had not seen are divided by the number under which the true
labels are likeliest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlu.components.characters import SparseRow
from nlu.components.features import FeatureTable, Floats

Labels = npt.NDArray[np.int64]

HELD_BACK = 4
"""One part of so many, of each label's texts, is held back from the trial fit that calibration uses."""
TEMPERATURES = np.geomspace(0.5, 4.0, 61)
MOST_STEPS = 300
STEPS_REMEMBERED = 5
STEEPEST = 2e-4
"""The fit ends when no slope of the loss is steeper than this for each text; labels no longer change long before."""


@dataclass(frozen=True)
class Head:
    """Scores of labels from the features of a text: its characters, then its sentence vector when there is one."""

    labels: tuple[str, ...]
    weights: Floats
    """Features × labels."""
    offsets: Floats
    temperature: float

    def log_probabilities(self, row: SparseRow, vector: Floats) -> Floats:
        """The logarithm of each label's calibrated probability."""
        characters = len(self.weights) - len(vector)
        scores = row.values @ self.weights[row.columns] + vector @ self.weights[characters:] + self.offsets
        return log_softmax(scores / np.float32(self.temperature))

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


def fit_head(features: FeatureTable, labels: Sequence[str], freedom: float) -> Head:
    """Train and calibrate one head.

    Args:
        features: of each training text.
        labels: the true label of each text.
        freedom: inverse strength of the regularisation (the C of scikit-learn).
    """
    names = sorted(set(labels))
    truth = np.array([names.index(label) for label in labels])
    trial, temperature = _calibration(features, truth, len(names), freedom)
    fitted = _fit(features, truth, trial, freedom)
    return Head(tuple(names), fitted[:-1], fitted[-1], temperature)


def _fit(features: FeatureTable, truth: Labels, start: Floats, freedom: float) -> Floats:
    """Weights (features × labels) and, in the last row, offsets with the least penalised loss.

    The loss is convex: from whichever `start`, it has one answer.
    """
    from scipy.optimize import minimize  # only training needs it

    used = np.append(features.used(), len(start) - 1)
    narrow, count = features.narrowed(), start.shape[1]
    wanted = np.eye(count, dtype=np.float32)[truth]

    def loss_and_slope(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        table = flat.reshape(-1, count).astype(np.float32)
        weights, offsets = table[:-1], table[-1]
        logarithms = log_softmax(narrow.times(weights) + offsets)
        loss = -freedom * np.sum(logarithms * wanted, dtype=np.float64) + np.sum(weights**2, dtype=np.float64) / 2
        error = freedom * (np.exp(logarithms) - wanted)
        slope = np.vstack([narrow.transposed_times(error) + weights, error.sum(axis=0)])
        return float(loss), slope.ravel().astype(np.float64)

    options = {"maxiter": MOST_STEPS, "maxcor": STEPS_REMEMBERED, "gtol": STEEPEST * len(truth)}
    found = minimize(loss_and_slope, start[used].ravel(), jac=True, method="L-BFGS-B", options=options)
    fitted = np.zeros_like(start)  # a feature of no text weighs nothing
    fitted[used] = found.x.reshape(-1, count)
    return fitted


def _calibration(features: FeatureTable, truth: Labels, count: int, freedom: float) -> tuple[Floats, float]:
    """A fit to a part of the texts, and the temperature under which it finds the labels of the others likeliest.

    The fit is a good start for the one to all texts. Where no text can be spared it is nothing, and the temperature 1.
    """
    nothing = np.zeros((features.width + 1, count), dtype=np.float32)
    unseen = _held_back(truth)
    if not unseen.any():
        return nothing, 1.0
    fitted = _fit(features.rows_where(~unseen), truth[~unseen], nothing, freedom)
    scores, true = features.rows_where(unseen).times(fitted[:-1]) + fitted[-1], truth[unseen]
    likelihoods = [log_softmax(scores / t)[np.arange(len(true)), true].mean() for t in TEMPERATURES]
    return fitted, float(TEMPERATURES[int(np.argmax(likelihoods))])


def _held_back(truth: Labels) -> npt.NDArray[np.bool_]:
    """The last quarter of each label's texts, in the order of the files.

    Neighbours in a file resemble each other more than residents' messages resemble them: were single texts taken from
    between their neighbours, the head would seem surer than it may be.
    """
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
