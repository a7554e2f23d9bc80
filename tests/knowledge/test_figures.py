"""Every number that an answer says stands in its trace, with unit, source and day."""

import re
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import Assessment, Situation, Verdict, assess, load_county
from tests.knowledge.households import COUNTY, PENSION_OUT, hidden, household, lines_of

NUMBER = re.compile(r"\d+(?:\.\d+)?")


def said(assessment: Assessment) -> set[str]:
    """Every number in the words of an assessment."""
    words = []
    for result in assessment.programmes.values():
        words += [criterion.detail_zh for criterion in result.criteria]
        words += list(result.amount.steps) if result.amount else []
        words += [result.nearest_miss.text_zh] if result.nearest_miss else []
    return {number for text in words for number in NUMBER.findall(text)}


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_every_number_said_is_in_the_trace(seed: int) -> None:
    rng = Random(seed)
    answers = household(rng, lines_of(COUNTY, PENSION_OUT))
    away = hidden(rng, answers)
    told = {key: value for key, value in answers.items() if key not in away}
    assessment = assess(Situation.from_answers(told), PENSION_OUT, COUNTY)
    traced = {figure.number_zh for figure in assessment.figures.values()} | {"0"}
    assert said(assessment) <= traced


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_figures_are_named_by_their_own_id_and_lines_have_a_source(seed: int) -> None:
    answers = household(Random(seed), lines_of(COUNTY, PENSION_OUT))
    assessment = assess(Situation.from_answers(answers), PENSION_OUT, COUNTY)
    for id, figure in assessment.figures.items():
        assert figure.id == id
    for result in assessment.programmes.values():
        for id in result.amount.figures if result.amount else ():
            assert id in assessment.figures
        for criterion in result.criteria:
            if criterion.threshold is not None:
                assert criterion.threshold.source is not None
                assert criterion.threshold.from_date is not None


STEPS = {
    "a whole fen a head": ({"household_income_month": 900}, ("(960 − 300) × 3 = 1980",), Decimal(1980)),
    "no whole fen a head": ({"household_income_month": 1000}, ("960 × 3 − 1000 = 1880",), Decimal(1880)),
    "no income": ({"household_income_month": 0}, ("(960 − 0) × 3 = 2880",), Decimal(2880)),
    "one person": (
        {"household_income_month": "123.45", "member_count": 1},
        ("(960 − 123.45) × 1 = 836.55",),
        Decimal("836.55"),
    ),
}
BASE = {
    "area_type": "rural", "hukou_county": "here", "member_count": 3, "income_not_counted_month": 0, "basic_pension_month": 0,
    "household_money_assets": 0, "has_living_vehicle_or_boat": False, "has_commercial_property": False,
    "consent_to_verification": True, "declared_truthfully": True, "applicant.age": 40, "applicant.disability_type": "none",
}  # fmt: skip


@pytest.mark.parametrize(("changes", "steps", "amount"), STEPS.values(), ids=list(STEPS))
def test_the_arithmetic_of_the_amount_is_shown(
    changes: dict[str, object], steps: tuple[str, ...], amount: Decimal
) -> None:
    result = assess(Situation.from_answers({**BASE, **changes}), date(2026, 11, 24), COUNTY).programmes["dibao"]
    assert result.verdict is Verdict.ELIGIBLE
    assert result.amount is not None
    assert result.amount.steps == steps
    assert result.amount.low == result.amount.high == amount


def test_a_miss_says_by_how_much_a_head() -> None:
    answers = {**BASE, "household_income_month": 3000, "has_severe_member": False}
    result = assess(Situation.from_answers(answers), date(2026, 11, 24), COUNTY).programmes["dibao"]
    assert result.nearest_miss is not None
    assert result.nearest_miss.text_zh == "每人每月超出40元"
    assert result.deciding[0].id == "dibao.income_below_line"
    assert result.deciding[0].sources[0].citation_zh == "《社会救助暂行办法》第九条"
    assert result.deciding[0].detail_zh == "人均月收入1000元，标准960元"


def test_an_answer_says_whose_figures_and_which_rules_it_used() -> None:
    assessment = assess(Situation.from_answers(BASE), date(2026, 11, 24), COUNTY)
    assert assessment.invented
    assert assessment.county_zh == "示例县（虚构）"
    assert re.fullmatch(r"\d+\.\d+\+[0-9a-f]{10}", assessment.rules_version)


def test_answers_that_contradict_each_other_are_said() -> None:
    told = {**BASE, "household_income_month": 1000, "applicant.income_month": 5000}
    assessment = assess(Situation.from_answers(told), date(2026, 11, 24), COUNTY)
    assert assessment.conflicts
    assert assess(Situation.from_answers(BASE), date(2026, 11, 24), COUNTY).conflicts == ()


def test_the_figures_of_2012_name_the_report() -> None:
    report = load_county("zhejiang_2012")
    answers = {"area_type": "urban", "hukou_county": "here", "member_count": 3, "pc_income_month": 300}
    assessment = assess(Situation.from_answers(answers), date(2012, 11, 1), report)
    line = assessment.figures["dibao_std_urban"]
    assert line.text_zh == "464.09元"
    assert line.source is not None
    assert line.source.tag == "S2"
