"""A linear head: it learns, its probabilities are probabilities, it comes back from its arrays as it was."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nlu.components.characters import CharacterFeatures
from nlu.components.features import FeatureTable
from nlu.components.heads import Head, fit_head, log_softmax

TEXTS = [
    f"{begin}{subject}"
    for subject in ("低保", "离婚", "工资")
    for begin in ("问问", "我要", "关于", "想办", "说说", "查查")
]
LABELS = [label for label in ("dibao", "family", "wages") for _ in range(6)]
CHARACTERS = CharacterFeatures.fit(TEXTS, 1)
NO_VECTOR = np.empty(0, dtype=np.float32)


def _table(vectors: int = 0) -> FeatureTable:
    numbers = np.random.default_rng(1).normal(size=(len(TEXTS), vectors)).astype(np.float32)
    return FeatureTable.of(CHARACTERS.rows(TEXTS), len(CHARACTERS.groups), numbers)


def _best(head: Head, text: str) -> str:
    return head.labels[int(np.argmax(head.log_probabilities(CHARACTERS.row(text), NO_VECTOR)))]


@pytest.mark.parametrize(("text", "label"), [("低保怎么办", "dibao"), ("离婚", "family"), ("欠工资", "wages")])
def test_a_head_reads_texts_that_it_has_not_seen(text: str, label: str) -> None:
    assert _best(fit_head(_table(), LABELS, 10.0), text) == label


def test_fitting_twice_gives_the_same_numbers() -> None:
    one, other = fit_head(_table(4), LABELS, 10.0), fit_head(_table(4), LABELS, 10.0)
    assert np.array_equal(one.weights, other.weights)
    assert one.temperature == other.temperature


def test_the_fit_is_the_one_of_scikit_learn() -> None:
    from sklearn.linear_model import LogisticRegression

    table = _table(4)
    head = fit_head(table, LABELS, 10.0)
    features = np.hstack([table.characters.toarray(), table.vectors])
    theirs = LogisticRegression(C=10.0, tol=1e-6, max_iter=1000, multi_class="multinomial").fit(features, LABELS)
    assert np.allclose(head.weights.T, theirs.coef_, atol=0.01)


def test_stronger_regularisation_makes_smaller_weights() -> None:
    assert np.abs(fit_head(_table(), LABELS, 0.1).weights).sum() < np.abs(fit_head(_table(), LABELS, 10).weights).sum()


def test_labels_of_unseen_texts_that_are_noise_make_probabilities_flatter() -> None:
    shuffled = list(np.random.default_rng(3).permutation(LABELS))
    assert fit_head(_table(), shuffled, 10.0).temperature > fit_head(_table(), LABELS, 10.0).temperature


def test_a_single_label_is_certain() -> None:
    head = fit_head(_table(), ["dibao"] * len(TEXTS), 10.0)
    assert head.log_probabilities(CHARACTERS.row("x"), NO_VECTOR).tolist() == [0.0]


def test_a_head_comes_back_from_its_arrays() -> None:
    head = fit_head(_table(), LABELS, 10.0)
    again = Head.restore("act", head.arrays("act"))
    row = CHARACTERS.row("离婚低保")
    assert again.labels == head.labels
    assert np.array_equal(again.log_probabilities(row, NO_VECTOR), head.log_probabilities(row, NO_VECTOR))


@given(arrays(np.float32, st.integers(1, 20), elements=st.floats(-1e4, 1e4, width=32)))
def test_probabilities_sum_to_one_whatever_the_scores(scores: "np.ndarray[tuple[int], np.dtype[np.float32]]") -> None:
    assert np.isclose(np.exp(log_softmax(scores)).sum(), 1, atol=1e-4)
