"""The dossier's conventions and contradictions, as far as the programmes built so far meet them. Each test is named after its item."""

from datetime import date
from typing import Any

import pytest

from knowledge import PolicySet, Verdict, find_article, load_county, screen_document, vocabulary
from knowledge.bounds import findings
from knowledge.county import laws_parameters

ON = date(2026, 7, 1)
EXAMPLE = load_county("example")
HOUSEHOLD: dict[str, Any] = {
    "area_type": "rural", "hukou_county": "here", "member_count": 2, "pc_income_month": 1200, "pc_money_assets": 0,
    "has_living_vehicle_or_boat": False, "has_commercial_property": False, "home_count": 1, "has_severe_member": False,
    "consent_to_verification": True, "declared_truthfully": True,
}  # fmt: skip


def screened(programme: str, household: dict[str, Any] | None = None, **parts: Any) -> dict[str, Any]:
    """One programme's entry for the household above with some facts changed."""
    facts = {name: value for name, value in {**HOUSEHOLD, **(household or {})}.items() if value is not None}
    document = {"county": "example", "on": ON, "household": facts, **parts}
    entry: dict[str, Any] = screen_document(document)[programme]
    return entry


def test_04_missing_parameter_is_reported_apart_from_missing_facts() -> None:
    nowhere = {"county": "zhejiang_2012", "policy_set": "current"}
    entry = screened("dibao_edge", {"pc_money_assets": None}, **nowhere)
    assert entry["missing"] == ["pc_money_assets"]
    assert "dibao_std_rural" in entry["missing_parameters"]


def test_04_equality_where_texts_disagree_is_for_staff() -> None:
    entry = screened("dibao_edge", {"pc_income_month": 1440})
    assert (entry["verdict"], entry["missing"], len(entry["staff_decides"])) == ("unknown", [], 1)


def test_04_disposable_income_is_a_parameter_wherever_it_stands() -> None:
    assert "pc_disposable_prev_year" not in vocabulary()
    wife = {"age": 70, "income_month": 3000, "property_ok": True}
    members = [{"age": 72, "disability_type": "none", "legal_supporters": [wife]}]
    lone = {"member_count": 1, "pc_income_month": 100}
    assert screened("tekun", lone, members=members)["verdict"] == "eligible"
    assert screened("tekun", {**lone, "pc_disposable_prev_year": 36000}, members=members)["verdict"] != "eligible"


def test_04_a_waiver_says_which_paper_it_presumes() -> None:
    matter = {"matter_type": "wages", "has_lawyer": False, "already_closed": False}
    entry = screened("legal_aid", members=[{"legal_aid_card_valid": True}], matter=matter)
    assert (entry["means"], entry["papers"]) == ("presumed", ["法律援助卡"])


def test_04_of_two_exclusive_programmes_tekun_stands() -> None:
    members = [{"age": 70, "disability_type": "none", "legal_supporters": []}]
    lone = {"member_count": 1, "pc_income_month": 100}
    dibao = screened("dibao", lone, members=members)
    assert dibao["verdict"] == "ineligible"
    assert {one["id"]: one["holds"] for one in dibao["criteria"]}["dibao.income_below_line"] is True
    assert screened("tekun", lone, members=members)["verdict"] == "eligible"


def test_04_old_danger_grades_are_no_current_ones() -> None:
    old, current = vocabulary()["danger_grade_seed"], vocabulary()["danger_grade"]
    words = {word for choice in current.choices for word in (choice.label_zh, *choice.aliases)}
    assert not words & {choice.label_zh for choice in old.choices}


@pytest.mark.parametrize(
    ("income", "verdict", "amount"),
    [(2400, "eligible", {"low": 480.0, "high": 780.0}), (3200, "unknown", None)],
    ids=["both readings agree", "they do not"],
)
def test_04_and_c33_the_basic_pension_after_2025(income: int, verdict: str, amount: Any) -> None:
    told = {"pc_income_month": None, "household_income_month": income, "member_count": 3, "income_not_counted_month": 0}
    entry = screened("dibao", {**told, "basic_pension_month": 400 if verdict == "unknown" else 300})
    assert entry["verdict"] == verdict
    if amount:
        assert entry["amount"] == amount
    else:
        assert entry["missing_parameters"] == ["basic_pension_excluded"]


@pytest.mark.parametrize(
    ("county", "on", "named", "line"),
    [
        ("example", date(2012, 11, 30), None, 464.09),
        ("example", date(2012, 12, 1), None, None),
        ("example", ON, None, 1100.0),
        ("example", ON, "seed_2012", 464.09),
        ("zhejiang_2012", ON, None, 464.09),
        ("zhejiang_2012", ON, "current", None),
    ],
)
def test_c_general_rule_one_policy_set_answers_by_day_and_county_or_by_name(
    county: str, on: date, named: str | None, line: float | None
) -> None:
    document = {
        "county": county,
        "on": on,
        "household": {**HOUSEHOLD, "area_type": "urban", "pc_income_month": 100, "hukou_county": county},
    }
    entry = screen_document({**document, **({"policy_set": named} if named else {})})["dibao"]
    shown = {one["id"]: one for one in entry["criteria"]}
    assert shown["dibao.income_below_line"]["threshold"] == line
    assert shown["apply.hukou_here"]["holds"] is True


def test_c1_figures_of_another_province_are_no_parameters() -> None:
    assert not [name for name in laws_parameters().parameters if name.startswith("danger_fund")]


def test_c3_one_line_for_town_and_village_makes_the_area_irrelevant() -> None:
    entry = screened("dibao", {"area_type": None, "pc_income_month": 900}, parameters={"dibao_std": 950})
    assert entry["verdict"] == "eligible"


def test_c4_the_bound_to_the_minimum_wage_alarms_and_is_no_value() -> None:
    assert findings(EXAMPLE.with_parameters({"dibao_std_urban": 500}), ON)
    nowhere = load_county("zhejiang_2012").in_policy_set(PolicySet.CURRENT).with_parameters({"min_wage": 2000})
    assert nowhere.parameters.at(ON)["dibao_std_urban"].missing


def test_c5_both_times_for_the_countys_decision_are_told() -> None:
    article = find_article("dibao", "ask_procedure", ON, EXAMPLE)
    assert article is not None
    assert "5个工作日" in article.long
    assert "10个工作日" in article.long


def test_c8_and_c9_the_edge_multiple_is_the_countys_and_no_other_programmes() -> None:
    assert screened("dibao_edge", {"pc_income_month": 1600}, parameters={"edge_multiple": 2})["verdict"] == "eligible"
    assert screened("dibao", {"pc_income_month": 1600}, parameters={"edge_multiple": 2})["verdict"] == "ineligible"


def test_c12_without_a_line_legal_aid_waits_for_the_centre() -> None:
    matter = {
        "matter_type": "traffic",
        "has_lawyer": False,
        "already_closed": False,
        "opposing_party_is_household_member": False,
    }
    member = {"age": 40, "disability_type": "none", "fixed_income": True, "legal_aid_card_valid": False}
    nowhere = {"county": "zhejiang_2012", "policy_set": "current"}
    entry = screened("legal_aid", {"assistance_recipient": False}, matter=matter, members=[member], **nowhere)
    assert (entry["verdict"], entry["missing_parameters"]) == ("unknown", ["legal_line"])


@pytest.mark.parametrize(
    ("matter", "member", "means"),
    [
        ({"matter_type": "domestic_violence"}, {}, "not_required"),
        ({"matter_type": "wages"}, {"migrant_worker": True}, "presumed"),
        (
            {"matter_type": "wages"},
            {"migrant_worker": False, "fixed_income": True, "legal_aid_card_valid": False},
            "must_check",
        ),
    ],
    ids=["no line", "no check", "check"],
)
def test_c14_three_outcomes_of_the_means_test(matter: dict[str, Any], member: dict[str, Any], means: str) -> None:
    household = {"assistance_recipient": False}
    entry = screened("legal_aid", household, matter=matter, members=[{"age": 40, "disability_type": "none", **member}])
    assert entry["means"] == means


def test_c15_a_laid_off_workers_card_is_for_staff_and_still_gives_priority() -> None:
    member = {"age": 40, "disability_type": "none", "fixed_income": True, "legal_aid_card_valid": True}
    matter = {
        "matter_type": "traffic",
        "has_lawyer": False,
        "already_closed": False,
        "opposing_party_is_household_member": False,
    }
    entry = screened(
        "legal_aid",
        {"pc_income_month": 9000, "assistance_recipient": False},
        members=[{**member, "legal_aid_card_group": "laid_off"}],
        matter=matter,
    )
    assert (entry["verdict"], entry["priority"], len(entry["staff_decides"])) == ("unknown", True, 1)


def test_c17_the_earliest_of_the_legal_aid_clocks_is_promised() -> None:
    article = find_article("legal_aid", "ask_procedure", ON, EXAMPLE)
    assert article is not None
    assert "7日内决定" in article.short


def test_c19_fake_farm_inputs_are_a_local_item() -> None:
    assert laws_parameters().at(ON)["matter_local_extension"].missing


def test_c20_the_old_names_of_tekun_are_understood_on_a_card() -> None:
    words = {word for choice in vocabulary()["legal_aid_card_group"].choices for word in choice.aliases}
    assert {"五保", "三无"} <= words


def test_c27_no_article_tells_what_a_public_notice_says_of_others() -> None:
    article = find_article("dibao", "ask_procedure", ON, EXAMPLE)
    assert article is not None
    assert "不写身份证号" in article.long


def test_c29_a_verdict_is_one_of_three_and_never_a_decision() -> None:
    assert {verdict.value for verdict in Verdict} == {"eligible", "ineligible", "unknown"}


def test_c31_ages_are_dated_figures() -> None:
    for name in ("tekun_age_old", "tekun_age_minor", "elder_age", "adult_age"):
        assert laws_parameters()[name].values[0].since
