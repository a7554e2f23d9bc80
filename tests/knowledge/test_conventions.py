"""The dossier's conventions and contradictions, as far as the programmes built so far meet them. Each test is named after its item."""

from datetime import date
from typing import Any

import pytest

from knowledge import PolicySet, Situation, Verdict, find_answer, load_county, screen_document, vocabulary
from knowledge.bounds import findings
from knowledge.county import laws_parameters
from knowledge.exclusions import clashes
from knowledge.guidance import guidance

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
    document = {"county": "example", "on": ON, "household": facts} | parts
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


def answer(topic: str, act: str, question: str) -> str:
    """The statement that answers a question today in the example county."""
    found = find_answer(topic, act, ON, EXAMPLE, question)
    assert found is not None
    return found.best.text


def test_c4_the_bound_to_the_minimum_wage_alarms_and_is_no_value() -> None:
    assert findings(EXAMPLE.with_parameters({"dibao_std_urban": 500}), ON)
    nowhere = load_county("zhejiang_2012").in_policy_set(PolicySet.CURRENT).with_parameters({"min_wage": 2000})
    assert nowhere.parameters.at(ON)["dibao_std_urban"].missing


def test_c5_both_times_for_the_countys_decision_are_told() -> None:
    told = answer("dibao", "ask_procedure", "县里几个工作日作决定")
    assert "5个工作日" in told
    assert "10个工作日" in told


@pytest.mark.parametrize(("on", "rounds"), [(date(2012, 11, 1), 3), (date(2015, 1, 1), 2), (ON, 1)], ids=str)
def test_c6_the_rounds_of_publicity_are_a_list_by_date(on: date, rounds: int) -> None:
    steps = guidance("dibao", Situation.from_answers({}), on, EXAMPLE).steps
    assert (
        sum("公示" in step.label_zh and "异议" not in step.label_zh and "期满" not in step.label_zh for step in steps)
        == rounds
    )


def test_c7_a_review_meeting_is_held_always_then_and_only_on_objection_now() -> None:
    then, now = (
        " ".join(step.label_zh for step in guidance("dibao", Situation.from_answers({}), on, EXAMPLE).steps)
        for on in (date(2012, 11, 1), ON)
    )
    assert "评议或举手表决" in then
    assert "有异议的，重新核查或民主评议" in now


FAMILY = {
    # fact of one listed person → who counts in 2021 and before
    "a parent living apart": ({"relation_to_applicant": "parent", "lives_along": False, "duty_of_support": True}, False, True),
    "a parent living along": ({"relation_to_applicant": "parent", "lives_along": True, "duty_of_support": True}, True, True),
    "a spouse": ({"relation_to_applicant": "spouse"}, True, True),
    "a minor child": ({"relation_to_applicant": "child", "age": 17}, True, True),
    "a child at university": (
        {"relation_to_applicant": "child", "age": 20, "school_is_fulltime_bachelor_or_below": True}, True, True
    ),
    "a grown child who cannot live alone": (
        {"relation_to_applicant": "child", "age": 30, "lives_independently": False}, True, True
    ),
    "a grown child on its own": (
        {
            "relation_to_applicant": "child", "age": 18, "lives_independently": True, "lives_along": False,
            "school_is_fulltime_bachelor_or_below": False,
        }, False, False
    ),
    "a brother living along without a duty": (
        {"relation_to_applicant": "other_kin", "lives_along": True, "duty_of_support": False}, False, False
    ),
    "clergy away for three years": ({"relation_to_applicant": "spouse", "religious_away_years": 3}, False, False),
    "clergy away for two years": ({"relation_to_applicant": "spouse", "religious_away_years": 2}, True, True),
    "a son in prison": (
        {"relation_to_applicant": "child", "age": 17, "in_prison_or_compulsory_rehab": True}, False, False
    ),
    "a wife declared missing": ({"relation_to_applicant": "spouse", "missing_declared": True}, False, False),
}  # fmt: skip
NOT_GONE = {"religious_away_years": 0, "in_prison_or_compulsory_rehab": False, "missing_declared": False}


@pytest.mark.parametrize(("facts", "since_2021", "before"), FAMILY.values(), ids=list(FAMILY))
def test_c8_who_belongs_to_the_household(facts: dict[str, Any], since_2021: bool, before: bool) -> None:
    members = [{"id": "m1", "age": 45, "relation_to_applicant": "self", **NOT_GONE}, {"id": "m2", **NOT_GONE, **facts}]
    for on, expected in ((date(2021, 7, 1), since_2021), (date(2021, 6, 30), before)):
        persons = screened("dibao", members=members, on=on)["persons"]
        assert persons["m2"]["dibao.family_member"] is expected
        assert persons["m1"]["dibao.family_member"] is True


def test_c8_what_is_not_known_of_a_relative_leaves_it_open() -> None:
    members = [
        {"id": "m1", "age": 45},
        {"id": "m2", **NOT_GONE, "relation_to_applicant": "parent", "duty_of_support": True},
    ]
    assert screened("dibao", members=members)["persons"]["m2"]["dibao.family_member"] is None


def test_c8_and_c9_the_edge_multiple_is_the_countys_and_no_other_programmes() -> None:
    assert screened("dibao_edge", {"pc_income_month": 1600}, parameters={"edge_multiple": 2})["verdict"] == "eligible"
    assert screened("dibao", {"pc_income_month": 1600}, parameters={"edge_multiple": 2})["verdict"] == "ineligible"


def test_c10_the_edge_line_itself_is_for_staff_and_the_dibao_line_is_not_below() -> None:
    assert screened("dibao", {"pc_income_month": 960})["verdict"] == "ineligible"
    assert screened("dibao_edge", {"pc_income_month": 960})["verdict"] == "eligible"
    assert screened("dibao_edge", {"pc_income_month": 1440})["staff_decides"]


def test_c11_each_programme_keeps_its_own_test_over_one_record() -> None:
    document = {
        "county": "example",
        "on": ON,
        "household": HOUSEHOLD,
        "members": [{"age": 40, "disability_type": "none"}],
    }
    lines = {
        name: [one["threshold"] for one in entry["criteria"] if one["threshold"] is not None]
        for name, entry in screen_document(document).items()
    }
    assert lines["dibao"][0] == 960
    assert 1440 in lines["dibao_edge"]
    assert 2300 in lines["legal_aid"]


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


def test_c13_the_line_is_that_of_the_county_whose_agency_takes_the_case() -> None:
    matter = {
        "matter_type": "traffic",
        "has_lawyer": False,
        "already_closed": False,
        "opposing_party_is_household_member": False,
    }
    member = {"age": 40, "disability_type": "none", "fixed_income": True, "legal_aid_card_valid": False}
    household = {"pc_income_month": 2350, "assistance_recipient": False}
    for line, verdict in ((2300, "ineligible"), (2350, "eligible")):
        entry = screened("legal_aid", household, matter=matter, members=[member], parameters={"legal_line": line})
        assert entry["verdict"] == verdict


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


@pytest.mark.parametrize(("listed", "means"), [(None, "must_check"), (["wages", "labour_relation"], "presumed")])
def test_c16_a_city_may_widen_what_migrant_workers_claim_without_a_check(listed: list[str] | None, means: str) -> None:
    member = {
        "age": 40,
        "disability_type": "none",
        "migrant_worker": True,
        "fixed_income": True,
        "legal_aid_card_valid": False,
    }
    entry = screened(
        "legal_aid",
        {"assistance_recipient": False},
        members=[member],
        matter={"matter_type": "labour_relation"},
        parameters={"legal_migrant_matters": listed} if listed else {},
    )
    assert entry["means"] == means


def test_c18_who_pays_for_urgent_aid_in_vain_is_for_staff() -> None:
    exits = guidance("legal_aid", Situation.from_answers({}), ON, EXAMPLE).exits
    assert [one for one in exits if "先行援助" in one.label_zh and "由工作人员定" in one.label_zh]


def test_c17_the_earliest_of_the_legal_aid_clocks_is_promised() -> None:
    assert "7日内决定" in answer("legal_aid", "ask_procedure", "多长时间批，什么时候派律师")


def test_c19_fake_farm_inputs_are_a_local_item() -> None:
    assert laws_parameters().at(ON)["matter_local_extension"].missing


def test_c20_the_old_names_of_tekun_are_understood_on_a_card() -> None:
    words = {word for choice in vocabulary()["legal_aid_card_group"].choices for word in choice.aliases}
    assert {"五保", "三无"} <= words


@pytest.mark.parametrize(
    ("permit", "opened", "verdict"),
    [(True, False, "ineligible"), (True, True, "eligible"), (False, True, "ineligible"), (None, True, "unknown")],
)
def test_c26_and_c32_a_residence_permit_counts_only_where_the_county_has_opened_that_way(
    permit: bool | None, opened: bool, verdict: str
) -> None:
    elsewhere = {"hukou_county": "elsewhere", "pc_income_month": 500, "residence_permit_zj": permit}
    parameters = {"residence_permit_applies": True} if opened else {}
    assert screened("dibao", elsewhere, parameters=parameters)["verdict"] == verdict


def test_c27_no_article_tells_what_a_public_notice_says_of_others() -> None:
    assert "身份证号、病情不能贴出去" in answer("dibao", "ask_procedure", "公示名单写不写身份证号")


def test_c28_two_that_exclude_each_other_are_an_alarm_and_no_stop() -> None:
    assert [pair.stands for pair in clashes(("dibao", "tekun"), ON)] == ["tekun"]
    tekun = screened(
        "tekun",
        {"is_dibao": True, "member_count": 1, "pc_income_month": 100},
        members=[{"age": 70, "legal_supporters": []}],
    )
    assert tekun["verdict"] == "eligible"


def test_c29_a_verdict_is_one_of_three_and_never_a_decision() -> None:
    assert {verdict.value for verdict in Verdict} == {"eligible", "ineligible", "unknown"}


def test_c31_ages_are_dated_figures() -> None:
    for name in ("tekun_age_old", "tekun_age_minor", "elder_age", "adult_age"):
        assert laws_parameters()[name].values[0].since


def test_c34_every_answer_in_words_says_until_when_the_material_was_read() -> None:
    for topic in ("dibao", "tekun", "legal_aid"):
        found = find_answer(topic, "ask_eligibility", ON, EXAMPLE)
        assert found is not None
        assert found.article.checked_on == date(2026, 11, 23)
