"""C2: sums of the reports that do not add up are quoted in parts and flagged, never totalled."""

import re
from decimal import Decimal

import pytest

from knowledge.reported_sums import reported_sums

CLOSING = ("pilot_county_money", "pilot_households", "pilot_scattered", "pilot_building_days")
DIFFERING = {"pilot_rooms": ("2650", "2670"), "pilot_funds": ("719.31", "729.31")}
NUMBER = re.compile(r"\d+(?:\.\d+)?")


@pytest.mark.parametrize("id", CLOSING)
def test_c2_a_sum_that_closes_is_said_as_one(id: str) -> None:
    found = reported_sums()[id]
    assert found.closes
    assert "合计" in found.sentence_zh
    assert "对不上" not in found.sentence_zh


@pytest.mark.parametrize(("id", "stated", "ours"), [(id, *sums) for id, sums in DIFFERING.items()])
def test_c2_a_sum_that_does_not_close_is_quoted_in_parts_and_flagged(id: str, stated: str, ours: str) -> None:
    found = reported_sums()[id]
    assert not found.closes
    assert stated in found.sentence_zh
    assert "对不上" in found.sentence_zh
    assert sum(found.parts.values()) == Decimal(ours)
    assert ours not in NUMBER.findall(found.sentence_zh)


def test_c2_two_costs_that_contradict_each_other_are_both_quoted() -> None:
    found = reported_sums()["pilot_main_structure"]
    assert {"36000", "42000"} <= set(NUMBER.findall(found.sentence_zh))
    assert "其中一处应是不便" in found.sentence_zh


@pytest.mark.parametrize("id", list(reported_sums()))
def test_c1_every_sum_of_the_pilot_says_that_it_is_of_another_province(id: str) -> None:
    found = reported_sums()[id]
    assert found.source.tag == "S1"
    assert "外省" in found.label_zh


def test_every_part_is_quoted() -> None:
    for found in reported_sums().values():
        said = NUMBER.findall(found.sentence_zh)
        assert all(f"{value:f}" in said for value in found.parts.values())
