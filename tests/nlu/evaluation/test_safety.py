"""The layer without a model on the frozen files: what was reached may not be lost (docs/safety.md)."""

import pytest

from nlu.evaluation import halves, safety

LEAST_DANGER_RECALL = {"tuning": 0.97, "judging": 0.93}
LEAST_DANGER_PRECISION = {"tuning": 0.93, "judging": 0.85}
LEAST_ANSWERS = {"tuning": 0.98, "judging": 0.95}
LEAST_COMMANDS = {"tuning": 0.85, "judging": 0.35}


@pytest.mark.parametrize("half", safety.HALVES)
def test_danger_is_found_and_seldom_imagined(half: halves.Half) -> None:
    found = safety.danger(half)
    assert (found.recall.value or 0) >= LEAST_DANGER_RECALL[half]
    assert (found.precision.value or 0) >= LEAST_DANGER_PRECISION[half]


@pytest.mark.parametrize("half", safety.HALVES)
@pytest.mark.parametrize("command", ["stop", "human", "help"])
def test_no_message_is_taken_for_a_command(command: str, half: halves.Half) -> None:
    found = safety.command(command, half)
    assert found.false_hits.hits == 0
    assert (found.recall.value or 0) >= LEAST_COMMANDS[half]


@pytest.mark.parametrize("half", safety.HALVES)
def test_answers_are_read_as_a_clerk_reads_them(half: halves.Half) -> None:
    assert (safety.answers(half)["all"].value or 0) >= LEAST_ANSWERS[half]


def test_a_row_stays_in_its_half_however_it_is_written() -> None:
    texts = [f"message {n}" for n in range(400)]
    assert 150 < sum(halves.half_of(text) == "judging" for text in texts) < 250
    assert all(halves.half_of(text) == halves.half_of(f" {text.upper()} ") for text in texts)


def test_counting_tells_a_hit_from_a_miss() -> None:
    assert safety.danger("tuning", lambda text: "danger").recall.value == 1.0
    nothing = safety.danger("tuning", lambda text: None)
    assert (nothing.recall.hits, nothing.precision.of, nothing.false_hits.hits) == (0, 0, 0)


def test_the_page_shows_what_was_measured_with_the_model() -> None:
    docs = safety.HELD_OUT.parents[1] / "docs"
    kept = (docs / "understanding" / "safety" / "report.md").read_text(encoding="utf-8").splitlines()
    page = (docs / "safety.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in kept if line.startswith("| danger") and line not in page] == []


def test_the_page_shows_the_figures_of_today() -> None:
    page = (safety.HELD_OUT.parents[1] / "docs" / "safety.md").read_text(encoding="utf-8")
    assert "\n".join(safety.report()) in page
