"""Temporary assistance, the price subsidy and rigid expenditure: ceilings, emergencies, triggers, spending, each with its arithmetic."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import ProgrammeResult, Situation, Verdict, assess, load_county
from knowledge.county import laws_parameters
from knowledge.programmes.rule_book import programmes_on
from tests.knowledge.households import OVERRIDDEN, PENSION_OUT, household, lines_of

EXAMPLE = load_county("example")
ON = date(2026, 11, 24)
FIRE: dict[str, Any] = {
    "area_type": "rural", "hukou_county": "here", "member_count": 3, "event_kind": "fire", "event_here": True,
    "basic_living_in_trouble": True, "other_aid_not_enough": True, "urgent_need": False, "home_destroyed": False,
    "exceptional_hardship": False, "residence_permit_zj": False,
}  # fmt: skip
SPENT: dict[str, Any] = {
    "area_type": "rural", "hukou_county": "here", "member_count": 3, "is_dibao": False, "is_edge": False, "is_tekun": False,
    "household_income_month": 7500, "income_not_counted_month": 0, "basic_pension_month": 0, "income_12m": 90000,
    "rigid_property_ok": True, "consent_to_verification": True, "declared_truthfully": True,
}  # fmt: skip
KINDS = ("living", "medical", "education", "rehab", "other")


def judged(programme: str, told: dict[str, Any], on: date = ON) -> ProgrammeResult:
    """One programme of the example county."""
    return assess(Situation.from_answers(told), on, EXAMPLE).programmes[programme]


def held(result: ProgrammeResult) -> set[str]:
    """The notes that hold."""
    return {note.id for note in result.notes if note.holds}


# ----------------------------------------------------------------------------------------------------------- temporary


def test_the_ceiling_is_a_range_from_nought_with_its_arithmetic() -> None:
    amount = judged("temporary", FIRE).amount
    assert amount is not None
    assert (amount.low, amount.high, amount.at_most) == (0, Decimal(5760), True)
    assert amount.unit_zh == "元/人"
    assert "960 × 6 = 5760" in amount.steps[0]


@settings(max_examples=50, deadline=None)
@given(fen=st.integers(1, 500_000), hard=st.booleans())
def test_the_ceiling_is_six_or_twelve_lines_to_the_fen(fen: int, hard: bool) -> None:
    county = EXAMPLE.with_parameters({"dibao_std": fen / 100})
    told = Situation.from_answers({**FIRE, "exceptional_hardship": hard})
    amount = assess(told, ON, county).programmes["temporary"].amount
    assert amount is not None
    assert Fraction(amount.high) == Fraction(fen * (12 if hard else 6), 100)


def test_in_an_emergency_aid_comes_first_and_papers_follow() -> None:
    programme = programmes_on(ON, ["temporary"])["temporary"]
    assert programme is not None
    steps = [step.id for step in programme.procedure]
    assert steps.index("temporary.help_first") < steps.index("temporary.check") < steps.index("temporary.papers_after")
    assert judged("temporary", {**FIRE, "urgent_need": True}).urgent is True
    assert judged("temporary", FIRE).urgent is False


def test_before_august_2020_the_papers_came_first() -> None:
    programme = programmes_on(date(2020, 8, 24), ["temporary"])["temporary"]
    assert programme is not None
    assert not {"temporary.help_first", "temporary.papers_after"} & {step.id for step in programme.procedure}


NOTES: dict[str, tuple[dict[str, Any], str]] = {
    "whom this county has nothing to do with": ({"hukou_county": "elsewhere", "event_here": False}, "temporary.relief_station"),
    "out of work without cover": (
        {"event_kind": "unemployment", "no_income_months": 3, "applicant.unemployment_insured": False},
        "temporary.epidemic_rule",
    ),
    "helped once this year": ({"temporary_aid_times": 1}, "temporary.helped_before"),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "note"), NOTES.values(), ids=list(NOTES))
def test_what_else_must_be_known_is_said(changes: dict[str, Any], note: str) -> None:
    assert note in held(judged("temporary", {**FIRE, **changes}))
    assert note not in held(judged("temporary", {**FIRE, "temporary_aid_times": 0}))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), more=st.integers(1, 1_000_000))
def test_more_loss_never_takes_temporary_aid_away(seed: int, more: int) -> None:
    answers = household(Random(seed), lines_of(OVERRIDDEN, PENSION_OUT))
    worse = {**answers, "event_loss": str(float(Fraction(answers["event_loss"]) + Fraction(more, 100)))}
    before, after = (
        assess(Situation.from_answers(told), PENSION_OUT, OVERRIDDEN).programmes["temporary"].verdict
        for told in (answers, worse)
    )
    assert after is not Verdict.INELIGIBLE or before is Verdict.INELIGIBLE


def test_c26_an_emergency_asks_for_no_hukou_and_anything_else_does() -> None:
    elsewhere = {**FIRE, "hukou_county": "elsewhere"}
    assert judged("temporary", elsewhere).verdict is Verdict.ELIGIBLE
    assert judged("temporary", {**elsewhere, "event_kind": "other"}).verdict is Verdict.INELIGIBLE


def test_c28_temporary_aid_is_for_what_other_aid_leaves() -> None:
    assert judged("temporary", {**FIRE, "is_dibao": True}).verdict is Verdict.ELIGIBLE
    assert judged("temporary", {**FIRE, "other_aid_not_enough": False}).verdict is Verdict.INELIGIBLE


def test_the_law_sets_no_days_for_the_decision() -> None:
    assert laws_parameters().at(ON)["temp_decision"].missing


# -------------------------------------------------------------------------------------------------------- price subsidy


def test_the_subsidy_is_the_larger_of_floor_and_share() -> None:
    amount = judged("price_subsidy", {"area_type": "rural", "is_dibao": True}).amount
    assert amount is not None
    assert amount.steps == ("低保标准乘以补贴比例：960 × 0.028 = 26.88", "25和26.88取较大的 = 26.88")
    assert amount.unit_zh == "元/人"


def test_a_verdict_names_the_rise_and_its_trigger() -> None:
    result = judged("price_subsidy", {"is_dibao": True})
    said = {criterion.id: criterion.detail_zh for criterion in result.criteria}
    assert said["price.prices_tripped"] == "居民消费价格同比涨幅2.8%，标准3.5%"
    assert said["price.food_tripped"] == "食品价格同比涨幅6.2%，标准6%"


def test_c30_the_easier_trigger_ended_in_march_2023() -> None:
    values = {
        day: laws_parameters()["price_trigger_cpi"].at(day).value for day in (date(2023, 3, 31), date(2023, 4, 1))
    }
    assert list(values.values()) == [Decimal("3.0"), Decimal("3.5")]


def test_who_was_left_out_this_month_is_told_what_to_do() -> None:
    assert "price.not_received" in held(judged("price_subsidy", {"is_dibao": True, "price_subsidy_received": False}))
    assert "price.not_received" not in held(judged("price_subsidy", {"is_dibao": True, "price_subsidy_received": True}))


def test_each_member_is_paid_for_himself() -> None:
    told = {
        "is_dibao": False,
        "is_tekun": False,
        "applicant.receives_ui_benefit": False,
        "child.orphan_or_de_facto": True,
    }
    members = judged("price_subsidy", told).members
    assert members["child"].verdict is Verdict.ELIGIBLE
    assert members["applicant"].verdict is not Verdict.ELIGIBLE


# ---------------------------------------------------------------------------------------------------- rigid expenditure

GRID = [(income, percent) for income in (9000000, 1234567, 3333333) for percent in (60, 55, 67)]


@pytest.mark.parametrize(("income", "percent"), GRID)
def test_the_share_is_exact_where_it_is_no_whole_fen(income: int, percent: int) -> None:
    county = EXAMPLE.with_parameters({"rigid_spend_share": percent / 100})
    exact = Fraction(income * percent, 100)
    at = exact.numerator // exact.denominator
    for spent in (at - 1, at, at + 1):
        by_kind = {f"rigid_spend_{kind}_12m": 0 for kind in KINDS} | {"rigid_spend_medical_12m": Decimal(spent) / 100}
        told = {**SPENT, **by_kind, "income_12m": Decimal(income) / 100}
        verdict = assess(Situation.from_answers(told), ON, county).programmes["rigid_expenditure"].verdict
        assert (verdict is Verdict.ELIGIBLE) == (spent > exact)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), kind=st.sampled_from(KINDS), more=st.integers(1, 1_000_000))
def test_more_spending_of_any_kind_never_takes_it_away(seed: int, kind: str, more: int) -> None:
    answers = household(Random(seed), lines_of(OVERRIDDEN, PENSION_OUT))
    name = f"rigid_spend_{kind}_12m"
    dearer = {**answers, name: str(float(Fraction(answers[name]) + Fraction(more, 100)))}
    before, after = (
        assess(Situation.from_answers(told), PENSION_OUT, OVERRIDDEN).programmes["rigid_expenditure"].verdict
        for told in (answers, dearer)
    )
    assert not (before is Verdict.ELIGIBLE and after is Verdict.INELIGIBLE)


def test_it_gives_no_money_and_opens_other_aid() -> None:
    result = judged("rigid_expenditure", {**SPENT, "rigid_spend_medical_12m": 60000})
    assert result.verdict is Verdict.ELIGIBLE
    assert result.amount is None
    assert [kind.id for kind in result.in_kind if kind.holds] == ["rigid.opens"]


def test_c33_while_the_basic_pension_is_not_settled_it_is_read_both_ways() -> None:
    """A pension of 30 lifts the household to the edge line, or not: staff then say which of the two it is."""
    edge_line = Decimal("1440") * 3
    told = {**SPENT, "rigid_spend_medical_12m": 60000, "household_income_month": edge_line + 30}
    assert judged("rigid_expenditure", told).verdict is Verdict.ELIGIBLE
    assert judged("rigid_expenditure", {**told, "basic_pension_month": 29}).verdict is Verdict.ELIGIBLE
    assert judged("rigid_expenditure", {**told, "basic_pension_month": 31}).verdict is Verdict.UNKNOWN
