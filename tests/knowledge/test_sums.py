"""What medical aid and the disability allowances come to: equal to the plain reading, to the fen, and never beyond the law."""

from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import Situation, Verdict, assess, load_county
from tests.knowledge.plain_disability_nursing import RATES, a_month
from tests.knowledge.plain_medical import aid

ON = date(2026, 7, 1)
EXAMPLE = load_county("example")
NOWHERE = load_county("zhejiang_2012").in_policy_set(EXAMPLE.policy_set)
LOWEST = {"dibao": Fraction(7, 10), "edge": Fraction(6, 10), "tekun": Fraction(1)}
FLOOR_OF_THE_CAP = Fraction(80_000)

seeds = st.integers(0, 2**32 - 1)
examples = settings(max_examples=60, deadline=None)


def patient(rng: Random, group: str) -> dict[str, Any]:
    """A bill with all who paid, of somebody in a group."""
    approved = rng.choice([0, 1, 10_000, 80_000, rng.randint(0, 300_000)]) + rng.choice([0, 0.01, 0.99])
    return {
        f"is_{group}": True,
        "applicant.hospital_designated": True,
        "applicant.medical_compliant_cost": approved,
        "applicant.basic_insurance_paid": rng.choice([0, rng.randint(0, int(approved))]),
        "applicant.critical_insurance_paid": rng.choice([0, 0, 5_000]),
        "applicant.other_insurance_paid": rng.choice([0, 0, 100.5]),
        "applicant.medical_aid_paid_this_year": rng.choice([0, 0, 20_000, 79_999.99, 80_000, 90_000]),
    }


def own_share(bill: dict[str, Any]) -> Fraction:
    """What all insurances leave."""
    paid = sum(Fraction(str(bill[f"applicant.{payer}_insurance_paid"])) for payer in ("basic", "critical", "other"))
    return max(Fraction(0), Fraction(str(bill["applicant.medical_compliant_cost"])) - paid)


@examples
@given(seed=seeds, group=st.sampled_from(["tekun", "dibao", "edge", "medical_poor", "rigid"]))
def test_medical_aid_is_that_of_the_plain_rules_where_the_county_has_its_figures(seed: int, group: str) -> None:
    rng = Random(seed)
    bill = patient(rng, group)
    rates = {
        "med_rate_dibao": rng.randint(70, 100),
        "med_rate_edge": rng.randint(60, 100),
        "med_rate_other": rng.randint(50, 100),
    }
    figures = {name: Fraction(percent, 100) for name, percent in rates.items()}
    figures |= {
        "med_cap_year": Fraction(rng.choice([80_000, 100_000])),
        "med_deductible_other": Fraction(rng.choice([0, 9_000])),
    }
    county = EXAMPLE.with_parameters({name: float(value) for name, value in figures.items()})
    result = assess(Situation.from_answers(bill), ON, county, ["medical"]).programmes["medical"]
    assert result.amount is not None
    assert result.amount.exact
    assert Fraction(result.amount.low) == aid(bill, figures)


@examples
@given(seed=seeds, group=st.sampled_from(["tekun", "dibao", "edge"]))
def test_without_a_countys_figures_medical_aid_lies_between_the_laws_lowest_and_the_whole(
    seed: int, group: str
) -> None:
    bill = patient(Random(seed), group)
    result = assess(Situation.from_answers(bill), ON, NOWHERE, ["medical"]).programmes["medical"]
    assert result.amount is not None
    room = max(Fraction(0), FLOOR_OF_THE_CAP - Fraction(str(bill["applicant.medical_aid_paid_this_year"])))
    assert Fraction(result.amount.low) == min(room, own_share(bill) * LOWEST[group])
    assert result.amount.high <= own_share(bill)


@examples
@given(seed=seeds, more=st.integers(1, 10_000_000))
def test_a_larger_bill_never_brings_less_medical_aid(seed: int, more: int) -> None:
    bill = patient(Random(seed), "edge")
    larger = {**bill, "applicant.medical_compliant_cost": bill["applicant.medical_compliant_cost"] + more / 100}
    before, after = (
        assess(Situation.from_answers(one), ON, NOWHERE).programmes["medical"].amount for one in (bill, larger)
    )
    assert before is not None
    assert after is not None
    assert (before.low, before.high) <= (after.low, after.high)


@pytest.mark.parametrize("group", ["dibao", "edge"])
def test_the_dossiers_worked_check_of_a_bill_of_thirty_thousand(group: str) -> None:
    bill = {f"is_{group}": True, "applicant.hospital_designated": True, "applicant.oop_compliant_cost": 30_000}
    amount = assess(Situation.from_answers(bill), ON, NOWHERE).programmes["medical"].amount
    assert amount is not None
    assert amount.low == {"dibao": 21_000, "edge": 18_000}[group]


@pytest.mark.parametrize("level", RATES)
@pytest.mark.parametrize("in_institution", [True, False])
def test_the_nursing_allowance_is_that_of_the_plain_rules(level: str, in_institution: bool) -> None:
    answers = {
        "applicant.hukou_in_zj": True, "applicant.disability_type": "limb", "applicant.disability_grade": 1,
        "applicant.disability_cert_issued_in_zj": True, "applicant.needs_long_term_care": True, "is_dibao": True,
        "applicant.care_level": level, "applicant.in_care_institution": in_institution,
    }  # fmt: skip
    result = assess(Situation.from_answers(answers), ON, EXAMPLE).programmes["disability_nursing"]
    assert result.verdict is Verdict.ELIGIBLE
    assert result.amount is not None
    assert Fraction(result.amount.low) == Fraction(result.amount.high) == a_month(answers)


GRID = [(fen, members) for fen in (46409, 32902, 105001, 99999, 33333) for members in (1, 2, 3, 7, 12)]
AGED = {
    "applicant.age": 70, "applicant.hukou_in_zj": True, "applicant.disability_type": "limb",
    "applicant.disability_cert_issued_in_zj": True, "is_dibao": False, "is_tekun": False, "area_type": "rural",
    "income_not_counted_month": 0, "basic_pension_month": 0,
}  # fmt: skip


@pytest.mark.parametrize(("fen", "members"), GRID)
@pytest.mark.parametrize("percent", [150, 133])
def test_one_and_a_half_lines_are_exact_where_they_are_no_whole_fen(fen: int, members: int, percent: int) -> None:
    county = EXAMPLE.with_parameters({"dibao_std": fen / 100, "dis_living_income_multiple": percent / 100})
    exact = Fraction(fen * members * percent, 100)
    below = exact.numerator // exact.denominator
    for total in (below - 1, below, below + 1):
        answers = {**AGED, "member_count": members, "household_income_month": total / 100}
        verdict = assess(Situation.from_answers(answers), ON, county).programmes["disability_living"].verdict
        assert verdict is (Verdict.ELIGIBLE if total <= exact else Verdict.INELIGIBLE)


@pytest.mark.parametrize("fen", [46409, 32902, 99999, 96000])
def test_the_living_allowance_is_three_tenths_of_the_line(fen: int) -> None:
    answers = {**AGED, "member_count": 2, "household_income_month": 0}
    result = assess(Situation.from_answers(answers), ON, EXAMPLE.with_parameters({"dibao_std": fen / 100}))
    amount = result.programmes["disability_living"].amount
    assert amount is not None
    assert Fraction(amount.low) == Fraction(fen * 30, 10_000)
