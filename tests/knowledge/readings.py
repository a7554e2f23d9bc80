"""The plain readings of all programmes in one place, each with the facts that it needs to be read.

A programme beyond the first four has a file `plain_<programme>` with two functions: `facts` makes up what the programme asks
beside the shared household, at its thresholds or beside them; `holds` says what the law says of a fully known household.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.knowledge import (
    plain_disability_living,
    plain_disability_nursing,
    plain_education,
    plain_employment,
    plain_house_renovation,
    plain_medical,
    plain_price_subsidy,
    plain_rental_housing,
    plain_rigid_expenditure,
    plain_statuses,
    plain_temporary,
)
from tests.knowledge.plain_rules import Answers, Lines, economic_verdicts


def always(answers: Answers) -> bool:
    """Whether the facts can all be true together, where nothing could contradict."""
    return True


@dataclass(frozen=True)
class Reading:
    """One programme read plainly. `possible` says whether the facts of a household can all be true together."""

    facts: Callable[[Random, Answers, Lines], dict[str, Any]]
    holds: Callable[[Answers, Lines], bool | None]
    possible: Callable[[Answers], bool] = always


READINGS: Mapping[str, Reading] = {
    "rigid_expenditure": Reading(plain_rigid_expenditure.facts, plain_rigid_expenditure.holds, plain_statuses.possible),
    "rental_housing": Reading(plain_rental_housing.facts, plain_rental_housing.holds, plain_rental_housing.possible),
    "house_renovation": Reading(plain_house_renovation.facts, plain_house_renovation.holds),
    "temporary": Reading(plain_temporary.facts, plain_temporary.holds),
    "price_subsidy": Reading(plain_price_subsidy.facts, plain_price_subsidy.holds),
    "medical": Reading(plain_medical.facts, plain_medical.holds, plain_statuses.possible),
    "education": Reading(plain_education.facts, plain_education.holds),
    "employment": Reading(plain_employment.facts, plain_employment.holds),
    "disability_living": Reading(plain_disability_living.facts, plain_disability_living.holds),
    "disability_nursing": Reading(plain_disability_nursing.facts, plain_disability_nursing.holds),
}


def verdicts(answers: Answers, lines: Lines) -> dict[str, bool | None]:
    """What every programme says of a fully known household, or of the applicant where the unit is a person."""
    return economic_verdicts(answers, lines) | {
        name: reading.holds(answers, lines) for name, reading in READINGS.items()
    }
