"""医疗救助 (medical assistance): help with one's own share of approved medical costs, after every insurance has paid.

Decided for one person. The order of payers is 3+1 (S2): employees' or residents' insurance, critical-illness insurance, whatever else
insures, then assistance. In 2012 illnesses on a list were helped; since 2014 it goes by status and cost.
"""

from datetime import date
from functools import cache

from knowledge.programmes.economy import R649, ZJ_SA
from knowledge.programmes.programme import AmountRule, Document, Exit, Ground, Programme, Remedy, Review, Step, Unit
from knowledge.programmes.remedies import remedies
from knowledge.programmes.statuses import on_dibao, on_edge, on_rigid, on_tekun
from knowledge.trees.nodes import (
    All,
    AnyOf,
    Bounded,
    Called,
    Constant,
    Criterion,
    Dated,
    Least,
    Most,
    NotNegative,
    Number,
    Parameter,
    ParameterFlag,
    Percent,
    ToldNumber,
    Truth,
    UpTo,
    Where,
    household,
    one_of,
    person,
    yes,
)

S2 = date(2012, 1, 1)
BEFORE_R649 = date(2014, 4, 30)
MF13 = date(2014, 1, 1)
R649_AS_AMENDED = date(2019, 3, 2)
BEFORE_AMENDMENT = date(2019, 3, 1)
ZJ_MED = date(2021, 1, 1)
OP23 = date(2023, 10, 19)


@cache
def medical() -> Programme:
    """The programme."""
    return Programme(
        name="medical",
        label_zh="医疗救助",
        unit=Unit.PERSON,
        rule=Dated(All(in_group(), illness_listed(), hospital_designated()), since=S2),
        amount=_amount(),
        in_kind=_in_kind(),
        notes=_notes(),
        documents=_documents(),
        procedure=_procedure(),
        review=(
            Review(label_zh="随低保、特困、低保边缘等身份一起复核；救助限额按年度计算", law="ZJ-SA 21", since=ZJ_SA),
        ),
        exits=(
            Exit(label_zh="失去低保、特困、低保边缘等身份的，不再享受", law="ZJ-SA 21", since=ZJ_SA),
            Exit(label_zh="当年已领满最高限额的，下一年度再算", law="MED14", since=ZJ_SA),
        ),
        appeal=(
            Remedy(label_zh="对金额有疑问的，请医保经办机构复核", law="ZJ-MED", since=ZJ_MED),
            *remedies(),
        ),
    )


# ------------------------------------------------------------------------------------------------------------------- who


@cache
def in_group() -> Criterion:
    """救助对象: tekun, dibao, edge, certified as poor through illness; nationally those in rigid expenditure too (OP23)."""
    return Criterion(
        "medical.group",
        "属于医疗救助对象（特困、低保、低保边缘、因病致贫等）",
        "S2; R649 28; ZJ-SA 21; OP23",
        AnyOf(
            on_tekun(),
            on_dibao(),
            on_edge() & ParameterFlag("med_edge_included"),
            Dated(poor_through_illness(), since=ZJ_SA),
            Dated(on_rigid(), since=OP23),
        ),
    )


@cache
def poor_through_illness() -> Truth:
    """因病致贫: certified where the own share of approved costs is too high for what the household lives on (ZJ-SA 21(4))."""
    return yes(household("is_medical_poor"))


@cache
def illness_listed() -> Criterion:
    """病种在名单上: in hospital; as an outpatient on dialysis or chemotherapy only where the county adds it."""
    kind = person("treatment_kind")
    treated = one_of(kind, "inpatient") | (
        one_of(kind, "special_outpatient") & ParameterFlag("med_special_outpatient_included")
    )
    return Criterion(
        "medical.illness_listed",
        "所患疾病在救助病种之内，住院或当地纳入的特殊门诊",
        "S2",
        yes(person("disease_on_local_list")) & treated,
        until=BEFORE_R649,
    )


@cache
def hospital_designated() -> Criterion:
    """在定点医疗机构就医."""
    return Criterion(
        "medical.hospital_designated", "在定点医院看病", "S2; ZJ-SA 22; OP23", yes(person("hospital_designated"))
    )


# -------------------------------------------------------------------------------------------------------------- how much


@cache
def own_share() -> Number:
    """What is left of the approved costs when everybody who pays first has paid; never more than the whole bill."""
    approved = ToldNumber(resident=person("medical_compliant_cost"), record=UpTo(person("medical_total_cost")))
    paid = person("basic_insurance_paid") + person("critical_insurance_paid") + person("other_insurance_paid")
    left = NotNegative(approved - paid)
    return Called("自己负担的政策范围内费用", ToldNumber(resident=person("oop_compliant_cost"), record=left))


@cache
def deductible() -> Number:
    """起付线: none for tekun, dibao and edge (MED14); for others the county's, at most a quarter of last year's income (G42)."""
    highest = Percent(Parameter("pc_disposable_prev_year"), Parameter("med_deductible_other_share"))
    others = Bounded(Parameter("med_deductible_other"), Constant(0), highest)
    listed = Parameter("med_deductible_dibao_tekun")
    return Called("起付线", _by_group(listed, listed, Parameter("med_deductible_edge"), others))


@cache
def rate() -> Number:
    """救助比例: the county's, from the law's lowest up to the whole."""
    rates = (
        Bounded(Parameter(f"med_rate_{group}"), Parameter(f"med_rate_{group}_floor"), Parameter("med_rate_highest"))
        for group in ("tekun", "dibao", "edge", "other")
    )
    return Called("救助比例", _by_group(*rates))


def _by_group(tekun: Number, dibao: Number, edge: Number, other: Number) -> Number:
    """One of four numbers; whoever is in two groups has the better one, which is the earlier."""
    return Where(on_tekun(), tekun, Where(on_dibao(), dibao, Where(on_edge(), edge, other)))


@cache
def left_of_the_year() -> Number:
    """What the year's cap leaves. The cap is the county's and at least 80,000 yuan (MED14); one that never binds stands for no cap."""
    floor, had = Parameter("med_cap_year_floor"), person("medical_aid_paid_this_year")
    cap = Called("全年最高限额", Bounded(Parameter("med_cap_year"), floor, Most(floor, own_share() + had)))
    return Called("今年还可以领的限额", NotNegative(cap - had))


def _amount() -> AmountRule:
    aided = Percent(NotNegative(own_share() - deductible()), rate())
    return AmountRule(
        label_zh="医疗救助",
        unit_zh="元",
        law="S2; ZJ-SA 22; MED14; G42",
        amount=Least(left_of_the_year(), aided),
    )


@cache
def _in_kind() -> tuple[Ground, ...]:
    unable = one_of(person("labour_capacity"), "none") & ~one_of(person("disability_type"), "none")
    premium = AnyOf(on_tekun(), on_dibao(), on_edge(), unable)
    return (
        Ground("medical.premium", "参加基本医保的个人缴费由政府资助", "ZJ-MED 22; OP23", Dated(premium, since=ZJ_MED)),
    )


# ------------------------------------------------------------------------------------------------------------------- how


@cache
def _card_holder() -> Truth:
    """Whoever is known to the office already: settled at the hospital, without an application or a public notice."""
    return AnyOf(on_tekun(), on_dibao(), on_edge())


@cache
def _settled_at_once() -> Truth:
    return yes(person("hospital_one_stop")) & _card_holder()


def _notes() -> tuple[Ground, ...]:
    kind = person("insurance_type")
    return (
        Ground("medical.order_employee", "先由职工医保、再由大病保险报销，剩下的才救助", "S2; ZJ-SA 22", one_of(kind, "employee")),
        Ground("medical.order_resident", "先由城乡居民医保、再由大病保险报销，剩下的才救助", "S2; ZJ-SA 22", one_of(kind, "resident")),
        Ground("medical.uninsured", "没有参加医保的，救助资金可以直接救助；请尽快参保", "MF13 8", Dated(_uninsured(), since=MF13)),
        Ground("medical.one_stop", "医院当场结算，出院时直接减掉救助的钱", "S2; R649 31; ZJ-SA 24; ZJ-MED 36", yes(person("hospital_one_stop"))),
        Ground("medical.bills", "医院不能当场结算的，先垫付，再拿票据报销", "MF13", Dated(~yes(person("hospital_one_stop")), since=MF13)),
    )  # fmt: skip


def _uninsured() -> Truth:
    return one_of(person("insurance_type"), "none") | ~yes(person("insured"))


def _documents() -> tuple[Document, ...]:
    """Nothing at the window for who is settled at once."""
    by_bills = ~_settled_at_once()
    return (
        Document(label_zh="身份证或社会保障卡", law="S2; R649 30; ZJ-SA 23", when=by_bills),
        Document(
            label_zh="低保、特困、低保边缘等身份证明",
            law="ZJ-SA 23",
            when=_card_holder(),
            office_looks_up=True,
            since=ZJ_SA,
        ),
        Document(label_zh="医保结算单", law="S2; R649 30; ZJ-SA 23", when=by_bills),
        Document(label_zh="医疗费发票", law="S2; R649 30; ZJ-SA 23", when=by_bills),
        Document(label_zh="家庭收入和财产申报、授权核对书", law="ZJ-SA 23", when=~_card_holder(), since=ZJ_SA),
    )


def _procedure() -> tuple[Step, ...]:
    by_bills, others = _card_holder() & ~yes(person("hospital_one_stop")), ~_card_holder()
    township, civil_affairs, insurance = "乡镇（街道）", "县级民政部门", "县级医疗保障部门"
    decide, settle = "R649 30; ZJ-SA 23", "凭结算单和票据报销"
    return (
        Step(id="medical.at_the_hospital", body_zh="定点医院", label_zh="结算时一并减掉", law="S2; R649 30; ZJ-SA 24", when=_settled_at_once()),
        Step(id="medical.bills_2012", body_zh=civil_affairs, label_zh=settle, law="S2; R649 30", when=by_bills, until=BEFORE_AMENDMENT),
        Step(id="medical.bills", body_zh=insurance, label_zh=settle, law=decide, when=by_bills, since=R649_AS_AMENDED),
        Step(id="medical.apply", body_zh=township, label_zh="申请和审核", law=decide, when=others, since=R649),
        Step(id="medical.publicity", body_zh=township, label_zh="公示", law="ZJ-SA 23", limit="med_publicity", when=others, since=ZJ_SA),
        Step(id="medical.decide_before_2019", body_zh=civil_affairs, label_zh="审批", law=decide, when=others, since=R649, until=BEFORE_AMENDMENT),
        Step(id="medical.decide", body_zh=insurance, label_zh="审批", law=decide, when=others, since=R649_AS_AMENDED),
    )  # fmt: skip
