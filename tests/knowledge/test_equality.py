"""A line is a line to the fen: whole fen against line x members x percent, judged by exact fractions."""

from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest

from knowledge import Situation, Verdict, assess
from tests.knowledge.households import COUNTY, PENSION_OUT

GRID = [(fen, members) for fen in (46409, 32902, 105001, 99999, 33333) for members in (1, 2, 3, 7, 12, 20)]
BASE = {
    "area_type": "rural",
    "hukou_county": "here",
    "consent_to_verification": True,
    "declared_truthfully": True,
    "has_living_vehicle_or_boat": False,
    "has_commercial_property": False,
    "household_money_assets": 0,
    "income_not_counted_month": 0,
    "basic_pension_month": 0,
    "has_severe_member": False,
    "applicant.age": 40,
    "applicant.disability_type": "none",
}


@pytest.mark.parametrize(("fen", "members"), GRID)
def test_a_fen_on_either_side_of_the_dibao_line_decides(fen: int, members: int) -> None:
    county = COUNTY.with_parameters({"dibao_std": str_of(fen)})
    for beside, expected in ((-1, Verdict.ELIGIBLE), (0, Verdict.INELIGIBLE), (1, Verdict.INELIGIBLE)):
        answers = {**BASE, "member_count": members, "household_income_month": Decimal(fen * members + beside) / 100}
        assert assess(Situation.from_answers(answers), PENSION_OUT, county).programmes["dibao"].verdict is expected


@pytest.mark.parametrize(("fen", "members"), GRID)
@pytest.mark.parametrize("percent", [150, 200, 133])
def test_the_edge_line_is_exact_where_it_is_no_whole_fen(fen: int, members: int, percent: int) -> None:
    county = COUNTY.with_parameters({"dibao_std": str_of(fen), "edge_multiple": percent / 100, "min_wage": 90000})
    exact = Fraction(fen * members * percent, 100)
    below = exact.numerator // exact.denominator
    for total in (below - 1, below, below + 1):
        answers = {**BASE, "member_count": members, "household_income_month": Decimal(total) / 100}
        verdict = assess(Situation.from_answers(answers), PENSION_OUT, county).programmes["dibao_edge"].verdict
        at = Verdict.UNKNOWN if total == exact else Verdict.ELIGIBLE if total < exact else Verdict.INELIGIBLE
        assert verdict is at


def test_money_assets_are_exact_over_random_lines() -> None:
    rng = Random(3)
    for _ in range(200):
        fen, members, years = rng.randint(30000, 150000), rng.randint(1, 20), rng.choice([3, 4])
        county = COUNTY.with_parameters({"dibao_std": str_of(fen), "money_asset_years_k": years})
        line = fen * members * 12 * years
        for beside in (-1, 0):
            answers = {**BASE, "member_count": members, "household_income_month": 0}
            answers["household_money_assets"] = Decimal(line + beside) / 100
            verdict = assess(Situation.from_answers(answers), PENSION_OUT, county).programmes["dibao"].verdict
            assert (verdict is Verdict.ELIGIBLE) == (beside < 0)


def str_of(fen: int) -> float:
    """Yuan as an input document writes them."""
    return fen / 100
