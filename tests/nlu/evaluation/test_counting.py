"""Shares, F1, boundaries and confusions, each against a small table worked by hand."""

from collections import Counter

import pytest

from nlu.evaluation.confusion import confusion, worst
from nlu.evaluation.coverage import curve, out_of_scope_as_it_runs, out_of_scope_at_coverage
from nlu.evaluation.detection import detect_act
from nlu.evaluation.heads import Judged, macro_f1, score
from nlu.evaluation.messages import LabelledMessage, Labels
from nlu.evaluation.reading import Candidate, Reading
from nlu.evaluation.share import Share
from nlu.evaluation.timing import timing

# hits, of, lower and upper bound: Wilson's formula worked out with z = 1.96
WILSON = [
    (8, 10, 0.490, 0.943),
    (0, 10, 0.000, 0.278),
    (10, 10, 0.722, 1.000),
    (50, 100, 0.404, 0.596),
    (0, 0, 0.000, 1.000),
]

# label, said, what else is accepted. a: 2 of 3 right, b: 1 of 2, c: 0 of 1.
# F1: a = 4/5 (has 3, said 2 -> 2*2/5), b = 2/5 (has 2, said 3), c = 0 (has 1, said 1 for b)
SIX = [
    Judged("a", "a", frozenset("a"), ("a", "b")),
    Judged("a", "a", frozenset("a"), ("a", "c")),
    Judged("a", "b", frozenset("ab"), ("b", "a")),
    Judged("b", "b", frozenset("b"), ("b", "a")),
    Judged("b", "c", frozenset("b"), ("c", "a")),
    Judged("c", "b", frozenset("c"), ("b", "a", "c")),
]


def message(act: str, *alternates: str, text: str = "一二三") -> LabelledMessage:
    topic = "none" if act in ("out_of_scope", "danger", "stop") else "dibao"
    return LabelledMessage(
        2, text, Labels(act, topic, "none"), alternates=tuple(Labels(other, topic, "none") for other in alternates)
    )


def reading(act: str, confidence: float = 0.9, *others: "tuple[str, float]", ms: "float | None" = None) -> Reading:
    candidates = [Candidate(Labels(a, "none", "none"), sure) for a, sure in ((act, confidence), *others)]
    return Reading(candidates[0], tuple(candidates[1:]), ms)


@pytest.mark.parametrize(("hits", "of", "low", "high"), WILSON)
def test_bounds_of_a_share_are_wilsons(hits: int, of: int, low: float, high: float) -> None:
    assert Share(hits, of).bounds == pytest.approx((low, high), abs=0.001)


def test_a_share_of_nothing_has_no_value() -> None:
    assert Share(0, 0).value is None
    assert str(Share(0, 0)) == "–"


def test_f1_of_each_label_counts_alike() -> None:
    assert macro_f1(Counter((one.label, one.said) for one in SIX)) == pytest.approx((4 / 5 + 2 / 5 + 0) / 3)


def test_a_head_is_judged_strictly_and_leniently() -> None:
    strict, lenient = score(SIX, lenient=False), score(SIX, lenient=True)
    assert (strict.accuracy, lenient.accuracy) == (Share(3, 6), Share(4, 6))
    assert (strict.among_three, lenient.among_three) == (Share(5, 6), Share(5, 6))
    assert strict.macro_f1.value == pytest.approx(0.4)
    assert lenient.macro_f1.value == pytest.approx((1 + 4 / 6 + 0) / 3)  # a: 2 of 2; b: has 3, said 3, right 2


def test_bounds_of_an_f1_enclose_it_and_are_the_same_each_time() -> None:
    first, second = score(SIX * 20, lenient=False).macro_f1, score(SIX * 20, lenient=False).macro_f1
    assert first == second
    assert first.low < first.value < first.high


def test_mistakes_come_most_frequent_first_with_those_that_can_be_defended() -> None:
    found = worst([*SIX, SIX[2]])
    assert [(m.label, m.said, m.times, m.of, m.defensible) for m in found] == [
        ("a", "b", 2, 4, 2),
        ("b", "c", 1, 2, 0),
        ("c", "b", 1, 1, 0),
    ]


def test_a_confusion_has_the_labels_that_occur_in_their_order() -> None:
    found = confusion(SIX, ("z", "c", "b", "a"))
    assert found.labels == ("c", "b", "a")
    assert found.as_json()["rows"] == [[0, 1, 0], [1, 1, 0], [0, 1, 2]]


def test_danger_is_missed_noticed_and_imagined() -> None:
    messages = [message("danger"), message("danger"), message("apply"), message("apply", "danger"), message("stop")]
    readings = [reading("danger"), reading("apply"), reading("danger"), reading("danger"), reading("stop")]
    found = detect_act("danger", messages, readings)
    assert (found.recall, found.precision, found.false_hits) == (Share(1, 2), Share(2, 3), Share(1, 2))


def test_coverage_falls_and_is_counted_at_each_threshold() -> None:
    messages = [message("apply"), message("apply"), message("apply", "inform"), message("apply")]
    readings = [reading("apply", 0.9), reading("inform", 0.6), reading("inform", 0.5), reading("apply", 0.2)]
    at = {point.threshold: point for point in curve(messages, readings)}
    assert (at[0.0].coverage, at[0.0].right_strict, at[0.0].right_lenient) == (Share(4, 4), Share(2, 4), Share(3, 4))
    assert (at[0.5].coverage, at[0.5].right_strict, at[0.5].right_lenient) == (Share(3, 4), Share(1, 3), Share(2, 3))
    assert (at[0.95].coverage, at[0.95].right_strict) == (Share(0, 4), Share(0, 0))


def test_the_lead_within_scope_is_against_the_likeliest_reading_outside() -> None:
    assert reading("apply", 0.7, ("out_of_scope", 0.2)).in_scope == pytest.approx(0.5)
    assert reading("out_of_scope", 0.7, ("apply", 0.2), ("inform", 0.1)).in_scope == pytest.approx(-0.5)
    assert reading("apply", 0.7).in_scope == pytest.approx(0.7)


def test_out_of_scope_is_counted_where_nine_tenths_within_are_kept() -> None:
    within = [message("apply")] * 10
    sure = [reading("apply", n / 10) for n in range(1, 11)]  # leads 0.1 … 1.0: the boundary is 0.2
    outside = [message("out_of_scope")] * 3
    unsure = [reading("out_of_scope", 0.8, ("apply", 0.1)), reading("apply", 0.15), reading("apply", 0.2)]
    found = out_of_scope_at_coverage([*within, *outside], [*sure, *unsure])
    assert (found.boundary, found.kept, found.recall) == (0.2, Share(9, 10), Share(2, 3))


def test_out_of_scope_as_it_runs_counts_what_is_too_unsure_as_turned_away() -> None:
    messages = [message("apply"), message("apply"), message("out_of_scope"), message("out_of_scope")]
    readings = [reading("apply", 0.5), reading("apply", 0.3), reading("out_of_scope", 0.9), reading("apply", 0.5)]
    found = out_of_scope_as_it_runs(messages, readings, 0.4)
    assert (found.kept, found.recall) == (Share(1, 2), Share(1, 2))


def test_time_is_told_by_length_and_the_slowest_by_row() -> None:
    messages = [message("apply", text="字" * n) for n in (5, 9, 10, 130)]
    found = timing(messages, [reading("apply", ms=ms) for ms in (1.0, 3.0, 8.0, 40.0)])
    assert found is not None
    assert [(b.shortest, b.longest, b.messages, b.median) for b in found.bands] == [
        (0, 9, 2, 2.0),
        (10, 19, 1, 8.0),
        (100, None, 1, 40.0),
    ]
    assert (found.slowest[0].characters, found.slowest[0].milliseconds) == (130, 40.0)


def test_without_times_nothing_is_said_of_time() -> None:
    assert timing([message("apply")], [reading("apply")]) is None
