"""Judging fast, with what is shared looked at once, says of every rule what judging plainly says."""

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

import pytest

from knowledge import County, PolicySet, Situation, load_county
from knowledge.judging import Judged
from knowledge.programmes.programme import Unit
from knowledge.programmes.rule_book import programmes_on, written_out
from tests.knowledge.households import OVERRIDDEN, PENSION_OPEN, PENSION_OUT, hidden, household, lines_of
from tests.knowledge.plain_judging import Plainly

EXAMPLE = load_county("example")
REPORT = EXAMPLE.in_policy_set(PolicySet("seed_2012"))
PLACES = [(EXAMPLE, PENSION_OPEN), (OVERRIDDEN, PENSION_OUT), (EXAMPLE, date(2018, 6, 1)), (REPORT, date(2012, 11, 1))]
SITUATIONS = 30
# What makes ways of telling, rosters and ranges meet.
BESIDE: list[dict[str, Any]] = [
    {"second.age": 71, "second.income_month": 300, "applicant.supporters.0.age": 71},
    {"pc_income_month": 700, "household_income_month": {"low": 1000, "high": 4000}},
    {"second.disability_type": "mental", "second.disability_grade": 3, "member_count": {"low": 2}},
    {"pc_money_assets": {"high": 30000}, "pc_floor_area": 21, "home_count": 2},
]


def situations(seed: int) -> Iterator[Situation]:
    """Households told in part, some in two ways at once, some that contradict themselves."""
    rng, lines = Random(seed), lines_of(OVERRIDDEN, PENSION_OUT)
    for place in range(SITUATIONS):
        answers = household(rng, lines)
        few = set(rng.sample(sorted(answers), len(answers) * rng.choice((1, 4, 8)) // 10))
        away = hidden(rng, answers) | (few if place % 2 else set())
        told = {key: value for key, value in answers.items() if key not in away}
        beside = rng.choice(BESIDE) if rng.random() < 0.4 else {}
        yield Situation.from_answers({**told, **beside})


@pytest.mark.parametrize("record", [False, True], ids=["talk", "record"])
@pytest.mark.parametrize(("county", "on"), PLACES, ids=[f"{county.policy_set}-{on}" for county, on in PLACES])
def test_the_fast_way_says_what_the_plain_way_says(county: County, on: date, record: bool) -> None:
    parameters = county.parameters.at(on)
    seen: dict[bool | None, int] = {}
    for situation in situations(on.toordinal() + record):
        top = situation.frame(parameters, on, record=record)
        written_out(on).fill(top)
        plainly = Plainly(situation, parameters, on, record)
        for programme in programmes_on(on).values():
            if programme is None:
                continue
            for frame in top.persons if programme.unit is Unit.PERSON else [top]:
                fast = Judged.of(programme.rule, frame, situation)
                told = (fast.holds, fast.missing, fast.missing_parameters, fast.staff_decides)
                assert told == plainly.judged(programme.rule, frame.key), programme.name
                seen[fast.holds] = seen.get(fast.holds, 0) + 1
    assert min(seen.get(holds, 0) for holds in (True, False, None)) > 0
