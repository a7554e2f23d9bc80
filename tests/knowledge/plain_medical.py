"""医疗救助 read plainly, as it stands since rigid expenditure joined (OP23): who, and how much of a bill."""

from fractions import Fraction
from random import Random
from typing import Any

from tests.knowledge.plain_rules import Answers, Lines, yuan
from tests.knowledge.plain_statuses import STATUSES, statuses


def facts(rng: Random, answers: Answers, lines: Lines) -> dict[str, Any]:
    """What medical aid asks beside the household."""
    return statuses(rng, answers) | {
        "applicant.hospital_designated": rng.random() < 0.85,
    }


def holds(a: Answers, lines: Lines) -> bool | None:
    """In one of the groups, and seen in a designated hospital."""
    return bool(a["applicant.hospital_designated"] and any(a[status] for status in STATUSES))


def aid(a: Answers, figures: dict[str, Fraction]) -> Fraction:
    """The share of what insurance has left, above the deductible, within what the year's cap leaves."""
    group = next((one for one in ("tekun", "dibao", "edge") if a.get(f"is_{one}")), "other")
    paid = sum(yuan(a[f"applicant.{payer}_insurance_paid"]) for payer in ("basic", "critical", "other"))
    left = max(Fraction(0), yuan(a["applicant.medical_compliant_cost"]) - paid)
    deductible = figures["med_deductible_other"] if group == "other" else Fraction(0)
    share = Fraction(1) if group == "tekun" else figures[f"med_rate_{group}"]
    room = max(Fraction(0), figures["med_cap_year"] - yuan(a["applicant.medical_aid_paid_this_year"]))
    return min(room, max(Fraction(0), left - deductible) * share)
