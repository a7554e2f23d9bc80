"""The facts: complete, in plain words, and their page up to date."""

import pytest

from knowledge import Fact, FactKind, FactRef, Situation, vocabulary
from knowledge.errors import SituationError, UnknownFactError
from knowledge.vocabulary_page import PAGE, page

DOSSIER = """
member_count pc_income_month pc_money_assets has_living_vehicle_or_boat has_commercial_property home_count
pc_floor_area area_type hukou_county residence_permit_zj residence_years farmland_or_collective_dividend
rigid_spend_12m income_12m family_of_caseworker consent_to_verification declared_truthfully age sex hukou
hukou_type disability_type disability_grade disability_cert_issued_in_zj needs_long_term_care adl_failed_count
illness_category oop_compliant_cost insured student_stage school_is_fulltime_bachelor_or_below labour_capacity
unemployed registered_unemployed_months ui_benefit_months in_prison_or_compulsory_rehab missing_declared
religious_away_years orphan_or_de_facto veteran_or_martyr_family danger_grade_seed danger_grade only_house
one_household_one_site no_house prior_housing_grant assessment_report_date matter_type
opposing_party_is_household_member deadline_date needs_preservation detained has_lawyer case_stage
already_closed is_dibao is_edge is_tekun is_rigid legal_aid_card_valid
"""
MATTERS_OF_THE_CONTRACT = """
wages work_injury labour_other traffic support domestic_violence family social_benefits medical_injury
food_drug fake_farm_inputs pollution demolition_land debt consumer property_contract personal_injury criminal
other
"""
JARGON = ("人均", "货币财产", "义务人", "家庭成员", "法定", "申请人")
SMS_SEGMENT = 70
FACTS = list(vocabulary().values())


def test_the_dossiers_names_are_all_there() -> None:
    assert [name for name in DOSSIER.split() if name not in vocabulary()] == []


def test_the_contracts_matters_are_all_choices() -> None:
    codes = {choice.code for choice in vocabulary()["matter_type"].choices}
    assert set(MATTERS_OF_THE_CONTRACT.split()) <= codes


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)
def test_a_question_is_short_and_has_an_example_and_a_reason(fact: Fact) -> None:
    assert "？" in fact.question_zh
    assert len(fact.question_zh) <= SMS_SEGMENT
    assert fact.example_zh
    assert fact.why_zh.endswith("。")
    assert 1 <= fact.burden <= 5


@pytest.mark.parametrize("fact", [fact for fact in FACTS if fact.scope != "supporter"], ids=lambda fact: fact.name)
def test_a_question_has_no_jargon(fact: Fact) -> None:
    assert not [word for word in JARGON if word in fact.question_zh]


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)
def test_the_example_of_a_number_or_choice_is_an_answer(fact: Fact) -> None:
    if fact.kind in (FactKind.FLAG, FactKind.CHOICE) and fact.name != "matter_type":
        return
    prefix = {"person": "applicant.", "supporter": "applicant.supporters.0."}.get(fact.scope, "")
    Situation.from_answers({f"{prefix}{fact.name}": fact.example_zh})


def test_illness_disability_violence_and_prison_are_not_asked_by_sms() -> None:
    for name in ("disability_type", "illness_category", "violence_victim", "in_prison_or_compulsory_rehab"):
        assert not vocabulary()[name].sms_safe


def test_docs_facts_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew with python -m knowledge.vocabulary_page"


def test_an_unknown_fact_is_told_the_nearest() -> None:
    with pytest.raises(UnknownFactError, match="Did you mean member_count"):
        vocabulary()["members_count"]
    with pytest.raises(UnknownFactError):
        FactRef.parse("applicant.agee")


KEYS = {
    "a household fact": ("member_count", None, "member_count"),
    "the applicant's": ("applicant.age", "applicant", "age"),
    "a supporter's": ("m2.supporters.0.age", "m2.supporters.0", "age"),
}


@pytest.mark.parametrize(("key", "person", "name"), KEYS.values(), ids=list(KEYS))
def test_keys_name_facts_and_back(key: str, person: str | None, name: str) -> None:
    ref = FactRef.parse(key)
    assert (ref.person, ref.name, ref.key) == (person, name, key)


def test_a_fact_of_a_person_needs_a_person() -> None:
    with pytest.raises(SituationError, match=r"Give it as applicant\.age"):
        Situation.from_answers({"age": 3})
    with pytest.raises(SituationError, match="Give it as member_count"):
        Situation.from_answers({"applicant.member_count": 3})


def test_a_situation_changes_by_giving_another_one() -> None:
    first = Situation.from_answers({"member_count": 3})
    second = first.with_fact("member_count", 4)
    assert (first.known["member_count"], second.known["member_count"]) == (3, 4)
    assert "member_count" not in second.with_fact("member_count", None).known
