"""就业援助 read plainly, as it stands since 2025: a poor household (ZJ-SA 33) or one of the groups of JOB25."""

from random import Random
from typing import Any

from tests.knowledge.plain_rules import Answers, Lines
from tests.knowledge.plain_statuses import statuses

FLAGS = (
    "unemployed", "registered_unemployed", "willing_to_work", "ui_benefit_ended", "on_local_hard_job_list",
)  # fmt: skip
MOSTLY = {"unemployed": 0.8, "registered_unemployed": 0.8, "willing_to_work": 0.8}


def facts(rng: Random, answers: Answers, lines: Lines) -> dict[str, Any]:
    """What employment aid asks beside the household; ages at the lines."""
    age = rng.choice([answers["applicant.age"], 15, 16, 44, 45, 46, 54, 55, 59, 60])
    return (
        statuses(rng, answers)
        | {f"applicant.{flag}": rng.random() < MOSTLY.get(flag, 0.15) for flag in FLAGS}
        | {
            "applicant.age": age,
            "applicant.sex": rng.choice(["female", "male"]),
            "applicant.labour_capacity": rng.choice(["full", "full", "partial", "none"]),
            "applicant.registered_unemployed_months": rng.choice([0, 5, 6, 7, 20]),
            "applicant.ui_benefit_months": rng.choice([0, 0, 5, 6]),
            "zero_job_household": rng.random() < 0.3,
            "business_or_investment_income": rng.random() < 0.3,
        }
    )


def holds(a: Answers, lines: Lines) -> bool | None:
    """Of working age, able, jobless; and poor, or registered, willing and in a group."""
    if not 16 <= a["applicant.age"] < 60 or a["applicant.labour_capacity"] == "none" or not a["applicant.unemployed"]:
        return False
    if a["is_dibao"] or a["is_edge"]:
        return True
    return a["applicant.registered_unemployed"] and a["applicant.willing_to_work"] and _hard_to_employ(a)


def _hard_to_employ(a: Answers) -> bool:
    older = a["applicant.age"] >= (45 if a["applicant.sex"] == "female" else 55)
    idle_home = a["zero_job_household"] and a["area_type"] == "urban" and not a["business_or_investment_income"]
    return any(
        (
            older and a["applicant.registered_unemployed_months"] >= 6,
            idle_home,
            a["applicant.ui_benefit_months"] >= 6 or a["applicant.ui_benefit_ended"],
            a["applicant.disability_type"] != "none" and not a["is_tekun"],
            a["applicant.on_local_hard_job_list"],
        )
    )
