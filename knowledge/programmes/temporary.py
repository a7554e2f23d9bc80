"""临时救助 (temporary assistance): once, for people whose basic living is suddenly in serious trouble and whom nothing else carries.

In an emergency aid comes first and papers follow, where the emergency is and whatever the hukou (急难型, OP20); after heavy necessary
spending it goes the usual way (支出型).
"""

from functools import cache

from knowledge.programmes.economy import DB22, MONTHS, OP20, OP23, R649, ZJ_SA, economy
from knowledge.programmes.programme import AmountRule, Document, Exit, Ground, Programme, Remedy, Step, Unit
from knowledge.programmes.remedies import remedies
from knowledge.programmes.rental_housing import BEFORE_R649
from knowledge.programmes.statuses import on_dibao, on_edge, on_rigid
from knowledge.trees.nodes import (
    All,
    AnyOf,
    ApplicantIs,
    Called,
    Criterion,
    Dated,
    Parameter,
    Truth,
    UpTo,
    UpToStaff,
    Where,
    household,
    one_of,
    person,
    yes,
)

SUDDEN = ("fire", "traffic", "accident", "major_illness")
OTHER_HARDSHIP_ZH = "这种情况要看困难的程度，由乡镇（街道）和县级民政部门认定"
LIVING_AID_ZH = "扣除必需支出后低于低保标准的本地家庭，可以给一段时间的生活救助，按多长时间算由民政部门认定"


@cache
def temporary() -> Programme:
    """The programme: the household is the unit; the ceiling is for each person."""
    return Programme(
        name="temporary",
        label_zh="临时救助",
        unit=Unit.HOUSEHOLD,
        rule=temporary_rule(),
        amount=_ceiling(),
        in_kind=(
            Ground(
                "temporary.lodging",
                "先安排住处，再参照自然灾害救助帮助重建",
                "ZJ-SA 39(2)",
                Dated(yes(household("home_destroyed")), since=ZJ_SA),
            ),
        ),
        urgent=(
            Ground(
                "temporary.urgent",
                "情况紧急，先救助、后补手续",
                "OP20",
                Dated(yes(household("urgent_need")), since=OP20),
            ),
            Ground("temporary.no_roof", "没有地方住", "OP20", Dated(yes(household("home_destroyed")), since=OP20)),
        ),
        notes=_notes(),
        documents=(
            Document(law="ZJ-SA 40; S2", label_zh="身份证明"),
            Document(law="ZJ-SA 40; S2", label_zh="事故、火灾、疾病等证明；紧急的可以后补"),
            Document(law="ZJ-SA 40; S2", label_zh="医疗、学费等必需支出的票据；紧急的可以后补"),
            Document(law="ZJ-SA 40", since=ZJ_SA, label_zh="保险赔偿、其他救助的情况说明"),
        ),
        procedure=_procedure(),
        exits=(Exit(law="ZJ-SA 39; S2", label_zh="一次性救助，发完即止"),),
        appeal=(Remedy(law="ZJ-SA 40", since=ZJ_SA, label_zh="公示期间提出异议，要求复核"), *remedies()),
    )


@cache
def temporary_rule() -> Truth:
    """In trouble, by an event that the law names, not carried by anything else, and in the right place."""
    return All(in_trouble(), event(), event_before_2014(), nothing_else_enough(), place(), place_before_2014())


@cache
def in_trouble() -> Criterion:
    """基本生活暂时出现严重困难."""
    return Criterion(
        "temporary.in_trouble",
        "基本生活暂时出现严重困难",
        "S2; R649 47; ZJ-SA 38",
        yes(household("basic_living_in_trouble")),
    )


@cache
def event() -> Criterion:
    """An accident or grave illness, necessary spending of an assisted household, unemployment without any cover, another hard case."""
    kind = household("event_kind")
    named = AnyOf(
        one_of(kind, *SUDDEN),
        one_of(kind, "necessary_spend") & _assisted(),
        Dated(without_cover(), since=DB22),
        Dated(UpToStaff(below_line_after_spending(), LIVING_AID_ZH), since=ZJ_SA),
        UpToStaff(one_of(kind, "other"), OTHER_HARDSHIP_ZH),
    )
    return Criterion(
        "temporary.event",
        "遇到意外、重病，或必需支出突然增加等特殊困难",
        "R649 47; ZJ-SA 38; ZJ-SA 41; DB22",
        named,
        since=R649,
    )


@cache
def event_before_2014() -> Criterion:
    """患危重疾病、遭遇意外事件 (S2); anything else was for staff."""
    kind = household("event_kind")
    named = AnyOf(
        one_of(kind, *SUDDEN),
        UpToStaff(one_of(kind, "other"), OTHER_HARDSHIP_ZH),
    )
    return Criterion("temporary.event", "患重病或遇到意外事件", "S2", named, until=BEFORE_R649)


@cache
def _assisted() -> Truth:
    """低保 (R649 47), 低保边缘 (ZJ-SA 38), 刚性支出困难 (OP23)."""
    return AnyOf(on_dibao(), Dated(on_edge(), since=ZJ_SA), Dated(on_rigid(), since=OP23))


@cache
def below_line_after_spending() -> Truth:
    """A household of this hukou whom necessary spending takes below the dibao line (ZJ-SA 41), reckoned over a year.

    The article does not say over what time; so this only tells whom staff must look at.
    """
    e = economy()
    year = e.counted_income * MONTHS + household("event_compensation")
    needed = e.dibao_line * e.members * MONTHS + household("event_loss")
    spent = one_of(household("event_kind"), "necessary_spend")
    return All(spent, one_of(household("hukou_county"), "here"), year < needed)


@cache
def without_cover() -> Truth:
    """未参保失业人员连续若干月没有收入 (DB22)."""
    months = household("no_income_months") >= Parameter("temp_unemployed_months")
    uninsured = ApplicantIs(~yes(person("unemployment_insured")))
    return All(one_of(household("event_kind"), "unemployment"), months, uninsured)


@cache
def nothing_else_enough() -> Criterion:
    """其他救助不适用，或者给了以后仍有严重困难."""
    return Criterion(
        "temporary.nothing_else_enough",
        "其他救助用不上，或给了以后仍然困难",
        "S2; R649 47; ZJ-SA 38",
        yes(household("other_aid_not_enough")),
    )


@cache
def place() -> Criterion:
    """Hukou or residence permit here; in an emergency wherever it is (OP20), out of work without cover where one lives (DB22)."""
    here = AnyOf(
        one_of(household("hukou_county"), "here"),
        yes(household("residence_permit_zj")),
        Dated(is_emergency() & yes(household("event_here")), since=OP20),
        Dated(without_cover() & yes(household("event_here")), since=DB22),
    )
    return Criterion(
        "temporary.place",
        "户口或居住证在本地，或急难发生在本地",
        "R649 47; ZJ-SA 62; OP20; DB22",
        here,
        since=R649,
    )


@cache
def place_before_2014() -> Criterion:
    """Hukou here; migrants after so many years with social insurance, where the city took them (S2: Ningbo)."""
    years = household("residence_years") >= Parameter("temp_migrant_years")
    migrant = years & ApplicantIs(yes(person("social_insurance_paid")))
    return Criterion(
        "temporary.place",
        "户口在本地，或外来务工满规定年限并缴纳社会保险",
        "S2",
        one_of(household("hukou_county"), "here") | migrant,
        until=BEFORE_R649,
    )


@cache
def is_emergency() -> Truth:
    """急难型: a sudden event, or need that cannot wait."""
    return one_of(household("event_kind"), *SUDDEN) | yes(household("urgent_need"))


def _notes() -> tuple[Ground, ...]:
    elsewhere = ~AnyOf(
        one_of(household("hukou_county"), "here"),
        yes(household("residence_permit_zj")),
        yes(household("event_here")),
    )
    return (
        Ground(
            "temporary.relief_station",
            "不在本地的，可以找救助管理站求助",
            "R649 47",
            Dated(elsewhere, since=R649),
        ),
        Ground(
            "temporary.epidemic_rule",
            "失业没有收入的一次性救助是疫情期间定的，现在是否还办要问乡镇（街道）",
            "DB22",
            Dated(without_cover(), since=DB22),
        ),
        Ground(
            "temporary.helped_before",
            "今年已经救助过的，要看是不是新的困难",
            "ZJ-SA 39",
            Dated(household("temporary_aid_times") > 0, since=ZJ_SA),
        ),
    )


def _ceiling() -> AmountRule:
    """So many months of the dibao line for each person, more in exceptional hardship; the office decides below it."""
    months = Where(
        yes(household("exceptional_hardship")), Parameter("temp_amount_cap_hard"), Parameter("temp_amount_cap")
    )
    return AmountRule(
        label_zh="临时救助每人一次最高",
        unit_zh="元/人",
        law="ZJ-SA 39(1)",
        amount=UpTo(Called("每人一次的上限", economy().dibao_line * months)),
        given_when=Dated(yes(household("basic_living_in_trouble")), since=ZJ_SA),
        at_most=True,
    )


def _procedure() -> tuple[Step, ...]:
    urgent = yes(household("urgent_need"))
    return (
        Step(
            law="ZJ-SA 40; S2",
            id="temporary.apply",
            body_zh="乡镇（街道）",
            label_zh="向户口、居住证所在地申请，急难的在事发地申请",
        ),
        Step(
            law="OP20",
            since=OP20,
            id="temporary.help_first",
            body_zh="乡镇（街道）",
            label_zh="先给小额救助",
            when=urgent,
        ),
        Step(law="ZJ-SA 40; S2", id="temporary.check", body_zh="乡镇（街道）", label_zh="调查核实"),
        Step(
            law="ZJ-SA 40",
            since=ZJ_SA,
            id="temporary.publish",
            body_zh="乡镇（街道）",
            label_zh="公示，紧急的可以缩短",
            limit="temp_publicity",
            when=~urgent,
        ),
        Step(
            law="ZJ-SA 40; S2",
            id="temporary.decide",
            body_zh="县级民政部门，小额的由乡镇（街道）",
            label_zh="审批",
            limit="temp_decision",
        ),
        Step(law="OP20", since=OP20, id="temporary.papers_after", body_zh="申请人", label_zh="补齐手续", when=urgent),
    )
