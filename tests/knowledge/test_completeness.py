"""How often a verdict is left open although every way of filling in the hidden facts gives the same one."""

from collections.abc import Mapping
from itertools import product
from random import Random
from typing import Any

import pytest

from knowledge import FactKind, Situation, Verdict, assess, vocabulary
from tests.knowledge.households import OVERRIDDEN, PENSION_OUT, household, lines_of

HOUSEHOLDS, HIDDEN = 120, 2
AT_MOST = 0.005
TRUTH = {Verdict.ELIGIBLE: True, Verdict.INELIGIBLE: False, Verdict.UNKNOWN: None}
# facts of which one tells the other: they cannot be filled in apart
BOUND = {"has_severe_member", "assistance_recipient", "legal_aid_card_group", "unlisted_income_month"}


def values(key: str) -> list[Any]:
    """Every value that a yes-or-no fact or a choice can have."""
    fact = vocabulary()[key.rpartition(".")[2]]
    return [True, False] if fact.kind is FactKind.FLAG else [choice.code for choice in fact.choices]


def can_be_enumerated(key: str) -> bool:
    """Whether a fact has few values and none that another fact tells already."""
    name = key.rpartition(".")[2]
    fact = vocabulary()[name]
    return fact.kind in (FactKind.FLAG, FactKind.CHOICE) and name not in BOUND and not name.startswith("is_")


def judged(answers: Mapping[str, Any]) -> dict[str, bool | None]:
    """The verdicts by programme."""
    programmes = assess(Situation.from_answers(answers), PENSION_OUT, OVERRIDDEN).programmes
    return {name: TRUTH[result.verdict] for name, result in programmes.items()}


@pytest.mark.timeout(600)  # every combination of the hidden facts is judged in full
def test_what_every_completion_settles_is_left_open_hardly_ever() -> None:
    rng, lines = Random(404), lines_of(OVERRIDDEN, PENSION_OUT)
    left_open = opened = compared = 0
    for _ in range(HOUSEHOLDS):
        answers = household(rng, lines)
        keys = rng.sample(sorted(key for key in answers if can_be_enumerated(key)), HIDDEN)
        told = judged({key: value for key, value in answers.items() if key not in keys})
        filled = [
            judged({**answers, **dict(zip(keys, combination, strict=True))})
            for combination in product(*(values(key) for key in keys))
        ]
        for name, verdict in told.items():
            outcomes = {one[name] for one in filled}
            compared += 1
            opened += verdict is None
            left_open += verdict is None and len(outcomes) == 1 and None not in outcomes
            if verdict is not None:  # a completion that contradicts what was told of the same thing is open again
                assert outcomes <= {verdict, None}, (name, keys)
    assert opened > HOUSEHOLDS / 10
    assert left_open / compared <= AT_MOST
