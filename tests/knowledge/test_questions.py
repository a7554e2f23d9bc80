"""The next question: never idle, never an identity number, and stopping exactly when nothing can change."""

from random import Random

import pytest

from knowledge import PROMISES, FactRef, Situation, Verdict, assess, next_question, vocabulary
from knowledge.situation import CERTIFIED
from tests.knowledge.households import COUNTY, OVERRIDDEN, PENSION_OPEN, PENSION_OUT, household, lines_of
from tests.knowledge.readings import READINGS, verdicts

TRUTH = {Verdict.ELIGIBLE: True, Verdict.INELIGIBLE: False, Verdict.UNKNOWN: None}
PROGRAMMES = [("dibao",), ("dibao_edge",), ("tekun",), ("legal_aid",), *((name,) for name in READINGS), None]
FIXED_FORM = 22  # questions of the paper form of any one programme
OF_ALL_FORMS = 0.65  # a talk about every programme asks at most this share of what their forms ask together


def talk(answers: dict[str, object], programmes: tuple[str, ...] | None, on: object = PENSION_OUT) -> dict[str, object]:
    """Asks until nothing is left to ask; gives what was answered, in order."""
    told: dict[str, object] = {}
    answers = {**answers, "certified_status": certified_status(answers)}
    while True:
        ref = next_question(Situation.from_answers(told), on, OVERRIDDEN, programmes)  # type: ignore[arg-type]
        if ref is None:
            return told
        assert ref.key not in told, f"{ref.key} was asked twice"
        told[ref.key] = answers[ref.key]


def certified_status(answers: dict[str, object]) -> str:
    """The one answer that tells all certified statuses."""
    return next((name.removeprefix("is_") for name in CERTIFIED if answers.get(name)), "none")


@pytest.mark.parametrize("programmes", PROGRAMMES, ids=str)
@pytest.mark.parametrize("seed", range(12))
def test_a_talk_ends_in_the_verdict_of_the_plain_rules(programmes: tuple[str, ...] | None, seed: int) -> None:
    lines = lines_of(OVERRIDDEN, PENSION_OUT)
    answers = household(Random(seed), lines)
    told = talk(answers, programmes)
    expected = verdicts(answers, lines)
    for name, result in assess(Situation.from_answers(told), PENSION_OUT, OVERRIDDEN, programmes).programmes.items():
        assert TRUTH[result.verdict] is expected[name]
    assert len(told) <= (FIXED_FORM if programmes else OF_ALL_FORMS * len(answers))


@pytest.mark.parametrize("seed", range(20))
def test_a_talk_stops_only_when_no_further_answer_changes_a_verdict(seed: int) -> None:
    rng = Random(seed)
    lines = lines_of(OVERRIDDEN, PENSION_OUT)
    answers = household(rng, lines)
    told = talk(answers, ("dibao",))
    settled = assess(Situation.from_answers(told), PENSION_OUT, OVERRIDDEN).programmes["dibao"].verdict
    for key in sorted(set(answers) - set(told)):
        more = Situation.from_answers({**told, key: answers[key]})
        assert assess(more, PENSION_OUT, OVERRIDDEN).programmes["dibao"].verdict is settled


def test_a_car_ends_the_talk_about_dibao() -> None:
    situation = Situation.from_answers({"has_living_vehicle_or_boat": True})
    assert next_question(situation, PENSION_OPEN, COUNTY, ("dibao", "dibao_edge", "tekun")) is None


def test_household_and_income_open_the_talk_about_dibao() -> None:
    first = next_question(Situation.from_answers(PROMISES), PENSION_OPEN, COUNTY, ("dibao",))
    assert first is not None
    second = next_question(Situation.from_answers({**PROMISES, first.key: 3}), PENSION_OPEN, COUNTY, ("dibao",))
    assert {first.key, second.key if second else ""} == {"member_count", "household_income_month"}


def test_the_matter_opens_the_talk_about_legal_aid() -> None:
    assert next_question(Situation.from_answers({}), PENSION_OPEN, COUNTY, ("legal_aid",)) == FactRef("matter_type")


def test_one_question_tells_every_certified_status() -> None:
    """Five statuses open medical aid; a household holds one of them at most."""
    asked = next_question(Situation.from_answers({"applicant.insured": True}), PENSION_OPEN, COUNTY, ("medical",))
    assert asked == FactRef("certified_status")
    for code, held in (("none", None), ("edge", "is_edge"), ("medical_poor", "is_medical_poor")):
        told = Situation.from_answers({"certified_status": code})
        assert {name for name in CERTIFIED if told.interval(FactRef(name)) == (1, 1)} == ({held} - {None})
        assert all(told.interval(FactRef(name)) in ((0, 0), (1, 1)) for name in CERTIFIED)


def test_the_last_certified_status_that_matters_is_asked_for_by_itself() -> None:
    told = dict.fromkeys(CERTIFIED[1:], False)
    asked = next_question(Situation.from_answers(told), PENSION_OPEN, COUNTY, ("medical",))
    assert asked == FactRef("is_tekun")


def test_who_cannot_tell_the_status_is_not_asked_for_each() -> None:
    skipped = ["certified_status"]
    while (ref := next_question(Situation.from_answers({}), PENSION_OPEN, COUNTY, ("medical",), skipped)) is not None:
        assert ref.name not in CERTIFIED
        skipped.append(ref.key)


def test_a_status_told_by_itself_stands_beside_the_answer_for_all() -> None:
    told = Situation.from_answers({"is_dibao": False, "certified_status": "none"})
    assert told.interval(FactRef("is_dibao")) == (0, 0)


def test_what_the_resident_cannot_tell_is_not_asked_again() -> None:
    situation = Situation.from_answers(PROMISES)
    skipped: list[str] = []
    while (ref := next_question(situation, PENSION_OPEN, COUNTY, ("dibao",), skipped)) is not None:
        assert ref.key not in skipped
        skipped.append(ref.key)
    assert len(skipped) >= 10


def test_a_range_that_does_not_decide_is_asked_about_again() -> None:
    lines = lines_of(COUNTY, PENSION_OUT)
    answers = {**household(Random(1), lines), "has_severe_member": False, "applicant.disability_type": "none"}
    answers |= {
        "hukou_county": "here",
        "area_type": "rural",
        "member_count": 2,
        "household_money_assets": 0,
        **PROMISES,
    }
    answers |= {"has_living_vehicle_or_boat": False, "has_commercial_property": False, "income_not_counted_month": 0}
    answers |= {"household_income_month": {"low": 1700, "high": 1900}, "applicant.income_month": 0}
    situation = Situation.from_answers(answers)
    assert next_question(situation, PENSION_OUT, COUNTY, ("dibao",)) == FactRef("household_income_month")


def test_persons_are_asked_about_by_key() -> None:
    situation = Situation.from_answers({"m1.age": 70})
    asked = next_question(situation, PENSION_OPEN, COUNTY, ("tekun",))
    assert asked is not None
    assert asked.person in (None, "m1")


def test_no_fact_is_an_identity_number_a_name_or_an_address() -> None:
    forbidden = ("id_number", "name", "address", "phone", "bank")
    assert not [name for name in vocabulary() if name in forbidden]
    assert not [
        fact.name for fact in vocabulary().values() if "身份证" in fact.question_zh or "银行卡" in fact.question_zh
    ]


def test_a_sensitive_fact_comes_after_a_plain_one_that_decides_as_much() -> None:
    """Both end the talk alike, but how somebody is disabled is asked later than whether there is a car."""
    asked = list(talk(household(Random(2), lines_of(OVERRIDDEN, PENSION_OUT)), ("dibao",)))
    sensitive = [place for place, key in enumerate(asked) if vocabulary()[FactRef.parse(key).name].sensitive]
    assert not sensitive or min(sensitive) > 1
