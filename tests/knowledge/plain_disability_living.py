"""困难残疾人生活补贴 read plainly (DIS16)."""

from fractions import Fraction
from random import Random
from typing import Any

from tests.knowledge.plain_rules import Answers, Lines, agreed, counted, line_of, yuan
from tests.knowledge.plain_statuses import statuses


def facts(rng: Random, answers: Answers, lines: Lines) -> dict[str, Any]:
    """What either disability allowance asks; somebody's own income at one and a half lines, or beside."""
    own = line_of(answers, lines) * Fraction(3, 2) + Fraction(rng.choice([-1, 0, 1]), 100)
    at_the_line = answers["member_count"] > 1 and own <= yuan(answers["household_income_month"]) and rng.random() < 0.5
    income = str(float(Fraction(int(own * 100), 100))) if at_the_line else answers["applicant.income_month"]
    return statuses(rng, answers) | {
        "applicant.hukou_in_zj": rng.random() < 0.9,
        "applicant.disability_cert_issued_in_zj": rng.random() < 0.9,
        "applicant.income_month": income,
    }


def holds(a: Answers, lines: Lines) -> bool | None:
    """Certified in Zhejiang, with a hukou there, and in need; tekun are not excluded in the county of the tests."""
    if not certified(a):
        return False
    readings = [True, False] if lines.pension_excluded is None else [lines.pension_excluded]
    return agreed([_in_need(a, lines, excluded) for excluded in readings])


def certified(a: Answers) -> bool:
    """A Zhejiang hukou and a certificate from there."""
    held = a["applicant.disability_type"] != "none" and a["applicant.disability_cert_issued_in_zj"]
    return bool(held and a["applicant.hukou_in_zj"])


def _in_need(a: Answers, lines: Lines, excluded: bool) -> bool:
    limit = line_of(a, lines) * Fraction(3, 2)
    together = counted(a, lines, excluded) / a["member_count"]
    own = 16 <= a["applicant.age"] < 60 and yuan(a["applicant.income_month"]) <= limit
    return bool(a["is_dibao"] or together <= limit or own)
