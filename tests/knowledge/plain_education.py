"""教育救助 read plainly, as it stands since OP23. None stands for "the school decides"."""

from random import Random
from typing import Any

from knowledge import vocabulary
from tests.knowledge.plain_rules import Answers, Lines
from tests.knowledge.plain_statuses import statuses

POOR = ("is_tekun", "is_dibao", "is_edge", "is_rigid")
SCHOOLS = ("preschool", "compulsory", "senior", "vocational", "college")


def facts(rng: Random, answers: Answers, lines: Lines) -> dict[str, Any]:
    """What school aid asks beside the household."""
    stages = [choice.code for choice in vocabulary()["student_stage"].choices]
    flags = ("cannot_attend_school", "school_confirms_hardship", "veteran_or_martyr_family")
    return (
        statuses(rng, answers)
        | {f"applicant.{flag}": rng.random() < 0.2 for flag in flags}
        | {"applicant.student_stage": rng.choice(stages)}
    )


def holds(a: Answers, lines: Lines) -> bool | None:
    """A pupil of a poor household; a disabled child who cannot go to school, whatever the household has."""
    stage, disabled = a["applicant.student_stage"], a["applicant.disability_type"] != "none"
    if a["applicant.cannot_attend_school"] and disabled:
        return True
    if stage not in SCHOOLS:
        return False
    if any(a[status] for status in POOR):
        return True
    if stage == "preschool" and (disabled or a["applicant.veteran_or_martyr_family"]):
        return True
    return None if a["applicant.school_confirms_hardship"] else False
