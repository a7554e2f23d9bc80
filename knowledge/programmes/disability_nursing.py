"""重度残疾人护理补贴 (nursing allowance): by how far somebody cannot look after themselves; more in an institution.

Decided for one person. In Zhejiang also for intellectual and mental disability of any grade. No income is looked at.
"""

from functools import cache

from knowledge.programmes.disability import (
    DIS16,
    appeal,
    certified_in_zhejiang,
    documents,
    exits,
    hukou_in_zhejiang,
    not_tekun_where_excluded,
    procedure,
    review,
)
from knowledge.programmes.programme import AmountRule, Document, Ground, Programme, Unit
from knowledge.programmes.statuses import on_tekun
from knowledge.trees.nodes import (
    All,
    ByChoice,
    Called,
    Criterion,
    Dated,
    Number,
    Parameter,
    ParameterFlag,
    Percent,
    Where,
    one_of,
    person,
    yes,
)


@cache
def disability_nursing() -> Programme:
    """The programme."""
    rule = All(
        hukou_in_zhejiang(),
        certified_in_zhejiang(),
        severe_intellectual_or_mental(),
        needs_long_term_care(),
        not_tekun_where_excluded(),
        no_work_injury_care_where_excluded(),
    )
    return Programme(
        name="disability_nursing",
        label_zh="重度残疾人护理补贴",
        unit=Unit.PERSON,
        rule=Dated(rule, since=DIS16),
        amount=AmountRule("每月护理补贴", "元/月", "DIS16", a_month()),
        notes=_notes(),
        documents=documents(
            Document(label_zh="护理等级评定（生活不能自理的程度）", law="DIS16"),
        ),
        procedure=procedure("核对残疾人证和护理等级评定"),
        review=review(),
        exits=exits("恢复自理，不再需要长期照护"),
        appeal=appeal(),
    )


@cache
def severe_intellectual_or_mental() -> Criterion:
    """一级、二级残疾，或智力、精神残疾."""
    kind, grade = person("disability_type"), person("disability_grade")
    severe = grade <= Parameter("dis_nursing_severe_grade")
    return Criterion(
        "disability_nursing.severe",
        "一级或二级残疾，或者智力、精神残疾",
        "DIS16",
        severe | one_of(kind, "intellectual", "mental"),
    )


@cache
def needs_long_term_care() -> Criterion:
    """需要长期照护."""
    return Criterion("disability_nursing.long_term_care", "需要长期照护", "DIS16", yes(person("needs_long_term_care")))


@cache
def no_work_injury_care_where_excluded() -> Criterion:
    """Whether care pay for a work injury excludes the allowance is for the county, as with tekun."""
    excluded = yes(person("work_injury_care_pay")) & ParameterFlag("dis_work_injury_excluded")
    return Criterion(
        "disability_nursing.no_work_injury_care", "没有领工伤护理费，或者当地允许同时领", "DIS16", ~excluded
    )


@cache
def a_month() -> Number:
    """The rate by self-care, and half as much again in an institution. Who needs long care is partly unable at the least."""
    rates = {level: Parameter(f"dis_nursing_{level}") for level in ("full", "basic", "partial")}
    rate = Called("护理补贴标准", ByChoice(person("care_level"), rates, rates["partial"]))
    return Where(yes(person("in_care_institution")), Percent(rate, Parameter("dis_nursing_institution")), rate)


def _notes() -> tuple[Ground, ...]:
    other_care = yes(person("receives_nursing_care_pay"))
    return (
        Ground("disability_nursing.with_living", "也可以申请生活补贴，两项能不能同时领按当地规定", "DIS16", yes(person("hukou_in_zj"))),
        Ground("disability_nursing.other_care", "已经领别的护理、失能补贴的，能不能同时领按当地规定", "DIS16", other_care),
        Ground("disability_nursing.tekun", "特困人员能不能同时领，按当地规定", "DIS16", on_tekun()),
    )  # fmt: skip
