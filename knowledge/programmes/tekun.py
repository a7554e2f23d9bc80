"""特困人员供养 (tekun): full support for the old, disabled and young who have no ability to work, no income and nobody to support them.

Decided for one person. Before 2014 the same three wants stood under 五保 in the village and 三无 in town (WB06 6).
"""

from datetime import date
from functools import cache

from knowledge.programmes.economy import DB21, MONTHS, application, economy, money_within_dibao_limit, things
from knowledge.programmes.programme import AmountRule, Ground, Programme, Unit
from knowledge.programmes.remedies import remedies
from knowledge.programmes.tekun_procedure import documents, exits, procedure, review
from knowledge.trees.nodes import (
    SUPPORTERS,
    All,
    Always,
    AnyOf,
    Called,
    Criterion,
    Dated,
    EveryPerson,
    FactNumber,
    Measure,
    NotNegative,
    Parameter,
    Told,
    Truth,
    UpToStaff,
    Where,
    household,
    one_of,
    person,
    supporter,
    yes,
)

TK21 = DB21
BEFORE_TK21 = date(2021, 6, 30)
MULTIPLE_ZH = "多重残疾要看每一类的等级，由工作人员认定"


@cache
def tekun() -> Programme:
    """The programme."""
    return Programme(
        name="tekun",
        label_zh="特困人员供养",
        unit=Unit.PERSON,
        rule=tekun_rule(),
        amount=_amount(),
        in_kind=_supported_with(),
        notes=(_stays(),),
        documents=documents(),
        procedure=procedure(),
        review=review(),
        exits=exits(),
        appeal=remedies(),
    )


def _amount() -> AmountRule:
    """The basic standard and the care standard of the tier; both are the county's to publish."""
    failed = person("adl_failed_count")
    fully = Parameter("tekun_care_full")
    care = Where(
        failed < Parameter("tekun_adl_partial"),
        Parameter("tekun_care_able"),
        Where(failed < Parameter("tekun_adl_full"), Parameter("tekun_care_partial"), fully),
    )
    return AmountRule(
        label_zh="每月基本生活和照料护理",
        unit_zh="元/人·月",
        law="R649 15; TK21 22",
        amount=Parameter("tekun_basic_std") + Called("照料护理标准", care),
    )


def _supported_with() -> tuple[Ground, ...]:
    """What full support is made of (R649 15; WB06 9), and the tier of care by the six tests (TK21 22)."""
    failed, partial, full = person("adl_failed_count"), Parameter("tekun_adl_partial"), Parameter("tekun_adl_full")
    return (
        Ground("tekun.living", "基本生活条件", "WB06 9; R649 15", Always()),
        Ground("tekun.treatment", "疾病治疗", "WB06 9; R649 15", Always()),
        Ground("tekun.burial", "办理丧葬事宜", "WB06 9; R649 15", Always()),
        Ground("tekun.care_able", "照料护理：全自理", "TK21 22", Dated(failed < partial, since=TK21)),
        Ground(
            "tekun.care_partial",
            "照料护理：部分丧失自理能力",
            "TK21 22",
            Dated((failed >= partial) & (failed < full), since=TK21),
        ),
        Ground("tekun.care_full", "照料护理：完全丧失自理能力", "TK21 22", Dated(failed >= full, since=TK21)),
    )


def _stays() -> Ground:
    """Who has been found tekun as a minor stays so for some years more, or while at school."""
    age, stage = person("age"), person("student_stage")
    at_school = one_of(stage, "compulsory", "senior", "vocational")
    older = (age >= Parameter("tekun_age_minor")) & ((age < Parameter("tekun_age_stay")) | at_school)
    return Ground(
        "tekun.stays",
        "已是特困的未成年人，满年龄后可以继续到规定年龄；还在上学的，到毕业",
        "TK21 24",
        Dated(All(yes(household("is_tekun")), older), since=TK21),
    )


@cache
def tekun_rule() -> Truth:
    """Old, disabled or minor; no ability to work, no income, nobody to support (TK21 4); property as for dibao."""
    return All(
        group(),
        no_labour(),
        no_labour_before_2021(),
        no_income(),
        no_supporter(),
        no_supporter_before_2021(),
        not_orphan_scheme(),
        money_within_dibao_limit(),
        *things().all,
        *application().all,
    )


@cache
def _old_or_minor() -> Truth:
    return (person("age") >= Parameter("tekun_age_old")) | _minor()


@cache
def _minor() -> Truth:
    return person("age") < Parameter("tekun_age_minor")


@cache
def group() -> Criterion:
    """老年人、残疾人或未成年人."""
    disabled = ~one_of(person("disability_type"), "none")
    return Criterion("tekun.group", "老年人、残疾人或未成年人", "WB06 6; R649 14; TK21 4", _old_or_minor() | disabled)


@cache
def no_labour() -> Criterion:
    """无劳动能力: by age or by kind and grade of disability."""
    kind, grade = person("disability_type"), person("disability_grade")
    unable = AnyOf(
        _old_or_minor(),
        one_of(kind, "intellectual", "mental") & (grade <= Parameter("tekun_mental_grade")),
        one_of(kind, "limb") & (grade <= Parameter("tekun_limb_grade")),
        one_of(kind, "visual") & (grade <= Parameter("tekun_visual_grade")),
        UpToStaff(one_of(kind, "multiple"), MULTIPLE_ZH),
    )
    return Criterion("tekun.no_labour", "无劳动能力", "TK21 5", unable, since=TK21)


@cache
def no_labour_before_2021() -> Criterion:
    """无劳动能力 before the present list of ages and grades."""
    unable = _old_or_minor() | one_of(person("labour_capacity"), "none")
    return Criterion("tekun.no_labour", "无劳动能力", "WB06 6; R649 14", unable, until=BEFORE_TK21)


@cache
def no_income() -> Criterion:
    """无生活来源: own income below the dibao line, pensions and special care money left out."""
    e = economy()
    counted = NotNegative(e.own_income - person("own_income_not_counted_month"))
    measure = Measure("本人每月计入的收入", "元/月", counted, e.dibao_line, excess_zh="本人每月收入超出{excess}")
    return Criterion(
        "tekun.no_income", "本人收入低于低保标准", "WB06 6; R649 14; TK21 6", counted < e.dibao_line, measure=measure
    )


@cache
def no_supporter() -> Criterion:
    """无法定义务人，或义务人都没有能力."""
    told = (person("supporter_count") <= 0) | yes(person("supporters_all_unable"))
    listed = EveryPerson(SUPPORTERS, unable_to_support())
    return Criterion("tekun.no_supporter", "没有能赡养、抚养、扶养的义务人", "TK21 8", Told(told, listed), since=TK21)


@cache
def no_supporter_before_2021() -> Criterion:
    """无义务人，或义务人确无能力, as the resident or the record says."""
    told = (person("supporter_count") <= 0) | yes(person("supporters_all_unable"))
    listed = EveryPerson(SUPPORTERS, one_of(supporter("labour_capacity"), "none"))
    return Criterion(
        "tekun.no_supporter", "没有能赡养、抚养、扶养的义务人", "WB06 6; R649 14", Told(told, listed), until=BEFORE_TK21
    )


@cache
def unable_to_support() -> Truth:
    """The supporters whom TK21 8 counts as unable."""
    age = supporter("age")
    poor = (supporter("income_month") * MONTHS < Parameter("pc_disposable_prev_year")) & yes(supporter("property_ok"))
    return AnyOf(
        yes(supporter("is_tekun")),
        yes(supporter("is_dibao")) & (age >= Parameter("tekun_supporter_age_dibao")),
        (age >= Parameter("tekun_supporter_age")) & poor,
        _severely_disabled(supporter("disability_type"), supporter("disability_grade")) & poor,
        _absent_or_incapable() & yes(supporter("property_ok")),
    )


def _severely_disabled(kind: FactNumber, grade: FactNumber) -> Truth:
    severe = ~one_of(kind, "none") & (grade <= Parameter("tekun_supporter_severe_grade"))
    return severe | (one_of(kind, "intellectual", "mental") & (grade <= Parameter("tekun_supporter_mental_grade")))


def _absent_or_incapable() -> Truth:
    return AnyOf(
        yes(supporter("no_civil_capacity")),
        yes(supporter("missing_declared")),
        yes(supporter("in_prison_or_compulsory_rehab")),
    )


@cache
def not_orphan_scheme() -> Criterion:
    """A minor who has chosen the orphans' allowance is not tekun."""
    chosen = All(_minor(), yes(person("orphan_or_de_facto")), yes(person("chooses_orphan_scheme")))
    return Criterion("tekun.not_orphan_scheme", "没有选择孤儿基本生活保障", "TK21 9", ~chosen, since=TK21)
