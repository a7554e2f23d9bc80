"""The long run as a whole: large enough, drawn from its seeds, resumable, and its kept report is the page's."""

import json
from pathlib import Path

import pytest

from tests.faults.__main__ import Journal
from tests.faults.plan import MAKERS, ON_SERVICES, ON_SQLITE, faults_of
from tests.faults.report import CONVERSATIONS, FAULTS, PAGE, page, reports, summary
from tests.faults.round import CHANNELS, WISHES, Found, bound
from tests.faults.town import SERVICES, SHAPES, SQLITE

ROUNDS, RESIDENTS = 5, 60
STORIES = {"who_asks by web": (["低保要带什么材料"], ["policy.said"])}


def found(seed: int, **changes) -> Found:
    plain = {"faults": {"app killed": 3}, "conversations": {"web": 2}, "seconds_to_rest": {"median": 1.0, "most": 9.0}}
    return Found(seed, "sqlite", **{**plain, **changes})


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_five_rounds_are_large_enough(shape) -> None:
    assert ROUNDS * len(list(faults_of(shape, 1))) >= FAULTS
    assert ROUNDS * RESIDENTS >= CONVERSATIONS


def test_every_kind_of_fault_can_be_made_on_its_shape() -> None:
    assert {*ON_SQLITE, *ON_SERVICES} == MAKERS.keys()
    assert {fault.kind for fault in faults_of(SQLITE, 1)} == ON_SQLITE.keys()
    assert {fault.kind for fault in faults_of(SERVICES, 1)} == ON_SERVICES.keys()


def test_a_seed_draws_the_same_faults_again_and_another_seed_others() -> None:
    def drawn(seed: int) -> list[tuple[str, float]]:
        return [(fault.kind, fault.pause) for fault in faults_of(SQLITE, seed)]

    assert drawn(7) == drawn(7)
    assert drawn(7) != drawn(8)


def test_every_wish_comes_on_every_channel() -> None:
    come = {(one.channel, one.wish) for one in bound(RESIDENTS, first=1)}
    assert come == {(channel, wish) for channel in CHANNELS for wish in WISHES}


def test_a_run_that_was_killed_goes_on_with_the_rounds_that_are_missing(tmp_path: Path) -> None:
    file = tmp_path / "sqlite.jsonl"
    first = Journal(file)
    first.add(found(1), STORIES)
    first.add(found(2), STORIES)
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole + '{"round": {"seed": 3, "sha', encoding="utf-8")
    again = Journal(file)
    assert [one.seed for one in again.rounds] == [1, 2]
    assert again.stories == STORIES
    again.add(found(3), STORIES)
    assert [one.seed for one in Journal(file).rounds] == [1, 2, 3]


def test_a_summary_counts_all_rounds_together() -> None:
    whole = summary("sqlite", [found(1), found(2, faults={"disk full": 1}, violations=["row 1 is lost"])])
    assert whole["faults"] == {"app killed": 3, "disk full": 1}
    assert (whole["faults_in_all"], whole["conversations_in_all"]) == (4, 4)
    assert whole["violations"] == ["seed 2: row 1 is lost"]


def test_the_page_has_a_row_for_each_kind_of_fault_and_a_column_for_each_shape() -> None:
    both = {name: summary(name, [found(1, doubled=["row 4 by telegram, 2 times: app killed"])]) for name in SHAPES}
    lines = page(both).splitlines()
    assert "| app killed | 3 | 3 |" in lines
    assert "- sqlite, seed 1: row 4 by telegram, 2 times: app killed" in lines


def test_the_kept_page_is_the_one_of_the_kept_reports() -> None:
    kept = reports()
    assert PAGE.exists() == bool(kept), "docs/faults.md and tests/faults/reports belong together"
    if kept:
        assert PAGE.read_text(encoding="utf-8") == page(kept)
        assert all(
            json.loads(json.dumps(summary(name, [Found(**one) for one in whole["rounds"]]))) == whole
            for name, whole in kept.items()
        )
