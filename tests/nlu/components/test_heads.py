"""A head: it learns, its probabilities are probabilities, it comes back from its arrays as it was."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nlu.components.characters import CharacterFeatures
from nlu.components.heads import Head, fit_heads, log_softmax
from nlu.components.resemblance import Resemblance, Shape

TEXTS = [
    f"{begin}{subject}"
    for subject in ("低保", "离婚", "工资")
    for begin in ("问问", "我要", "关于", "想办", "说说", "查查")
]
LABELS = [label for label in ("dibao", "family", "wages") for _ in range(6)]
CHARACTERS = CharacterFeatures.fit(TEXTS, 1)
NO_VECTOR = np.empty(0, dtype=np.float32)


def _resemblance(dimensions: int = 0) -> Resemblance:
    numbers = np.random.default_rng(1).normal(size=(len(TEXTS), dimensions)).astype(np.float32)
    return Resemblance.of(CHARACTERS.rows(TEXTS), len(CHARACTERS.groups), numbers, Shape())


def _head(labels: "list[str]", dimensions: int = 0, caution: float = 0.1) -> Head:
    return fit_heads(_resemblance(dimensions).among_themselves(), {"topic": labels}, caution)["topic"]


def _best(head: Head, text: str) -> str:
    near = _resemblance().to(CHARACTERS.row(text), NO_VECTOR)
    return head.labels[int(np.argmax(head.log_probabilities(near)))]


@pytest.mark.parametrize(("text", "label"), [("低保怎么办", "dibao"), ("离婚", "family"), ("欠工资", "wages")])
def test_a_head_reads_texts_that_it_has_not_seen(text: str, label: str) -> None:
    assert _best(_head(LABELS), text) == label


def test_fitting_twice_gives_the_same_numbers() -> None:
    one, other = _head(LABELS, 4), _head(LABELS, 4)
    assert np.array_equal(one.weights, other.weights)
    assert one.temperature == other.temperature


def test_the_fit_is_the_one_of_scikit_learn() -> None:
    from sklearn.kernel_ridge import KernelRidge

    near = _resemblance(4).among_themselves()
    head = fit_heads(near, {"topic": LABELS}, 0.3)["topic"]
    wanted = np.array([[label == name for name in head.labels] for label in LABELS], dtype=np.float64)
    theirs = KernelRidge(alpha=0.3, kernel="precomputed").fit(near.astype(np.float64), wanted - wanted.mean(axis=0))
    assert np.allclose(head.weights, theirs.dual_coef_, atol=1e-3)


def test_heads_that_are_fitted_together_are_those_fitted_alone() -> None:
    near, acts = _resemblance().among_themselves(), ["ask", "apply"] * 9
    together = fit_heads(near, {"topic": LABELS, "act": acts}, 0.1)
    assert np.allclose(together["act"].weights, fit_heads(near, {"act": acts}, 0.1)["act"].weights, atol=1e-5)


def test_more_caution_makes_smaller_weights() -> None:
    assert np.abs(_head(LABELS, caution=10.0).weights).sum() < np.abs(_head(LABELS).weights).sum()


def test_labels_of_unseen_texts_that_are_noise_make_probabilities_flatter() -> None:
    shuffled = list(np.random.default_rng(3).permutation(LABELS))
    assert _head(shuffled).temperature > _head(LABELS).temperature


def test_a_single_label_is_certain() -> None:
    near = _resemblance().to(CHARACTERS.row("x"), NO_VECTOR)
    assert _head(["dibao"] * len(TEXTS)).log_probabilities(near).tolist() == [0.0]


@pytest.mark.parametrize("dimensions", [0, 4])
def test_a_text_resembles_the_training_texts_as_they_do_one_another(dimensions: int) -> None:
    resemblance = _resemblance(dimensions)
    rows = [resemblance.to(CHARACTERS.row(t), v) for t, v in zip(TEXTS, resemblance.vectors, strict=True)]
    assert np.allclose(np.array(rows), resemblance.among_themselves(), atol=1e-5)
    assert np.allclose(np.diag(rows), resemblance.among_themselves().max(), atol=1e-4)


def test_a_head_and_its_resemblance_come_back_from_their_arrays() -> None:
    head, resemblance = _head(LABELS, 4), _resemblance(4)
    again = Head.restore("act", head.arrays("act"))
    near = resemblance.to(CHARACTERS.row("离婚低保"), resemblance.vectors[0])
    near_again = Resemblance.restore("x", resemblance.arrays("x")).to(
        CHARACTERS.row("离婚低保"), resemblance.vectors[0]
    )
    assert again.labels == head.labels
    assert np.array_equal(again.log_probabilities(near_again), head.log_probabilities(near))


@given(arrays(np.float32, st.integers(1, 20), elements=st.floats(-1e4, 1e4, width=32)))
def test_probabilities_sum_to_one_whatever_the_scores(scores: "np.ndarray[tuple[int], np.dtype[np.float32]]") -> None:
    assert np.isclose(np.exp(log_softmax(scores)).sum(), 1, atol=1e-4)
