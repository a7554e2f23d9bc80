"""One reading from three heads: labels that fit, probabilities that sum to one, alternatives that differ."""

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nlu.components.combinations import ALTERNATIVES, OF_ONE_KIND, Combinations
from nlu.components.heads import log_softmax
from nlu.labels import ACTS, MATTERS, TOPICS, combination_fault

ALL = Combinations(ACTS, TOPICS, MATTERS)


def _sure_of(labels: tuple[str, ...], **chances: float) -> npt.NDArray[np.float32]:
    """Log probabilities with these chances, the rest spread evenly."""
    rest = (1 - sum(chances.values())) / (len(labels) - len(chances))
    return np.log(np.array([chances.get(label, rest) for label in labels], dtype=np.float32))


def test_heads_that_agree_are_followed() -> None:
    reading = ALL.read(_sure_of(ACTS, apply=0.9), _sure_of(TOPICS, dibao=0.9), _sure_of(MATTERS, wages=0.9))
    assert (reading.best.act, reading.best.topic, reading.best.matter) == ("apply", "dibao", "none")
    assert reading.best.confidence > 0.9


def test_heads_that_do_not_fit_are_reconciled() -> None:
    acts, topics = _sure_of(ACTS, request_legal_help=0.9), _sure_of(TOPICS, dibao=0.5, legal_aid=0.4)
    reading = ALL.read(acts, topics, _sure_of(MATTERS, debt=0.9))
    assert (reading.best.act, reading.best.topic, reading.best.matter) == ("request_legal_help", "legal_aid", "debt")


def test_the_matter_says_nothing_where_there_is_no_dispute() -> None:
    acts, topics = _sure_of(ACTS, apply=0.9), _sure_of(TOPICS, dibao=0.9)
    one = ALL.read(acts, topics, _sure_of(MATTERS, wages=0.99))
    other = ALL.read(acts, topics, _sure_of(MATTERS, none=0.99))
    assert one.best == other.best


def test_disputes_without_a_label_for_none_leave_other_readings_possible() -> None:
    few = Combinations(("apply", "request_legal_help"), ("dibao", "legal_aid"), ("debt", "wages"))
    labels = ("apply", "request_legal_help"), ("dibao", "legal_aid"), ("debt", "wages")
    reading = few.read(_sure_of(labels[0], apply=0.8), _sure_of(labels[1], dibao=0.8), _sure_of(labels[2], debt=0.9))
    assert (reading.best.act, reading.best.topic, reading.best.matter) == ("apply", "dibao", "none")


def _head(labels: tuple[str, ...]) -> st.SearchStrategy[npt.NDArray[np.float32]]:
    scores = arrays(np.float32, len(labels), elements=st.floats(-20, 20, width=32))
    return scores.map(log_softmax)


@given(_head(ACTS), _head(TOPICS), _head(MATTERS))
def test_any_heads_give_a_reading_that_can_be_used(
    acts: npt.NDArray[np.float32], topics: npt.NDArray[np.float32], matters: npt.NDArray[np.float32]
) -> None:
    reading = ALL.read(acts, topics, matters)
    guesses = [reading.best, *reading.alternatives]
    assert all(combination_fault(guess.act, guess.topic, guess.matter) is None for guess in guesses)
    assert all(0 <= guess.confidence <= 1 for guess in guesses)
    assert len({(guess.act, guess.topic, guess.matter) for guess in guesses}) == len(guesses)
    assert 3 <= len(reading.alternatives) <= ALTERNATIVES
    kinds = [(guess.act, guess.topic) for guess in guesses]
    assert max(kinds.count(kind) for kind in kinds) <= OF_ONE_KIND
    confidences = [guess.confidence for guess in reading.alternatives]
    assert confidences == sorted(confidences, reverse=True)
