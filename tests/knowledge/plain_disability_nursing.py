"""重度残疾人护理补贴 read plainly (DIS16)."""

from fractions import Fraction
from random import Random
from typing import Any

from tests.knowledge.plain_disability_living import certified
from tests.knowledge.plain_rules import Answers, Lines

RATES = {"full": Fraction(500), "basic": Fraction(250), "partial": Fraction(125)}


def facts(rng: Random, answers: Answers, lines: Lines) -> dict[str, Any]:
    """What the nursing allowance asks beside what both allowances ask."""
    return {
        "applicant.needs_long_term_care": rng.random() < 0.8,
        "applicant.care_level": rng.choice([*RATES]),
        "applicant.in_care_institution": rng.random() < 0.3,
        "applicant.work_injury_care_pay": rng.random() < 0.1,
    }


def holds(a: Answers, lines: Lines) -> bool | None:
    """Severe, intellectual or mental, and in need of care; nobody is excluded in the county of the tests."""
    severe = a["applicant.disability_grade"] <= 2 or a["applicant.disability_type"] in ("intellectual", "mental")
    return bool(certified(a) and severe and a["applicant.needs_long_term_care"])


def a_month(a: Answers) -> Fraction:
    """Half as much again in an institution."""
    return RATES[a["applicant.care_level"]] * (Fraction(3, 2) if a["applicant.in_care_institution"] else 1)
