"""刚性支出困难家庭 (rigid expenditure): above the edge line, but what had to be spent ate most of a year's income (RG25, since 2025).

No cash by itself; it opens temporary and specialised assistance (OP23).
"""

from datetime import date
from functools import cache

from knowledge.programmes.dibao import household_route
from knowledge.programmes.dibao_edge import edge_rule
from knowledge.programmes.economy import MONTHS, economy
from knowledge.programmes.programme import Document, Exit, Ground, Programme, Remedy, Review, Step, Unit
from knowledge.programmes.remedies import remedies
from knowledge.programmes.statuses import on_dibao, on_edge, on_tekun
from knowledge.programmes.tekun import tekun_rule
from knowledge.trees.nodes import (
    All,
    AnyOf,
    ApplicantIs,
    Called,
    Criterion,
    Dated,
    Measure,
    Number,
    Parameter,
    Percent,
    ToldNumber,
    Truth,
    household,
    one_of,
    yes,
)

RG25 = date(2025, 1, 1)
KINDS_OF_SPENDING = ("living", "medical", "education", "rehab", "other")


@cache
def rigid_expenditure() -> Programme:
    """The programme: the household is the unit."""
    return Programme(
        name="rigid_expenditure",
        label_zh="刚性支出困难家庭",
        unit=Unit.HOUSEHOLD,
        rule=rigid_rule(),
        in_kind=(
            Ground(
                "rigid.opens",
                "可以申请临时救助和医疗、教育、住房、就业等专项救助",
                "OP23; RG25",
                not_lower_tier(),
            ),
        ),
        notes=(
            Ground(
                "rigid.family_of_caseworker",
                "经办人员近亲属单独登记",
                "RG25",
                yes(household("family_of_caseworker")),
            ),
        ),
        documents=(
            Document(law="RG25", label_zh="身份证、户口簿", office_looks_up=True),
            Document(law="RG25", label_zh="申请书、家庭收入和财产申报表、如实申报的承诺", told_here=True),
            Document(law="RG25", label_zh="核对家庭经济状况的授权书"),
            Document(law="RG25 5", label_zh="过去一年医疗、教育、康复等必需支出的票据或证明"),
        ),
        procedure=_procedure(),
        review=(Review(law="RG25 10", label_zh="认定有效期满可以重新申请", cycle="rigid_valid"),),
        exits=(
            Exit(law="RG25 10", label_zh="有效期满没有重新申请", limit="rigid_valid"),
            Exit(law="RG25", label_zh="转为低保、特困或低保边缘，或不再符合条件"),
        ),
        appeal=(Remedy(law="RG25", label_zh="公示期间或收到不认定的书面理由后提出异议，要求复核"), *remedies()),
    )


def _procedure() -> tuple[Step, ...]:
    return (
        Step(law="RG25", id="rigid.apply", body_zh="户口所在乡镇（街道）", label_zh="申请，材料不齐的一次说清"),
        Step(law="RG25", id="rigid.inquire", body_zh="乡镇（街道）", label_zh="入户调查，信息核对"),
        Step(law="RG25", id="rigid.publish", body_zh="乡镇（街道）", label_zh="公示初审意见"),
        Step(
            law="RG25 8",
            id="rigid.decide",
            body_zh="县级民政部门",
            label_zh="从受理起在时限内认定，情况复杂的可以延长",
            limit="rigid_deadline",
            alarm="rigid_deadline_hard",
        ),
    )


@cache
def rigid_rule() -> Truth:
    """Not dibao, tekun or edge; income under last year's average; property within the local rule; spending over the local share."""
    return Dated(
        All(*_application(), not_lower_tier(), income_below_average(), property_within_rule(), spent_on_necessities()),
        since=RG25,
    )


@cache
def _application() -> tuple[Criterion, ...]:
    """The Measures follow the route of dibao: hukou, consent to verification, truthful declaration."""
    return (
        Criterion("rigid.hukou_here", "户口在本县", "RG25", one_of(household("hukou_county"), "here")),
        Criterion("rigid.consent", "同意核对家庭经济状况", "RG25", yes(household("consent_to_verification"))),
        Criterion("rigid.truthful", "如实申报", "RG25", yes(household("declared_truthfully"))),
    )


@cache
def not_lower_tier() -> Criterion:
    """Neither holds a status that gives more nor could have it: who could is certified for that one instead."""
    lone_tekun = (economy().members <= 1) & ApplicantIs(tekun_rule())
    lower = AnyOf(on_dibao(), on_tekun(), on_edge(), household_route(), edge_rule(), lone_tekun)
    return Criterion("rigid.not_lower_tier", "不是、也不符合低保、特困、低保边缘", "RG25; OP23", ~lower)


@cache
def income_below_average() -> Criterion:
    """人均收入低于上年当地居民人均可支配收入; a monthly income is held against a twelfth of it."""
    e = economy()
    average = Parameter("pc_disposable_prev_year")
    return Criterion(
        "rigid.income_below_average",
        "人均收入低于当地上年人均可支配收入",
        "RG25; OP23",
        e.income_below(average, MONTHS),
        measure=e.income_measure(average, MONTHS),
    )


@cache
def property_within_rule() -> Criterion:
    """财产符合当地规定: each county sets its own limits, so what the township says of them is told."""
    return Criterion("rigid.property", "财产符合当地规定", "RG25", yes(household("rigid_property_ok")))


@cache
def rigid_spending() -> Number:
    """What had to be spent in the past twelve months: told by kind (RG25 5), or as a total on record."""
    first, *rest = (household(f"rigid_spend_{kind}_12m") for kind in KINDS_OF_SPENDING)
    by_kind: Number = first
    for kind in rest:
        by_kind = by_kind + kind
    return Called("过去一年必需支出", ToldNumber(resident=by_kind, record=household("rigid_spend_12m")))


@cache
def spent_on_necessities() -> Criterion:
    """必需支出占家庭收入的比例超过当地规定; equality is not above. Without any income, anything spent is above."""
    income, share = household("income_12m"), Parameter("rigid_spend_share")
    return Criterion(
        "rigid.spent_on_necessities",
        "过去一年必需支出占收入的比例超过当地规定",
        "RG25 5; OP23",
        rigid_spending() > Percent(income, share),
        measure=Measure("过去一年必需支出", "元", rigid_spending(), Percent(income, share)),
    )
