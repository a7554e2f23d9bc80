"""住房救助 (rental housing): a public flat at low rent (公租房，以前的廉租房) or cash for rent, for town households in need of a home.

Two ways lead to it: a certified status (R649 37; ZJ-SA 29), or income and property under the local limits with a settled life in the
place (PRH 7). Until 2014 one: income up to a multiple of the dibao line (S2). What a household rents in the village stands under
house renovation.
"""

from datetime import date
from functools import cache

from knowledge.programmes.economy import MONTHS, OP23, PERCENT, R649, ZJ_SA, economy
from knowledge.programmes.programme import AmountRule, Document, Exit, Ground, Programme, Remedy, Review, Step, Unit
from knowledge.programmes.remedies import remedies
from knowledge.programmes.statuses import on_dibao, on_edge, on_rigid, on_tekun
from knowledge.trees.nodes import (
    MEMBERS,
    All,
    AnyOf,
    ApplicantIs,
    Called,
    Constant,
    Criterion,
    Dated,
    Measure,
    NotNegative,
    Number,
    Parameter,
    Percent,
    SomePerson,
    Told,
    ToldNumber,
    Truth,
    Where,
    household,
    one_of,
    person,
    yes,
)

BEFORE_R649 = date(2014, 4, 30)


@cache
def rental_housing() -> Programme:
    """The programme: the household is the unit."""
    return Programme(
        name="rental_housing",
        label_zh="住房救助（公租房、租房补贴）",
        unit=Unit.HOUSEHOLD,
        rule=rental_rule(),
        amount=_rent_aid(),
        in_kind=(Ground("rental.flat", "公租房，租金低于市场价", "ZJ-SA 30; S2", ~_wants_cash()),),
        priority=Dated(yes(household("home_demolished")), since=ZJ_SA),
        notes=_notes(),
        documents=(
            Document(law="R649 40; S2", label_zh="身份证、户口簿", office_looks_up=True),
            Document(law="R649 40; S2", label_zh="申请书，家庭收入、财产和住房申报", told_here=True),
            Document(law="R649 40", since=R649, label_zh="核对收入、财产和住房的授权书"),
            Document(law="PRH 7", since=R649, label_zh="在本地稳定工作的证明", when=~household_of_the_town()),
        ),
        procedure=_procedure(),
        review=(Review(law="ZJ-SA 29", since=ZJ_SA, label_zh="定期复核收入、财产和住房", cycle="rental_review"),),
        exits=(
            Exit(law="R649 37; ZJ-SA 29", since=R649, label_zh="收入、财产或住房不再符合条件"),
            Exit(law="ZJ-SA 29", since=ZJ_SA, label_zh="自己有了住房"),
        ),
        appeal=(Remedy(law="R649 40", since=R649, label_zh="公示期间向住房保障部门提出异议"), *remedies()),
    )


def _notes() -> tuple[Ground, ...]:
    disabled = SomePerson(MEMBERS, ~one_of(person("disability_type"), "none"))
    return (
        Ground("rental.disabled_choose", "残疾人可以优先选楼层、户型", "ZJ-SA 32", Dated(disabled, since=ZJ_SA)),
        Ground(
            "rental.demolished_first",
            "住房被征收拆迁的优先安排",
            "ZJ-SA 31",
            Dated(yes(household("home_demolished")), since=ZJ_SA),
        ),
        Ground(
            "rental.rent_first",
            "领租房补贴的，要先租好房子",
            "ZJ-SA 30",
            Dated(_wants_cash() & ~yes(household("rents_home")), since=ZJ_SA),
        ),
    )


def _procedure() -> tuple[Step, ...]:
    return (
        Step(
            law="R649 40",
            since=R649,
            id="rental.apply",
            body_zh="乡镇（街道），或直接到县住房保障部门",
            label_zh="申请",
        ),
        Step(law="R649 40", since=R649, id="rental.check_means", body_zh="民政部门", label_zh="核查收入和财产"),
        Step(law="R649 40", since=R649, id="rental.check_homes", body_zh="住房保障部门", label_zh="核查住房"),
        Step(law="R649 40", since=R649, id="rental.publish", body_zh="住房保障部门", label_zh="公示"),
        Step(
            law="R649 40",
            since=R649,
            id="rental.allot",
            body_zh="住房保障部门",
            label_zh="优先给予保障，需要轮候的排队",
        ),
    )


@cache
def rental_rule() -> Truth:
    """In need of a home, not yet housed by the public, and on one of the two ways."""
    assisted = All(town_household(), assisted_household())
    low_income = All(settled_here(), income_within_limit(), money_within_limit())
    return All(
        in_need_of_a_home(),
        not_housed_by_the_public(),
        Dated(AnyOf(assisted, low_income), since=R649),
        Dated(All(town_household(), income_within_limit_before_2014()), until=BEFORE_R649),
    )


# ------------------------------------------------------------------------------------------------------------- the home


@cache
def without_home() -> Truth:
    """No home of one's own."""
    return Told(resident=household("home_count") <= 0, record=yes(household("no_house")))


@cache
def living_space() -> Number:
    """The floor area of all homes, in hundredths of a square metre."""
    return ToldNumber(resident=household("floor_area"), record=household("pc_floor_area") * economy().members)


@cache
def least_living_space() -> Number:
    """The local limit: one figure for a small household, so much a head for a larger one, more in a tall block."""
    small = economy().members <= Parameter("rental_small_household")
    limit = Where(small, Parameter("rental_home_limit_small"), Parameter("rental_home_limit_pc") * economy().members)
    tall = Where(yes(household("tall_block")), Parameter("rental_home_limit_tall"), Constant(0))
    return Called("住房困难的面积标准", limit + tall)


@cache
def in_need_of_a_home() -> Criterion:
    """没有住房，或住房面积低于当地标准; equality is not below."""
    space, limit = living_space(), least_living_space()
    return Criterion(
        "rental.housing_difficult",
        "没有住房，或住房面积低于当地标准",
        "S2; R649 37; ZJ-SA 29; PRH 7",
        without_home() | (space < limit),
        measure=Measure("住房面积", "平方米", space, limit, excess_zh="住房面积超出{excess}"),
    )


@cache
def not_housed_by_the_public() -> Criterion:
    """One household is housed once: neither in public housing nor on cash for rent already."""
    return Criterion(
        "rental.not_housed",
        "没有住公租房、廉租房、经济适用房，也没有领租房补贴",
        "S2; ZJ-SA 30; PRH 3",
        ~yes(household("has_public_housing")),
    )


# ------------------------------------------------------------------------------------------------------- the household


@cache
def town_household() -> Criterion:
    """城镇家庭; village homes are repaired or rebuilt instead."""
    return Criterion("rental.town", "城镇家庭", "S2; ZJ-SA 29", economy().urban)


@cache
def tekun_at_home() -> Truth:
    """分散供养的特困人员: who lives at home and not in an institution."""
    return on_tekun() & ~ApplicantIs(yes(person("in_care_institution")))


@cache
def assisted_household() -> Criterion:
    """低保、分散供养特困 (R649 37), 低保边缘 (ZJ-SA 29), 刚性支出困难 (OP23)."""
    status = AnyOf(on_dibao(), tekun_at_home(), Dated(on_edge(), since=ZJ_SA), Dated(on_rigid(), since=OP23))
    return Criterion(
        "rental.assisted", "低保、分散供养特困、低保边缘或刚性支出困难家庭", "R649 37; ZJ-SA 29; OP23", status
    )


@cache
def household_of_the_town() -> Truth:
    """Town hukou of this county."""
    return economy().urban & one_of(household("hukou_county"), "here")


@cache
def settled_here() -> Criterion:
    """本县城镇户口，或在本地稳定工作满规定年限 (migrant workers)."""
    steady = ApplicantIs(person("stable_job_years") >= Parameter("rental_stable_job_years"))
    return Criterion(
        "rental.settled_here",
        "本县城镇户口，或在本地稳定工作满规定年限",
        "PRH 7",
        household_of_the_town() | steady,
    )


@cache
def income_within_limit() -> Criterion:
    """人均年收入低于人均可支配收入的规定比例; the share is local."""
    e = economy()
    line = Called("公租房收入线", Parameter("pc_disposable_prev_year") * Parameter("low_income_house_share"))
    return Criterion(
        "rental.low_income",
        "人均收入低于当地公租房收入标准",
        "PRH 7",
        e.income_below(line, MONTHS * PERCENT),
        measure=e.income_measure(line, MONTHS * PERCENT),
    )


@cache
def money_within_limit() -> Criterion:
    """人均货币财产低于当地标准."""
    e = economy()
    line = Parameter("rental_money_assets_pc")
    return Criterion(
        "rental.money_assets",
        "人均货币财产低于当地公租房财产标准",
        "PRH 7",
        e.money_below(line),
        measure=e.money_measure(line),
    )


@cache
def income_within_limit_before_2014() -> Criterion:
    """人均月收入在低保标准的若干倍以下, the line itself included (廉租住房)."""
    e = economy()
    line = Called("廉租住房收入线", e.dibao_line * Parameter("lianzu_income_multiple"))
    return Criterion(
        "rental.low_income",
        "人均月收入在廉租住房收入线以下",
        "S2",
        e.income_at_most(line, PERCENT),
        measure=e.income_measure(line, PERCENT),
    )


# ------------------------------------------------------------------------------------------------------------ the amount


@cache
def _wants_cash() -> Truth:
    return one_of(household("rent_aid_wanted"), "cash")


@cache
def _rent_aid() -> AmountRule:
    """The common form, by inference: the area that a household should have less what it has, at so much a square metre."""
    own = Where(without_home(), Constant(0), living_space())
    owed = Called("应补的面积", NotNegative(Parameter("rent_aid_area_pc") * economy().members - own))
    return AmountRule(
        label_zh="每月租房补贴",
        unit_zh="元/月",
        law="ZJ-SA 30; S2",
        amount=Percent(owed, Parameter("rent_aid_rate")),
        given_when=_wants_cash(),
        otherwise_zh="选公租房的不发补贴，租金按当地公租房的标准",
        known_first=(economy().members, own),
    )
