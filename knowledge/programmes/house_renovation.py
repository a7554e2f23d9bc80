"""农村危房改造 (house renovation): money to repair or rebuild the only house of a poor village household, or to build a first one.

The grade that counts is today's (A-D); the grades 一级 to 三级 of a pilot in another province (S1) are never turned into it. What that
pilot shows of central building, loans, discounts and building time is mechanism: each county loads its own figures for it.
"""

from functools import cache

from knowledge.programmes.building_time import behind_schedule
from knowledge.programmes.economy import OP23, PERCENT, R649, ZJ_SA, economy
from knowledge.programmes.house_grants import cement_discount, granted, low_interest_loan, still_wanting
from knowledge.programmes.house_renovation_procedure import documents, procedure
from knowledge.programmes.programme import Exit, Ground, Programme, Remedy, Review, Unit
from knowledge.programmes.remedies import remedies
from knowledge.programmes.rental_housing import BEFORE_R649, tekun_at_home, without_home
from knowledge.programmes.statuses import on_dibao, on_edge, on_rigid, on_tekun
from knowledge.trees.nodes import (
    All,
    AnyOf,
    Called,
    Criterion,
    Dated,
    Parameter,
    ParameterFlag,
    Truth,
    household,
    one_of,
    yes,
)


@cache
def house_renovation() -> Programme:
    """The programme: the household is the unit."""
    return Programme(
        name="house_renovation",
        label_zh="农村危房改造",
        unit=Unit.HOUSEHOLD,
        rule=renovation_rule(),
        amount=granted(),
        more_amounts=(still_wanting(), low_interest_loan(), cement_discount()),
        in_kind=(
            Ground(
                "house.discount_card",
                "凭优惠卡买水泥、钢材有优惠",
                "S1; RHR",
                (Parameter("danger_discount_cement") > 0) | (Parameter("danger_discount_steel") > 0),
            ),
        ),
        priority=built_first(),
        notes=_notes(),
        documents=documents(),
        procedure=procedure(),
        review=(Review(law="S1; RHR", label_zh="施工期间定期督查进度和质量", cycle="danger_supervision_interval"),),
        exits=(Exit(law="RHR; S1", label_zh="验收合格、补助拨付完毕即结束"),),
        appeal=(Remedy(law="RHR", label_zh="村、乡镇公示期间提出异议，由乡镇、县住建部门复核"), *remedies()),
    )


@cache
def renovation_rule() -> Truth:
    """A village household of a listed group, in a dangerous only house on its only site, or without a house."""
    return All(
        village_household(),
        listed_group(),
        poor_before_2014(),
        in_danger_or_without_home(),
        in_danger_before_2014(),
        only_house(),
        only_site(),
        no_grant_before(),
    )


@cache
def village_household() -> Criterion:
    """农村家庭; in town it is public rental housing."""
    return Criterion("house.village", "农村家庭", "S2; R649 37; ZJ-SA 29", one_of(household("area_type"), "rural"))


@cache
def listed_group() -> Criterion:
    """低保、分散供养特困 (R649 37), 低保边缘 (ZJ-SA 29), 刚性支出困难 (OP23); of the six national groups also 防返贫监测户 and 脱贫户."""
    monitored = yes(household("poverty_monitored"))
    past_poor = yes(household("past_poor")) & ~yes(household("prior_housing_grant"))
    group = AnyOf(
        on_dibao(),
        tekun_at_home(),
        Dated(on_edge(), since=ZJ_SA),
        Dated(on_rigid(), since=OP23),
        Dated(monitored | past_poor, since=OP23),
    )
    return Criterion(
        "house.group",
        "低保、分散供养特困、低保边缘、刚性支出困难、防返贫监测或没领过补助的脱贫家庭",
        "R649 37; ZJ-SA 29; OP23; RHR",
        group,
        since=R649,
    )


@cache
def poor_before_2014() -> Criterion:
    """人均月收入在农村低保标准的若干倍以下, the line itself included."""
    e = economy()
    line = Called("农村困难家庭收入线", Parameter("dibao_std_rural") * Parameter("danger_rural_income_multiple"))
    return Criterion(
        "house.poor",
        "人均月收入在农村困难家庭收入线以下",
        "S2",
        e.income_at_most(line, PERCENT),
        measure=e.income_measure(line, PERCENT),
        until=BEFORE_R649,
    )


@cache
def in_danger_or_without_home() -> Criterion:
    """鉴定为C级或D级，或没有住房."""
    return Criterion(
        "house.in_danger",
        "房屋鉴定为C级或D级，或没有住房",
        "R649 37; ZJ-SA 29; RHR",
        without_home() | one_of(household("danger_grade"), "c", "d"),
        since=R649,
    )


@cache
def in_danger_before_2014() -> Criterion:
    """危旧房: a grade of the scheme of that time is a grade of its own, not one of today's."""
    graded = one_of(household("danger_grade_seed"), "one", "two", "three") | one_of(household("danger_grade"), "c", "d")
    return Criterion("house.in_danger", "房屋鉴定为危房，或没有住房", "S2", without_home() | graded, until=BEFORE_R649)


@cache
def only_house() -> Criterion:
    """唯一住房; who has none has no other."""
    return Criterion(
        "house.only_house", "是唯一住房，或没有住房", "RHR", without_home() | yes(household("only_house")), since=R649
    )


@cache
def only_site() -> Criterion:
    """一户一宅."""
    return Criterion("house.only_site", "一户一宅", "RHR", yes(household("one_household_one_site")), since=R649)


@cache
def no_grant_before() -> Criterion:
    """没领过建房补助, where the county bars a second one."""
    barred = ParameterFlag("danger_prior_grant_bars") & yes(household("prior_housing_grant"))
    return Criterion("house.no_grant_before", "没有领过危房改造补助（当地有此要求的）", "RHR", ~barred, since=R649)


# --------------------------------------------------------------------------------------------------------- who goes first


@cache
def built_first() -> Truth:
    """五保（特困）户、因灾病残丧失劳动力的家庭 first (S1)."""
    return on_tekun() | yes(household("labour_lost_by_misfortune"))


def _notes() -> tuple[Ground, ...]:
    whole = one_of(household("danger_grade"), "d")
    return (
        Ground("house.first_tekun", "特困户优先安排", "S1; RHR", on_tekun()),
        Ground(
            "house.first_labour_lost",
            "因灾、因病、因残没有劳动力的家庭优先安排",
            "S1; RHR",
            yes(household("labour_lost_by_misfortune")),
        ),
        Ground("house.first_whole", "D级（整幢危险）比C级更急", "RHR", whole),
        Ground(
            "house.built_together",
            "本村最差等级的危房多，要统一规划、集中建",
            "S1; RHR",
            household("village_grade_one_count") > Parameter("danger_centralise_threshold"),
        ),
        Ground(
            "house.disaster",
            "因灾损坏的，另可申请灾后住房重建补助（应急管理部门）",
            "R649 25",
            Dated(yes(household("disaster_damaged_house")), since=R649),
        ),
        Ground(
            "house.no_land_right", "没有宅基地手续的，先到乡镇办宅基地", "RHR", ~yes(household("land_right_proved"))
        ),
        Ground("house.behind_schedule", "工期比一般的慢（农忙、雨季除外）", "S1; RHR", behind_schedule()),
        Ground(
            "house.last_payment",
            "最后一笔补助要等验收合格",
            "S1; RHR",
            one_of(household("build_stage"), "done") & ~yes(household("acceptance_passed")),
        ),
    )
