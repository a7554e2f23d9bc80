"""最低生活保障 (dibao): a monthly cash top-up for a household below the local line, or for one severe case in an edge household."""

from functools import cache

from knowledge.programmes.dibao_edge import edge_rule
from knowledge.programmes.economy import DB21, R649, application, economy, money_within_dibao_limit, things
from knowledge.programmes.programme import AmountRule, Ground, Programme, Unit
from knowledge.programmes.tekun import tekun_rule
from knowledge.trees.nodes import (
    MEMBERS,
    All,
    ApplicantIs,
    Criterion,
    Parameter,
    SomePerson,
    Told,
    TopUp,
    Truth,
    household,
    one_of,
    person,
    yes,
)


@cache
def dibao() -> Programme:
    """The programme: the whole household (R649 9), or one person alone (DB21 8); refused where tekun stands instead."""
    return Programme(
        name="dibao",
        label_zh="最低生活保障",
        unit=Unit.HOUSEHOLD,
        rule=All(household_route() | alone(), not_tekun()),
        amount=_amount(),
        notes=(
            Ground(
                "dibao.family_of_caseworker",
                "经办人员近亲属单独登记，县级入户核查",
                "DB21 11; DB21 20",
                yes(household("family_of_caseworker")),
            ),
            Ground(
                "dibao.severe_member_full_standard", "重度残疾人可按当地标准全额发放", "ZJ-DIS 26", has_severe_member()
            ),
        ),
    )


@cache
def household_route() -> Truth:
    """The whole household: hukou, consent, income below the line, property within the limits."""
    return All(*application().all, income_below_line(), money_within_dibao_limit(), *things().all)


@cache
def income_below_line() -> Criterion:
    """人均月收入低于低保标准; equality is not below."""
    e = economy()
    return Criterion(
        "dibao.income_below_line",
        "人均月收入低于低保标准",
        "S2; UD99 2; R649 9; ZJ-SA 9; DB21 4",
        e.income_below(e.dibao_line),
        measure=e.income_measure(e.dibao_line),
    )


@cache
def alone() -> Criterion:
    """单人户: a severe disability or major illness in a household that is edge."""
    return Criterion(
        "dibao.alone", "低保边缘家庭中的重残、重病人员单独申请", "DB21 8", edge_rule() & has_severe_member(), since=DB21
    )


@cache
def has_severe_member() -> Truth:
    """Somebody has disability 1-2, intellectual or mental disability 3, or a certified major illness."""
    kind, grade = person("disability_type"), person("disability_grade")
    severe = (
        (~one_of(kind, "none") & (grade <= Parameter("alone_severe_grade")))
        | (one_of(kind, "intellectual", "mental") & (grade <= Parameter("alone_mental_grade")))
        | one_of(person("illness_category"), "major")
    )
    return Told(resident=yes(household("has_severe_member")), record=SomePerson(MEMBERS, severe))


@cache
def not_tekun() -> Criterion:
    """Dibao and tekun exclude each other; tekun stands. Somebody living alone is refused dibao where tekun passes."""
    instead = (economy().members <= 1) & ApplicantIs(tekun_rule())
    return Criterion(
        "dibao.not_tekun", "不属于特困供养（符合特困的按特困办理）", "R649 14; TK21 4", ~instead, since=R649
    )


def _amount() -> AmountRule:
    e = economy()
    return AmountRule(
        label_zh="每月低保金",
        unit_zh="元/月",
        law="UD99 8; ZJ-SA 12; DB21 23",
        amount=TopUp(e.dibao_line, e.members, e.counted_income),
        given_when=household_route(),
        otherwise_zh="单独申请的金额由县级民政部门核定",
        known_first=(e.dibao_line, e.members),
    )
