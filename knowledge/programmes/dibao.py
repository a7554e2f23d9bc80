"""最低生活保障 (dibao): a monthly cash top-up for a household below the local line, or for one severe case in an edge household."""

from functools import cache

from knowledge.programmes.dibao_edge import edge_rule
from knowledge.programmes.dibao_procedure import documents, exits, procedure, review
from knowledge.programmes.economy import (
    DB21,
    DB22,
    R649,
    ZJ_SA,
    application,
    economy,
    money_within_dibao_limit,
    new_job_income_not_counted,
    things,
)
from knowledge.programmes.family import family_member
from knowledge.programmes.programme import AmountRule, Ground, Programme, Unit
from knowledge.programmes.remedies import remedies
from knowledge.programmes.tekun import tekun_rule
from knowledge.trees.nodes import (
    MEMBERS,
    All,
    ApplicantIs,
    Bounded,
    Constant,
    Criterion,
    Dated,
    NotNegative,
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
        rule=All(household_route() | alone() | phase_out(), not_tekun()),
        amount=_amount(),
        notes=_notes(),
        of_persons=(family_member(), *alone_application()),
        documents=documents(),
        procedure=procedure(),
        review=review(),
        exits=exits(),
        appeal=remedies(),
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
    return Told(resident=yes(household("has_severe_member")), record=SomePerson(MEMBERS, severely_ill_or_disabled()))


@cache
def severely_ill_or_disabled() -> Truth:
    """Disability 1-2, intellectual or mental disability 3, or a certified major illness."""
    return severely_disabled() | one_of(person("illness_category"), "major")


@cache
def severely_disabled() -> Truth:
    """Disability 1-2, intellectual or mental disability 3."""
    kind, grade = person("disability_type"), person("disability_grade")
    return (~one_of(kind, "none") & (grade <= Parameter("alone_severe_grade"))) | (
        one_of(kind, "intellectual", "mental") & (grade <= Parameter("alone_mental_grade"))
    )


@cache
def phase_out() -> Criterion:
    """渐退期: on dibao, lifted over the line by a new job, which alone does it; the county sets for how many months dibao goes on."""
    e = economy()
    without_job = NotNegative(e.counted_income + new_job_income_not_counted() - household("new_job_income_month"))
    going_on = All(
        yes(household("is_dibao")),
        household("new_job_income_month") > 0,
        without_job < e.dibao_line * e.members,
        household("over_line_months") < Bounded(Parameter("phase_out_months"), Constant(0), Constant(6)),
        money_within_dibao_limit(),
        *things().all,
        *application().all,
    )
    return Criterion("dibao.phase_out", "就业后收入超过低保标准，还在渐退期内", "DB22", going_on, since=DB22)


@cache
def not_tekun() -> Criterion:
    """Dibao and tekun exclude each other; tekun stands. Somebody living alone is refused dibao where tekun passes."""
    instead = (economy().members <= 1) & ApplicantIs(tekun_rule())
    return Criterion(
        "dibao.not_tekun", "不属于特困供养（符合特困的按特困办理）", "R649 14; TK21 4", ~instead, since=R649
    )


@cache
def alone_application() -> tuple[Ground, ...]:
    """Who of a household could apply alone (单人户), person by person, each on its own ground."""
    poor = economy().own_income < economy().dibao_line
    applies = All(*application().all)
    clergy = All(person("religious_away_years") >= Parameter("alone_religious_years"), poor, applies)
    unemployed = All(
        person("age") >= Parameter("adult_age"), yes(person("unemployed")), severely_disabled(), poor, applies
    )
    return (
        Ground(
            "dibao.alone_edge_member",
            "低保边缘家庭中的重残、重病人员，可以单独申请",
            "DB21 8",
            Dated(edge_rule() & severely_ill_or_disabled(), since=DB21),
        ),
        Ground(
            "dibao.alone_clergy",
            "在宗教场所居住多年、生活困难的宗教教职人员，可以单独申请",
            "DB21 8",
            Dated(clergy, since=DB21),
        ),
        Ground(
            "dibao.alone_unemployed",
            "成年无业重度残疾人，可以按单人户申请",
            "DB22",
            Dated(unemployed, since=DB22),
        ),
    )


def _notes() -> tuple[Ground, ...]:
    new_job = yes(household("is_dibao")) & (household("new_job_income_month") > 0)
    return (
        Ground(
            "dibao.family_of_caseworker",
            "经办人员近亲属单独登记，县级入户核查",
            "DB21 11; DB21 20",
            yes(household("family_of_caseworker")),
        ),
        Ground("dibao.severe_member_full_standard", "重度残疾人可按当地标准全额发放", "ZJ-DIS 26", has_severe_member()),
        Ground(
            "dibao.new_job",
            "新找到工作的收入，头几个月在限额以内的不计入",
            "ZJ-SA 50",
            Dated(new_job, since=ZJ_SA),
        ),
    )


def _amount() -> AmountRule:
    e = economy()
    return AmountRule(
        label_zh="每月低保金",
        unit_zh="元/月",
        law="UD99 8; DB12 27; ZJ-SA 12; DB21 23",
        amount=TopUp(e.dibao_line, e.members, e.counted_income),
        given_when=household_route(),
        otherwise_zh="单独申请和渐退期内的金额由县级民政部门核定",
        known_first=(e.dibao_line, e.members),
    )
