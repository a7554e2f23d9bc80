"""How medical, school, job and disability aid go: who decides on which day, what to bring, what the answer names beside the verdict."""

from datetime import date
from typing import Any

import pytest

from knowledge import Situation, assess, load_county
from knowledge.programmes.programme import Programme
from knowledge.programmes.rule_book import programmes_on

ON = date(2026, 7, 1)
EXAMPLE = load_county("example")
PROGRAMMES = ("medical", "education", "employment", "disability_living", "disability_nursing")
BODIES = {
    "bills go to civil affairs in 2012": ("medical", date(2012, 11, 15), {"定点医院", "县级民政部门"}),
    "and until the measures were amended": ("medical", date(2019, 3, 1), {"定点医院", "县级民政部门", "乡镇（街道）"}),
    "to the insurance office since": ("medical", date(2019, 3, 2), {"定点医院", "县级医疗保障部门", "乡镇（街道）"}),
    "school aid is asked of the school": ("education", date(2012, 9, 1), {"就读学校（幼儿园）"}),
    "and confirmed since the regulation": ("education", ON, {"就读学校（幼儿园）", "县级教育部门", "高等学校"}),
    "job aid at the office for jobs": ("employment", ON, {"户籍地或住所地的乡镇（街道）、社区公共就业服务机构"}),
    "the allowances over the federation": (
        "disability_living", ON, {"户籍地乡镇人民政府、街道办事处", "县级残联", "县级民政部门"},
    ),
}  # fmt: skip
NOTES: dict[str, tuple[str, dict[str, Any], str, bool | None]] = {
    "employees' insurance pays first": ("medical", {"applicant.insurance_type": "employee"}, "medical.order_employee", True),
    "residents' insurance pays first": ("medical", {"applicant.insurance_type": "resident"}, "medical.order_resident", True),
    "which pays first is open": ("medical", {}, "medical.order_resident", None),
    "the uninsured are told so": ("medical", {"applicant.insured": False}, "medical.uninsured", True),
    "settled at once": ("medical", {"applicant.hospital_one_stop": True}, "medical.one_stop", True),
    "or with bills": ("medical", {"applicant.hospital_one_stop": False}, "medical.bills", True),
    "enrol first": ("education", {"applicant.college_new_admission": True}, "education.enrol_first", True),
    "a private school": ("education", {"applicant.school_is_public": False}, "education.private_school", True),
    "two refusals": (
        "employment", {"is_dibao": True, "applicant.job_offers_refused": 2}, "employment.refused_offers", False,
    ),
    "three refusals": (
        "employment", {"is_dibao": True, "applicant.job_offers_refused": 3}, "employment.refused_offers", True,
    ),
    "refusals of somebody without dibao": (
        "employment", {"is_dibao": False, "applicant.job_offers_refused": 3}, "employment.refused_offers", False,
    ),
    "tekun and the living allowance": ("disability_living", {"is_tekun": True}, "disability_living.tekun", True),
    "other care pay": (
        "disability_nursing", {"applicant.receives_nursing_care_pay": True}, "disability_nursing.other_care", True,
    ),
}  # fmt: skip
IN_KIND: dict[str, tuple[str, dict[str, Any], str]] = {
    "premiums of a dibao member": ("medical", {"is_dibao": True, "applicant.hospital_designated": True}, "medical.premium"),
    "boarding in compulsory school": (
        "education", {"is_dibao": True, "applicant.student_stage": "compulsory", "applicant.boarding": True},
        "education.boarding_free",
    ),
    "tuition in vocational school": (
        "education", {"is_edge": True, "applicant.student_stage": "vocational"}, "education.tuition_free",
    ),
    "loans in college": ("education", {"is_edge": True, "applicant.student_stage": "college"}, "education.loan_and_work"),
    "one job for a household without any": (
        "employment",
        {"is_dibao": True, "zero_job_household": True, "applicant.unemployed": True, "applicant.age": 30,
         "applicant.labour_capacity": "full"},
        "employment.one_job",
    ),
}  # fmt: skip


def standing(name: str, on: date = ON) -> Programme:
    """A programme that is in force."""
    programme = programmes_on(on, [name])[name]
    assert programme is not None
    return programme


@pytest.mark.parametrize(("name", "on", "bodies"), BODIES.values(), ids=list(BODIES))
def test_the_body_is_that_of_the_day(name: str, on: date, bodies: set[str]) -> None:
    """Contradiction 25: offices changed, and old names are not used for today's."""
    assert {step.body_zh for step in standing(name, on).procedure} == bodies


@pytest.mark.parametrize("name", PROGRAMMES)
def test_each_says_what_to_bring_how_it_goes_how_it_ends_and_what_can_be_done(name: str) -> None:
    programme = standing(name)
    assert programme.documents
    assert programme.procedure
    assert programme.exits
    assert len(programme.appeal) > 1
    assert {remedy.limit for remedy in programme.appeal} >= {"fuyi_file", "sue_direct"}


@pytest.mark.parametrize("name", PROGRAMMES)
def test_every_limit_and_cycle_is_a_figure_of_the_law(name: str) -> None:
    programme, now = standing(name), EXAMPLE.parameters.at(ON)
    limits = [entry.limit for entry in (*programme.procedure, *programme.exits, *programme.appeal) if entry.limit]
    cycles = [review.cycle for review in programme.review if review.cycle]
    assert all(limit in now for limit in (*limits, *cycles))


@pytest.mark.parametrize(("name", "answers", "note", "holds"), NOTES.values(), ids=list(NOTES))
def test_what_the_answer_names_beside_the_verdict(
    name: str, answers: dict[str, Any], note: str, holds: bool | None
) -> None:
    result = assess(Situation.from_answers(answers), ON, EXAMPLE).programmes[name]
    assert {one.id: one.holds for one in result.notes}[note] is holds


@pytest.mark.parametrize(("name", "answers", "benefit"), IN_KIND.values(), ids=list(IN_KIND))
def test_what_is_given_in_kind(name: str, answers: dict[str, Any], benefit: str) -> None:
    result = assess(Situation.from_answers(answers), ON, EXAMPLE).programmes[name]
    assert {one.id: one.holds for one in result.in_kind}[benefit] is True
