"""The dossier's contradictions as far as medical, school, job and disability aid meet them. Each test is named after its item."""

from datetime import date
from typing import Any

import pytest

from knowledge import screen_document
from knowledge.county import laws_parameters
from knowledge.programmes.rule_book import programmes_on

ON = date(2026, 7, 1)
NOWHERE: dict[str, Any] = {"county": "zhejiang_2012", "policy_set": "current"}
DISABLED: dict[str, Any] = {
    "hukou_in_zj": True, "disability_type": "limb", "disability_grade": 1, "disability_cert_issued_in_zj": True,
    "needs_long_term_care": True, "work_injury_care_pay": False,
}  # fmt: skip


def screened(programme: str, household: dict[str, Any], member: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """One programme's entry for one person."""
    document = {"county": "example", "on": ON, "household": household, "members": [member], **parts}
    entry: dict[str, Any] = screen_document(document)[programme]
    return entry


@pytest.mark.parametrize(
    ("programme", "multiple"), [("dibao_edge", "edge_multiple"), ("disability_living", "dis_living_income_multiple")]
)
def test_c9_and_c11_each_programme_has_a_multiple_of_its_own(programme: str, multiple: str) -> None:
    household = {
        "area_type": "rural", "pc_income_month": 1500, "is_dibao": False, "hukou_county": "here", "pc_money_assets": 0,
        "has_living_vehicle_or_boat": False, "has_commercial_property": False, "consent_to_verification": True,
        "declared_truthfully": True, "member_count": 1,
    }  # fmt: skip
    verdicts = {
        name: screened(name, household, {**DISABLED, "age": 70}, parameters={multiple: 1.6})["verdict"]
        for name in ("dibao_edge", "disability_living")
    }
    assert [name for name, verdict in verdicts.items() if verdict == "eligible"] == [programme]


@pytest.mark.parametrize(
    ("day", "verdict"), [(date(2012, 11, 15), "ineligible"), (ON, "eligible")], ids=["by illness", "by cost and status"]
)
def test_c24_medical_aid_went_by_illness_in_2012_and_goes_by_cost_now(day: date, verdict: str) -> None:
    patient = {"hospital_designated": True, "treatment_kind": "inpatient", "disease_on_local_list": False}
    assert screened("medical", {"is_dibao": True}, patient, on=day)["verdict"] == verdict


@pytest.mark.parametrize(
    ("day", "body"), [(date(2019, 3, 1), "县级民政部门"), (date(2019, 3, 2), "县级医疗保障部门")], ids=str
)
def test_c25_the_office_is_that_of_the_day(day: date, body: str) -> None:
    medical = programmes_on(day, ["medical"])["medical"]
    assert medical is not None
    assert {step.body_zh for step in medical.procedure if step.id.startswith("medical.decide")} == {body}


@pytest.mark.parametrize("programme", ["disability_living", "disability_nursing"])
def test_c28_whether_tekun_may_have_the_disability_allowances_waits_for_the_county(programme: str) -> None:
    entry = screened(programme, {"is_tekun": True}, DISABLED, **NOWHERE, parameters={"dibao_std": 1300})
    assert (entry["verdict"], "is_tekun" in entry["missing"]) == ("unknown", False)
    assert "dis_tekun_excluded" in entry["missing_parameters"]


@pytest.mark.parametrize(
    ("day", "age"),
    [
        ("2012-11-15", 40), ("2025-01-01", 45), ("2027-12-31", 45), ("2028-01-01", 46), ("2030-12-31", 46),
        ("2031-01-01", 47), ("2040-01-01", 47),
    ],
)  # fmt: skip
def test_c31_the_age_from_which_a_woman_is_hard_to_employ_moves_and_stops(day: str, age: int) -> None:
    assert laws_parameters().at(date.fromisoformat(day))["job_older_age_woman"].value == age


@pytest.mark.parametrize("switch", ["med_edge_included", "med_special_outpatient_included"])
def test_c32_what_a_county_may_do_is_off_until_it_says_so(switch: str) -> None:
    assert laws_parameters().at(date(2012, 11, 15))[switch].value is False


def test_c33_the_basic_pension_since_2026_leaves_the_living_allowance_open_only_where_it_crosses_the_line() -> None:
    household = {
        "area_type": "rural", "member_count": 1, "is_dibao": False, "is_tekun": False, "income_not_counted_month": 0,
        "basic_pension_month": 200, "household_income_month": 1600,
    }  # fmt: skip
    entry = screened("disability_living", household, {**DISABLED, "age": 70})
    assert (entry["verdict"], entry["missing_parameters"]) == ("unknown", ["basic_pension_excluded"])
    below = screened("disability_living", {**household, "household_income_month": 1440}, {**DISABLED, "age": 70})
    assert below["verdict"] == "eligible"


@pytest.mark.parametrize("name", ["edu_preschool_care_fee", "edu_nutrition_meal", "med_pool_pc"])
def test_figures_of_the_report_are_no_figures_of_today(name: str) -> None:
    assert laws_parameters().at(ON)[name].missing
