"""The short form of `make fuzz`: each parser refuses what it cannot read, and never breaks."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.__main__ import Outcome, fuzz
from tests.fuzz.targets import TARGETS, Target


@pytest.mark.parametrize("target", TARGETS, ids=[target.name for target in TARGETS])
def test_a_parser_reads_or_refuses_whatever_it_is_fed(target: Target) -> None:
    @settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
    @given(target.examples)
    def eats(example: object) -> None:
        target.eat(example)

    eats()


def test_the_long_form_finds_a_planted_fault() -> None:
    def break_at_seven(number: int) -> None:
        if number % 7 == 0:
            raise ZeroDivisionError

    planted = Target("planted", st.integers(), break_at_seven, ())
    outcome = fuzz(planted, seconds=0.5, first_seed=1)
    assert outcome.crashes
    assert "ZeroDivisionError" in outcome.crashes[0]


def test_the_long_form_counts_what_was_taken_and_refused() -> None:
    outcome: Outcome = fuzz(TARGETS[-3], seconds=0.5, first_seed=1)
    assert outcome.crashes == []
    assert outcome.examples == outcome.taken + outcome.refused > 0
