"""Figures of the benchmarks: their middle, their comparison with a baseline, the bar they keep or miss, the picture."""

from xml.etree import ElementTree

import pytest

from bench.__main__ import main
from bench.cost_picture import cost_picture
from bench.picture import picture
from bench.residents import PLAIN, plain_texts
from bench.result import Result
from bench.spread import Spread, median_between, percentile
from bot.reading import read
from conversations.messages import NOTHING_ASKED
from tests.residents import today

# values, share, the smallest value that so many do not exceed
PERCENTILES = [
    ([5.0], 0.95, 5.0),
    ([1.0, 2.0], 0.5, 1.0),
    ([float(n) for n in range(1, 101)], 0.95, 95.0),
    ([3.0, 1.0, 2.0, 4.0], 0.75, 3.0),
    ([1.0, 2.0, 3.0], 1.0, 3.0),
]


def result(**changes) -> Result:
    plain = {
        "name": "one",
        "what": "a <message>",
        "unit": "ms",
        "figure": 30.0,
        "baseline": 20.0,
        "baseline_name": "nothing",
        "compared": "difference",
        "count": 3,
    }
    return Result(**{**plain, **changes})


# the result, its compared value, whether it keeps its bar
COMPARISONS = {
    "a difference": (result(), 10.0, None),
    "a ratio": (result(compared="ratio"), 1.5, None),
    "pairs have a median of their own": (result(paired=12.0, bar=12.0, bar_on="compared"), 12.0, True),
    "a bar on the difference is missed": (result(bar=9.0, bar_on="compared"), 10.0, False),
    "a bar on the figure is kept": (result(bar=30.0), 10.0, True),
    "a bar on the figure is missed": (result(bar=29.9), 10.0, False),
}


@pytest.mark.parametrize(("values", "share", "expected"), PERCENTILES)
def test_a_percentile_is_a_measured_value(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == expected


def test_bounds_of_a_median_enclose_it_and_are_the_same_each_time() -> None:
    values = [float(n % 17) for n in range(200)]
    low, high = median_between(values, seed=1)
    assert low <= Spread.of(values).median <= high
    assert median_between(values, seed=1) == (low, high)
    assert low < high


@pytest.mark.parametrize(("found", "value", "holds"), COMPARISONS.values(), ids=COMPARISONS)
def test_a_result_is_compared_and_held_to_its_bar(found: Result, value: float, holds: bool | None) -> None:
    assert found.value == pytest.approx(value)
    assert found.holds is holds


@pytest.mark.parametrize("found", [found for found, _, _ in COMPARISONS.values()], ids=COMPARISONS)
def test_a_result_comes_back_from_its_file(found: Result) -> None:
    assert Result.from_json(found.name, found.as_json()) == found


def test_the_picture_names_every_result_and_its_bar() -> None:
    drawn = ElementTree.fromstring(picture("all", [found for found, _, _ in COMPARISONS.values()]))
    words = [element.text or "" for element in drawn.iter() if element.tag.endswith("text")]
    assert sum("a <message>" in text for text in words) == len(COMPARISONS)
    assert sum("at most" in text for text in words) == 4


def test_the_picture_of_costs_has_a_bar_for_every_number_in_proportion() -> None:
    drawn = ElementTree.fromstring(cost_picture("costs", {"programmes": {1: 0.5, 14: 2.0}, "members": {1: 1.0}}))
    bars = [float(one.get("width", 0)) for one in drawn.iter() if one.tag.endswith("rect")][1:]
    assert bars == pytest.approx([bars[1] / 4, bars[1], bars[1] / 2])
    words = [element.text for element in drawn.iter() if element.tag.endswith("text")]
    assert [text for text in words if text and text.endswith("ms")] == ["0.5 ms", "2 ms", "1 ms"]


def test_residents_write_what_only_the_model_can_read() -> None:
    readings = [read(NOTHING_ASKED, text, None, today()) for text in PLAIN]
    assert [(reading.step, reading.intent) for reading in readings] == [(None, None)] * len(PLAIN)
    assert all(reading.text for reading in readings)


def test_each_text_is_written_about_equally_often_and_the_same_each_time() -> None:
    texts = list(plain_texts(3 * len(PLAIN), seed=7))
    assert sorted(texts) == sorted(PLAIN * 3)
    assert texts == list(plain_texts(3 * len(PLAIN), seed=7))


def test_an_unknown_benchmark_is_named_with_those_that_exist(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["speed"])
    assert "added_time" in capsys.readouterr().err
