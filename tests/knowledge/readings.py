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
    plain_medical,
    plain_statuses,
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
