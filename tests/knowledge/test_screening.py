"""The JSON form: what it promises to give, and how a wrong document is told."""

import json
from datetime import date
from typing import Any

import pytest

from knowledge import KnowledgeError, screen_document, vocabulary
from knowledge.programmes.rule_book import PROMISED
from knowledge.screening import not_built

FULL: dict[str, Any] = {
    "county": "example",
    "policy_set": "current",
    "on": "2026-07-01",
    "household": {
        "area_type": "农村", "hukou_county": "示例县", "member_count": 3, "pc_income_month": 500, "pc_money_assets": 1000,
        "has_living_vehicle_or_boat": False, "has_commercial_property": False, "home_count": 1,
        "consent_to_verification": True, "declared_truthfully": True,
    },
    "members": [{"id": "m1", "age": 45, "disability_type": None}],
    "matter": {},
}  # fmt: skip
PROMISED_KEYS = {"verdict", "criteria", "missing", "missing_parameters", "amount", "next_question", "nearest_miss"}


def test_every_programme_built_has_all_that_the_contract_promises() -> None:
    answer = screen_document(FULL)
    assert set(answer) == set(PROMISED) - set(not_built())
    for entry in answer.values():
        assert set(entry) >= PROMISED_KEYS
        assert entry["verdict"] in ("eligible", "ineligible", "unknown")
        for criterion in entry["criteria"]:
            assert set(criterion) >= {"id", "holds", "source", "detail"}
            assert criterion["source"]


def test_a_programme_for_persons_answers_for_each_member() -> None:
    answer = screen_document(FULL)["tekun"]
    assert list(answer["members"]) == ["m1"]
    assert answer["members"]["m1"]["verdict"] == answer["verdict"]


def test_the_answer_is_json_and_the_same_every_time() -> None:
    assert json.dumps(screen_document(FULL), ensure_ascii=False) == json.dumps(
        screen_document(FULL), ensure_ascii=False
    )


def test_nothing_known_gives_every_fact_that_matters_as_missing() -> None:
    answer = screen_document({"county": "example", "on": "2026-07-01"})
    assert answer["dibao"]["verdict"] == "unknown"
    assert {"pc_income_month", "area_type", "pc_money_assets", "consent_to_verification"} <= set(
        answer["dibao"]["missing"]
    )
    assert answer["legal_aid"]["missing"][0] == "matter_type"


def test_missing_facts_filled_in_by_their_names_settle_the_verdict() -> None:
    document = {**FULL, "household": {k: v for k, v in FULL["household"].items() if k != "pc_income_month"}}
    entry = screen_document(document)["dibao"]
    assert entry["verdict"] == "unknown"
    values = {"pc_income_month": 500, "disability_type": "none", "illness_category": "none"}
    filled = {**document["household"], **{name: values.get(name, False) for name in entry["missing"]}}
    assert screen_document({**document, "household": filled})["dibao"]["verdict"] == "eligible"


SAME = {
    "codes for labels": {"area_type": "rural", "hukou_county": "here"},
    "yes for true": {"consent_to_verification": "是", "declared_truthfully": "yes"},
    "numbers as text": {"member_count": "3", "pc_income_month": "500.00"},
    "an exact range": {"pc_income_month": {"low": 500, "high": 500}},
    "the county by its id": {"hukou_county": "example"},
}


@pytest.mark.parametrize("changes", SAME.values(), ids=list(SAME))
def test_the_same_facts_written_otherwise_give_the_same_answer(changes: dict[str, Any]) -> None:
    assert screen_document({**FULL, "household": {**FULL["household"], **changes}}) == screen_document(FULL)


def test_a_fact_may_stand_in_any_part_and_a_persons_fact_outside_is_the_first_members() -> None:
    moved = {**FULL, "members": [], "household": {**FULL["household"], "age": 45}}
    plain = {**FULL, "members": [{"id": "applicant", "age": 45}]}
    assert screen_document(moved) == screen_document(plain)


def test_the_day_may_be_a_date_and_the_county_may_be_left_out() -> None:
    document = {key: value for key, value in FULL.items() if key != "county"}
    assert screen_document({**document, "on": date(2026, 7, 1)}) == screen_document(FULL)


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown part": ({"houshold": {}}, "houshold.*Parts are county"),
    "an unknown county": ({"county": "examples"}, "Did you mean example"),
    "an unknown policy set": ({"policy_set": "next"}, "policy_set.*seed_2012"),
    "no day": ({"on": None}, "on: None is not a day"),
    "a day that is none": ({"on": "2026-13-01"}, "such as 2026-11-24"),
    "an unknown fact": ({"household": {"member_cuont": 3}}, "Did you mean member_count"),
    "an unknown fact of a member": ({"members": [{"agee": 3}]}, "Did you mean age"),
    "a number that is none": ({"household": {"member_count": "many"}}, "member_count.*whole number from 1 to 30"),
    "a number out of range": ({"household": {"member_count": 0}}, "outside what member_count can be"),
    "half a person": ({"household": {"member_count": 1.5}}, "not a whole number"),
    "money below nought": ({"household": {"pc_income_month": -1}}, "pc_income_month"),
    "a range upside down": ({"household": {"pc_income_month": {"low": 5, "high": 1}}}, "low is above high"),
    "a range of a choice": ({"household": {"area_type": {"low": "a"}}}, "cannot be a range"),
    "a choice that is none": ({"household": {"area_type": "moon"}}, "urban .城镇., rural"),
    "neither yes nor no": ({"household": {"consent_to_verification": "maybe"}}, "neither yes nor no"),
    "a date that is none": ({"matter": {"deadline_date": "soon"}}, "Write it as 2026-12-01"),
    "members that are no list": ({"members": {"age": 3}}, "members is not|members: is not a list"),
    "two members with one id": ({"members": [{"id": "a"}, {"id": "a"}]}, "same id"),
    "an id with a dot": ({"members": [{"id": "a.b"}]}, "without dots"),
    "a household that is no object": ({"household": [1]}, "household: is not an object"),
    "supporters that are no list": ({"members": [{"legal_supporters": 2}]}, "legal_supporters"),
    "a supporter's fact nobody knows": ({"members": [{"legal_supporters": [{"agee": 1}]}]}, "Did you mean age"),
    "a household fact of a supporter": ({"members": [{"legal_supporters": [{"area_type": "rural"}]}]}, "fact of the household"),
    "an unknown parameter": ({"parameters": {"dibao_sdt": 1}}, "Did you mean dibao_std"),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "says"), WRONG.values(), ids=list(WRONG))
def test_a_wrong_document_is_told_where_what_and_what_to_do(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(KnowledgeError, match=says):
        screen_document({"county": "example", "on": "2026-07-01", **changes})


def test_the_whole_vocabulary_of_the_dossier_is_taken() -> None:
    """Every fact can be given, whether or not a rule asks for it yet."""
    document: dict[str, Any] = {
        "county": "example",
        "on": "2026-07-01",
        "household": {"pc_disposable_prev_year": 40000},
    }
    for fact in vocabulary().values():
        if fact.scope != "supporter":
            value = fact.example_zh
            if fact.kind == "flag":
                value = "否"
            elif fact.kind == "choice":
                value = fact.choices[0].label_zh
            elif fact.kind == "grade":
                value = "二级"
            elif fact.kind == "date":
                value = "2026-08-01"
            document["household"][fact.name] = value
    assert screen_document(document)["dibao"]["verdict"] in ("eligible", "ineligible", "unknown")
