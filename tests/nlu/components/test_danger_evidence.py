"""Danger is settled by the words and the model together."""

import pytest

from nlu.components.danger_evidence import settled, together

APPLY = {"act": "apply", "topic": "dibao", "matter": "none", "confidence": 0.6}
HELP = {"act": "request_legal_help", "topic": "legal_aid", "matter": "family", "confidence": 0.3}
DANGER = {"act": "danger", "topic": "none", "matter": "none", "confidence": 0.8}

# (points of the keyword layer, probability of the model, whether it is danger)
EVIDENCE = [
    (0.0, 0.99, True),
    (0.9, 0.6, True),
    (-6.0, 0.9, False),
    (0.9, 0.01, False),
    (-1.0, 0.0, False),
    (3.0, 1.0, True),
]


@pytest.mark.parametrize(("points", "probability", "is_danger"), EVIDENCE)
def test_neither_layer_decides_alone_what_is_doubtful(points: float, probability: float, is_danger: bool) -> None:
    assert (together(points, probability, 1.0) >= 0.0) is is_danger


def test_more_of_either_never_counts_less() -> None:
    rising = [together(points, 0.5, 1.0) for points in (-3, -1, 0, 2)]
    surer = [together(0.0, probability, 1.0) for probability in (0.0, 0.1, 0.5, 0.9, 1.0)]
    assert rising == sorted(rising)
    assert surer == sorted(surer)


def test_danger_comes_first_and_what_the_model_read_is_offered() -> None:
    first, alternatives = settled(APPLY, [DANGER, HELP], evidence=1.0, enough=0.0)
    assert first["act"] == "danger"
    assert alternatives == [APPLY, HELP]


def test_danger_that_is_taken_back_leaves_the_likeliest_other_reading() -> None:
    assert settled(DANGER, [HELP, APPLY], evidence=-1.0, enough=0.0) == (HELP, [APPLY])


def test_danger_stays_where_nothing_else_was_read() -> None:
    assert settled(DANGER, [], evidence=-1.0, enough=0.0) == (DANGER, [])


@pytest.mark.parametrize(("first", "evidence"), [(APPLY, -1.0), (DANGER, 1.0)])
def test_what_both_layers_say_stays_as_it_was_read(first: dict[str, object], evidence: float) -> None:
    assert settled(first, [HELP], evidence, enough=0.0) == (first, [HELP])
