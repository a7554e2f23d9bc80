"""Trees written out as straight Python give every node the value that walking gives it."""

from datetime import date
from random import Random

import pytest

from knowledge import Situation
from knowledge.programmes.rule_book import rule_book, written_out
from tests.knowledge.households import OVERRIDDEN, PENSION_OPEN, PENSION_OUT, hidden, household, lines_of

DAYS = (date(2012, 11, 1), date(2018, 6, 1), PENSION_OUT, PENSION_OPEN)


@pytest.mark.parametrize("names", [None, ("dibao",), ("legal_aid", "tekun")], ids=str)
@pytest.mark.parametrize("on", DAYS, ids=str)
def test_every_value_is_the_one_that_walking_gives(on: date, names: tuple[str, ...] | None) -> None:
    rng, lines = Random(31), lines_of(OVERRIDDEN, PENSION_OUT)
    parameters = OVERRIDDEN.parameters.at(on)
    compared = 0
    for _ in range(40):
        answers = household(rng, lines)
        away = hidden(rng, answers)
        told = {key: value for key, value in answers.items() if key not in away}
        if rng.random() < 0.5:
            told |= {"second.age": rng.randint(0, 90), "applicant.supporters.0.age": 71, "member_count": {"low": 2}}
        situation = Situation.from_answers(told)
        filled, walked = situation.frame(parameters, on), situation.frame(parameters, on)
        written_out(on, names).fill(filled)
        for one, other in zip((filled, *filled.persons), (walked, *walked.persons), strict=True):
            for node, value in list(one.memo.items()):
                assert value == other.value(node), type(node).__name__
                compared += 1
    assert compared > 40 * 20


def test_all_programmes_are_written_out_once_a_day_of_change() -> None:
    assert written_out(PENSION_OPEN) is written_out(date(2026, 11, 25))
    assert written_out(PENSION_OPEN) is not written_out(PENSION_OPEN, tuple(rule_book())[:1])
