"""住房救助 read plainly, as it stands since OP23: in need of a home, and assisted in town or settled here with little."""

from fractions import Fraction
from random import Random
from typing import Any

from tests.knowledge.plain_rules import Answers, Lines, agreed, counted, yuan
from tests.knowledge.plain_statuses import statuses


def facts(rng: Random, answers: Answers, lines: Lines) -> dict[str, Any]:
    """What rental housing asks beside the household; its limits in the tests are areas and sums that the household is drawn at."""
    return statuses(rng, answers) | {
        "no_house": answers["home_count"] == 0,
        "has_public_housing": rng.random() < 0.15,
        "tall_block": rng.random() < 0.3,
        "applicant.in_care_institution": rng.random() < 0.3,
        "applicant.stable_job_years": rng.choice([0, 2, 3, 4]),
    }


def possible(a: Answers) -> bool:
    """Who has no house has none."""
    return bool(a["no_house"] == (a["home_count"] == 0))


def holds(a: Answers, lines: Lines) -> bool | None:
    """In need, not housed by the public yet, and on one of the two ways."""
    if a["has_public_housing"] or not (a["no_house"] or yuan(a["floor_area"]) < _limit(a, lines)):
        return False
    if a["area_type"] == "urban" and _assisted(a):
        return True
    readings = [True, False] if lines.pension_excluded is None else [lines.pension_excluded]
    return agreed([_with_little(a, lines, excluded) for excluded in readings])


def _limit(a: Answers, lines: Lines) -> Fraction:
    figures, n = lines.figures, a["member_count"]
    small = n <= figures["rental_small_household"]
    limit = figures["rental_home_limit_small"] if small else figures["rental_home_limit_pc"] * n
    return limit + (figures["rental_home_limit_tall"] if a["tall_block"] else 0)


def _assisted(a: Answers) -> bool:
    at_home = a["is_tekun"] and not a["applicant.in_care_institution"]
    return bool(a["is_dibao"] or a["is_edge"] or a["is_rigid"] or at_home)


def _with_little(a: Answers, lines: Lines, excluded: bool) -> bool:
    figures, n = lines.figures, a["member_count"]
    of_the_town = a["area_type"] == "urban" and a["hukou_county"] == "here"
    steady = a["applicant.stable_job_years"] >= figures["rental_stable_job_years"]
    line = figures["pc_disposable_prev_year"] * figures["low_income_house_share"]
    return bool(
        (of_the_town or steady)
        and counted(a, lines, excluded) * 12 / n < line
        and yuan(a["household_money_assets"]) / n < figures["rental_money_assets_pc"]
    )
