"""Papers, steps and limits beside the verdict: what applies on a day, whose figures they carry, and that every one is declared."""

from datetime import date

import pytest

from knowledge import Situation, load_county
from knowledge.county import laws_parameters
from knowledge.errors import UnknownProgrammeError
from knowledge.guidance import Guidance, guidance
from knowledge.programmes.programme import Programme
from knowledge.programmes.rule_book import rule_book
from knowledge.sources import citation

ON = date(2026, 7, 1)
EXAMPLE = load_county("example")
ALONE = Situation.from_answers({"member_count": 1})


def told(programme: str, on: date = ON, **answers: object) -> Guidance:
    """What is said of a programme on a day for somebody of whom little is known."""
    return guidance(programme, Situation.from_answers(answers), on, EXAMPLE)


PROGRAMMES = list(rule_book().values())


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda one: one.name)
def test_a_programme_says_papers_steps_end_and_appeal(programme: Programme) -> None:
    assert programme.documents or programme.name == "price_subsidy"
    assert programme.procedure
    assert programme.exits
    assert programme.appeal
    said = guidance(programme.name, ALONE, ON, EXAMPLE)
    assert said.steps
    assert said.appeal


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda one: one.name)
def test_every_limit_is_a_declared_figure_and_every_law_a_known_instrument(programme: Programme) -> None:
    named = [step.limit for step in programme.procedure] + [step.alarm for step in programme.procedure]
    named += [one.cycle for one in programme.review]
    named += [one.limit for one in (*programme.exits, *programme.appeal)]
    for name in filter(None, named):
        assert laws_parameters()[name].unit in (
            "working_days",
            "days",
            "months",
            "hours",
            "age",
            "multiple",
            "yuan",
            "years",
        )
    for part in (*programme.documents, *programme.procedure, *programme.review, *programme.exits, *programme.appeal):
        for law in part.law.split(";"):
            assert citation(law)


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda one: one.name)
def test_no_two_steps_of_a_day_have_the_same_name(programme: Programme) -> None:
    for on in (date(2012, 11, 1), date(2015, 1, 1), ON):
        ids = [step.id for step in programme.procedure if step.in_force(on)]
        assert len(ids) == len(set(ids)), on


def test_the_county_works_to_the_shorter_limit_and_is_warned_at_the_longer() -> None:
    decide = next(step for step in told("dibao").steps if step.label_zh == "作出决定")
    assert (decide.body_zh, decide.limit_zh, decide.alarm_zh) == ("县级民政部门", "5个工作日", "10个工作日")


def test_a_paper_is_named_for_those_whom_it_concerns() -> None:
    nobody = told("dibao", **{"member_count": 1, "applicant.disability_type": "none"})
    somebody = told("dibao", **{"member_count": 1, "applicant.disability_type": "limb"})
    unknown = told("dibao", member_count=1)
    assert "残疾人证" not in [paper.label_zh for paper in nobody.papers]
    assert ("残疾人证", True) in [(paper.label_zh, paper.sure) for paper in somebody.papers]
    assert ("残疾人证", False) in [(paper.label_zh, paper.sure) for paper in unknown.papers]


def test_what_the_office_can_look_up_is_marked() -> None:
    assert "身份证、户口簿" in [paper.label_zh for paper in told("tekun").papers if paper.office_looks_up]


@pytest.mark.parametrize(
    ("programme", "on", "step"),
    [
        ("tekun", date(2014, 4, 30), "审批，发给五保供养证书"),
        ("tekun", date(2021, 7, 1), "评估生活自理能力，确定照料护理档次"),
        ("dibao", date(2012, 12, 11), "县级公示"),
        ("dibao", date(2012, 12, 12), "公示期满作出决定"),
        ("legal_aid", date(2021, 12, 31), "咨询即时办理，不看收入"),
        ("legal_aid", date(2022, 1, 1), "审查决定"),
    ],
)
def test_steps_are_those_of_the_day(programme: str, on: date, step: str) -> None:
    assert step in [one.label_zh for one in told(programme, on).steps]
    other = date(2026, 7, 1) if on.year < 2021 or on == date(2021, 12, 31) else date(2012, 1, 1)
    assert step not in [one.label_zh for one in told(programme, other).steps]


def test_nothing_is_said_of_a_programme_before_its_time_and_an_unknown_one_raises() -> None:
    assert told("dibao_edge", date(2014, 10, 31)) == Guidance()
    with pytest.raises(UnknownProgrammeError, match="Did you mean dibao"):
        told("dibo")
