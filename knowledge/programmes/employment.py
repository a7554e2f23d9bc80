"""就业援助 (employment aid): help in finding work, and money towards it, for jobless people of poor households and others hard to employ.

Decided for one person. Two doors since 2025: a dibao or edge household (ZJ-SA 33), or one of the groups of JOB25.
"""

from datetime import date
from functools import cache

from knowledge.programmes.economy import R649, ZJ_SA, economy
from knowledge.programmes.programme import AmountRule, Document, Exit, Ground, Programme, Remedy, Step, Unit
from knowledge.programmes.remedies import remedies
from knowledge.programmes.statuses import on_dibao, on_edge, on_tekun
from knowledge.programmes.working_age import of_working_age
from knowledge.trees.nodes import (
    All,
    Always,
    AnyOf,
    Criterion,
    Dated,
    Parameter,
    Truth,
    UpToStaff,
    household,
    one_of,
    person,
    yes,
)

S2 = date(2012, 1, 1)
BEFORE_R649 = date(2014, 4, 30)
EPL = date(2015, 1, 1)
BEFORE_JOB25 = date(2024, 12, 31)
JOB25 = date(2025, 1, 1)
LONG_UNEMPLOYED_ZH = "报告没有写明失业多久算长期失业，由就业服务机构认定"


@cache
def employment() -> Programme:
    """The programme."""
    groups = AnyOf(of_poor_household(), zero_job_household(), hard_to_employ(), in_group_before_2014())
    return Programme(
        name="employment",
        label_zh="就业援助",
        unit=Unit.PERSON,
        rule=Dated(All(working_age(), able(), unemployed(), groups), since=S2),
        amount=AmountRule("社会保险补贴", "元/月", "ZJ-SA 33", Parameter("job_insurance_aid")),
        more_amounts=(
            AmountRule("岗位补贴", "元/月", "ZJ-SA 33", Parameter("job_post_aid")),
            AmountRule("职业培训补贴", "元", "ZJ-SA 33", Parameter("job_training_aid")),
        ),
        in_kind=_in_kind(),
        notes=_notes(),
        documents=_documents(),
        procedure=_procedure(),
        exits=_exits(),
        appeal=(
            Remedy(label_zh="对认定结果有异议的，先请人力资源和社会保障部门复核", law="ZJ-SA", since=ZJ_SA),
            *remedies(),
        ),
    )


# ------------------------------------------------------------------------------------------------------------------- who


@cache
def working_age() -> Criterion:
    """在劳动年龄内."""
    return Criterion("employment.working_age", "在劳动年龄内", "S2; R649 42; ZJ-SA 33; JOB25", of_working_age())


@cache
def able() -> Criterion:
    """有劳动能力, if only in part."""
    capable = ~one_of(person("labour_capacity"), "none")
    return Criterion("employment.able", "有劳动能力", "S2; R649 42; ZJ-SA 33; JOB25", capable)


@cache
def unemployed() -> Criterion:
    """失业."""
    return Criterion("employment.unemployed", "没有工作", "S2; R649 42; ZJ-SA 33; JOB25", yes(person("unemployed")))


@cache
def of_poor_household() -> Criterion:
    """低保家庭或低保边缘家庭的成员; nationally only of dibao households."""
    return Criterion(
        "employment.poor_household",
        "低保或低保边缘家庭的成员",
        "R649 42; ZJ-SA 33",
        on_dibao() | Dated(on_edge(), since=ZJ_SA),
        since=R649,
    )


@cache
def zero_job_household() -> Criterion:
    """城镇零就业家庭 (EPL 56); from 2025 one of the groups of JOB25."""
    return Criterion(
        "employment.zero_job_household",
        "城镇零就业家庭的成员",
        "EPL 56",
        _no_job_in_town(),
        since=EPL,
        until=BEFORE_JOB25,
    )


@cache
def _no_job_in_town() -> Truth:
    return economy().urban & yes(household("zero_job_household"))


@cache
def hard_to_employ() -> Criterion:
    """就业困难人员: registered as unemployed in Zhejiang, willing to work, and of one of the groups of the 2025 notice.

    Its group of dibao and edge households has the door of `of_poor_household` already.
    """
    groups = AnyOf(
        _older_and_long_registered(),
        _no_job_in_town() & ~yes(household("business_or_investment_income")),
        (person("ui_benefit_months") >= Parameter("job_ui_months")) | yes(person("ui_benefit_ended")),
        ~one_of(person("disability_type"), "none") & ~on_tekun(),
        yes(person("on_local_hard_job_list")),
    )
    return Criterion(
        "employment.hard_to_employ",
        "在浙江登记失业、愿意工作，并属于就业困难人员",
        "JOB25",
        All(yes(person("registered_unemployed")), yes(person("willing_to_work")), groups),
        since=JOB25,
    )


@cache
def _older_and_long_registered() -> Truth:
    return (person("registered_unemployed_months") >= Parameter("job_registered_months")) & _older()


@cache
def _older() -> Truth:
    """大龄: women from one age, men from another."""
    age, sex = person("age"), person("sex")
    return (one_of(sex, "female") & (age >= Parameter("job_older_age_woman"))) | (
        one_of(sex, "male") & (age >= Parameter("job_older_age_man"))
    )


@cache
def in_group_before_2014() -> Criterion:
    """The groups that the report of 2012 names."""
    return Criterion(
        "employment.listed_2012",
        "属于“4050”、零就业、低保、低保边缘、长期失业等重点扶持对象",
        "S2",
        AnyOf(
            _older(),
            _no_job_in_town(),
            on_dibao(),
            on_edge(),
            yes(person("supports_seriously_ill_kin")),
            yes(person("rural_veteran")),
            yes(person("college_graduate_out_of_work")),
            UpToStaff(person("registered_unemployed_months") > 0, LONG_UNEMPLOYED_ZH),
        ),
        until=BEFORE_R649,
    )


# --------------------------------------------------------------------------------------------------------- what it gives


@cache
def _in_kind() -> tuple[Ground, ...]:
    now, then = Dated(Always(), since=ZJ_SA), Dated(Always(), until=BEFORE_R649)
    one_job = yes(household("zero_job_household"))
    return (
        Ground("employment.one_job", "全家没有一个人就业的，至少帮一个人找到工作", "S2; R649 43; ZJ-SA 34; EPL 56", one_job),
        Ground("employment.offers", "免费介绍工作、职业指导", "R649 44; ZJ-SA 35", now),
        Ground("employment.public_post", "公益性岗位安置", "S2; ZJ-SA 33", Always()),
        Ground("employment.loan", "贷款贴息", "ZJ-SA 33", now),
        Ground("employment.fees", "费用减免", "ZJ-SA 33", now),
        Ground("employment.skill_test", "职业技能鉴定补贴", "ZJ-SA 33", now),
        Ground("employment.listed_2012", "税费减免、培训补贴、小额担保贷款", "S2", then),
    )  # fmt: skip


@cache
def _notes() -> tuple[Ground, ...]:
    refused = on_dibao() & (person("job_offers_refused") >= Parameter("refuse_job_limit"))
    return (
        Ground("employment.refused_offers", "多次无故拒绝介绍的工作，会减发或停发本人的低保金", "R649 45; ZJ-SA 36", Dated(refused, since=R649)),
        Ground("employment.employer", "招用的单位也可以享受补贴", "ZJ-SA 37", Dated(Always(), since=ZJ_SA)),
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------------------------- how


def _documents() -> tuple[Document, ...]:
    disabled = ~one_of(person("disability_type"), "none")
    return (
        Document(label_zh="身份证", law="R649 44; ZJ-SA 35", since=R649),
        Document(label_zh="失业登记", law="R649 44; ZJ-SA 35; JOB25", office_looks_up=True, since=R649),
        Document(
            label_zh="低保或低保边缘身份证明",
            law="ZJ-SA 35",
            when=on_dibao() | on_edge(),
            office_looks_up=True,
            since=ZJ_SA,
        ),
        Document(label_zh="残疾人证", law="JOB25", when=disabled, office_looks_up=True, since=JOB25),
    )


def _procedure() -> tuple[Step, ...]:
    office = "户籍地或住所地的乡镇（街道）、社区公共就业服务机构"
    return (
        Step(id="employment.apply", body_zh=office, label_zh="提出申请", law="R649 44; ZJ-SA 35", since=R649),
        Step(id="employment.check", body_zh=office, label_zh="核实、登记", law="R649 44; ZJ-SA 35", since=R649),
        Step(id="employment.help", body_zh=office, label_zh="免费提供就业岗位信息、职业介绍、职业指导", law="R649 44; ZJ-SA 35", since=R649),
    )  # fmt: skip


def _exits() -> tuple[Exit, ...]:
    return (
        Exit(label_zh="已经就业", law="ZJ-SA 33; JOB25", since=ZJ_SA),
        Exit(label_zh="不再在劳动年龄内", law="ZJ-SA 33; JOB25", since=ZJ_SA),
        Exit(
            label_zh="在规定时间内多次无正当理由拒绝介绍的工作", law="ZJ-SA 36", since=ZJ_SA, limit="refuse_job_window"
        ),
    )
