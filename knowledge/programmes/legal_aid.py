"""法律援助 (legal aid): a free lawyer for matters the law lists, for people without means, on a waiver, or whatever their means.

Three outcomes of the means test are told apart: no line applies (LAL 32), presumed on a paper (LAL 42), to be checked (LAL 41).
"""

from datetime import date
from functools import cache

from knowledge.programmes.economy import economy
from knowledge.programmes.legal_aid_procedure import documents, exits, procedure, remedies
from knowledge.programmes.programme import Ground, Means, Programme, Unit
from knowledge.trees.nodes import (
    All,
    Always,
    AnyOf,
    ApplicantIs,
    ApplicantNumber,
    Criterion,
    Dated,
    Either,
    InParameterList,
    Measure,
    Parameter,
    Today,
    Told,
    Truth,
    UpToStaff,
    household,
    matter,
    one_of,
    person,
    yes,
)

LAL = date(2022, 1, 1)
BEFORE_LAL = date(2021, 12, 31)

NAMED_IN_LAL_31 = (
    "state_compensation", "retrial_acquitted", "social_benefits", "death_benefit", "support", "labour_relation", "wages",
    "civil_capacity", "work_injury", "traffic", "food_drug", "medical_injury", "pollution",
)  # fmt: skip
NAMED_IN_LAR03_10 = ("state_compensation", "social_benefits", "death_benefit", "support", "wages", "bravery")
LISTED_IN_2012_REPORT = (
    "medical_injury",
    "traffic",
    "work_injury",
    "fake_farm_inputs",
    "pollution",
    "domestic_violence",
)
NO_LINE_IN_LAL_32 = ("martyr_honour", "bravery", "retrial_acquitted", "domestic_violence")
NOT_NAMED_BUT_POSSIBLE = ("labour_other", "demolition_land", "personal_injury", "other")
VIOLENCE_MAY_STAND_BEHIND = ("family", "support", "personal_injury", "other")
NOT_NAMED_ZH = "法律没有点名这类事项，要看具体情况，由法律援助中心决定"
CARD_GROUND_ZH = "这类法律援助卡还要核实持卡理由，由法律援助中心决定"
SUSPECT_ZH = "被抓被告的一方因其他原因没有请律师的，也可以申请，由法律援助中心决定"


@cache
def legal_aid() -> Programme:
    """The programme."""
    return Programme(
        name="legal_aid",
        label_zh="法律援助",
        unit=Unit.MATTER,
        rule=All(in_scope(), in_scope_before_2022(), means(), means_before_2022(), no_lawyer(), not_closed()),
        means=Means(not_required=no_line_applies(), presumed=AnyOf(*(g.test for g in papers())), papers=papers()),
        urgent=urgent_grounds(),
        priority=holds_card(),
        in_kind=_services(),
        documents=documents(),
        procedure=procedure(),
        exits=exits(),
        appeal=remedies(),
    )


def _services() -> tuple[Ground, ...]:
    """What is given: services without a fee, and less to pay at court, notary and appraisal (LAL 22, 53)."""
    return (
        Ground("legal_aid.service", "免费的咨询、代写文书、代理、辩护，不收任何费用", "LAL 2; LAL 22", Always()),
        Ground("legal_aid.court_fees", "诉讼费可以申请缓交、减交、免交，公证、鉴定费减免", "LAL 53", Always()),
        Ground("legal_aid.counsel_by_duty", "办案机关应当通知指派律师辩护", "LAL 25; LAL 36", _counsel_by_duty()),
    )


def _victim_of_violence() -> Truth:
    kind = matter("matter_type")
    return one_of(kind, "domestic_violence") | (
        one_of(kind, *VIOLENCE_MAY_STAND_BEHIND) & yes(matter("violence_victim"))
    )


@cache
def in_scope() -> Criterion:
    """The matter is one the law lists, one the county adds, or one of a victim of violence."""
    kind = matter("matter_type")
    scope = AnyOf(
        one_of(kind, *NAMED_IN_LAL_31, "martyr_honour", "bravery"),
        _victim_of_violence(),
        one_of(kind, "criminal"),
        InParameterList(kind, "matter_local_extension", candidates=("fake_farm_inputs",)),
        UpToStaff(one_of(kind, *NOT_NAMED_BUT_POSSIBLE), NOT_NAMED_ZH),
    )
    return Criterion("legal_aid.in_scope", "属于法律援助的事项", "LAL 31; LAL 24; LAL 32", scope, since=LAL)


@cache
def in_scope_before_2022() -> Criterion:
    """The matters of the 2003 regulation with those that Zhejiang added by 2012."""
    kind = matter("matter_type")
    scope = AnyOf(
        one_of(kind, *NAMED_IN_LAR03_10, *LISTED_IN_2012_REPORT, "criminal"),
        InParameterList(kind, "matter_local_extension", candidates=()),
        UpToStaff(one_of(kind, *NOT_NAMED_BUT_POSSIBLE, "labour_relation", "food_drug"), NOT_NAMED_ZH),
    )
    return Criterion("legal_aid.in_scope", "属于法律援助的事项", "LAR03 10; S2", scope, until=BEFORE_LAL)


@cache
def no_line_applies() -> Truth:
    """No line at all: martyrs' kin, brave deeds, the wrongly convicted, victims of violence (LAL 32); counsel by duty (LAL 25)."""
    return one_of(matter("matter_type"), *NO_LINE_IN_LAL_32) | _victim_of_violence() | _counsel_by_duty()


def _counsel_by_duty() -> Truth:
    suspect = one_of(matter("matter_type"), "criminal") & one_of(matter("criminal_role"), "suspect")
    by_person = AnyOf(
        person("age") < Parameter("adult_age"), one_of(person("disability_type"), "visual", "hearing", "speech")
    )
    return suspect & (yes(matter("notice_duty_ground")) | ApplicantIs(by_person))


@cache
def papers() -> tuple[Ground, ...]:
    """The grounds on which poverty is presumed once the paper is shown (LAL 42), each with its paper."""
    return (
        Ground("legal_aid.card", "法律援助卡", "LAL 42; S2", _card_accepted()),
        Ground("legal_aid.recipient", "低保、特困等救助证明或优抚证明", "LAL 42(2); S2", _recipient()),
        Ground("legal_aid.migrant_worker", "进城务工证明（如劳动合同、工作证、居住证）", "LAL 42(3)", _migrant_worker_claim()),
        Ground("legal_aid.no_fixed_income", "年龄或残疾证明和无固定收入证明", "LAL 42(1)", _vulnerable_without_income()),
    )  # fmt: skip


@cache
def holds_card() -> Truth:
    """The applicant holds a valid card: accepted, approved and assigned first."""
    return ApplicantIs(yes(person("legal_aid_card_valid")))


def _card_accepted() -> Truth:
    """A card stands for the ground it was given on; where that is none of LAL 42, staff confirm it. In 2012 any card was enough."""
    group = person("legal_aid_card_group")
    ground = AnyOf(
        one_of(group, "unspecified", "dibao", "tekun"),
        one_of(group, "disabled") & ~yes(person("fixed_income")),
        UpToStaff(one_of(group, "disabled", "laid_off"), CARD_GROUND_ZH),
    )
    return holds_card() & AnyOf(Dated(ApplicantIs(ground), since=LAL), Dated(holds_card(), until=BEFORE_LAL))


def _recipient() -> Truth:
    return Told(
        resident=yes(household("assistance_recipient")),
        record=AnyOf(
            *(yes(household(flag)) for flag in ("is_dibao", "is_tekun", "is_edge", "judicial_or_special_care")),
        ),
    )


def _migrant_worker_claim() -> Truth:
    """Wages and work injury (LAL 42(3)); a city may have widened the list (HZ-LA 13(4))."""
    claimed = InParameterList(matter("matter_type"), "legal_migrant_matters", candidates=())
    return claimed & ApplicantIs(yes(person("migrant_worker")))


def _vulnerable_without_income() -> Truth:
    vulnerable = AnyOf(
        person("age") >= Parameter("elder_age"),
        person("age") < Parameter("adult_age"),
        ~one_of(person("disability_type"), "none"),
    )
    return ApplicantIs(~yes(person("fixed_income")) & vulnerable)


@cache
def economic_difficulty() -> Truth:
    """Income a head at most the line; the applicant's own income where the other side lives in the same household."""
    e = economy()
    own = ApplicantNumber(e.own_income) <= Parameter("legal_line")
    against_family = yes(matter("opposing_party_is_household_member"))
    return Either(against_family, own, e.gross_income_at_most(Parameter("legal_line")))


@cache
def means() -> Criterion:
    """One of: no line applies, presumed on a paper, income within the line; a suspect may have other reasons (LAL 24)."""
    suspect = one_of(matter("matter_type"), "criminal") & one_of(matter("criminal_role"), "suspect")
    enough = AnyOf(
        no_line_applies(),
        *(ground.test for ground in papers()),
        economic_difficulty(),
        UpToStaff(suspect, SUSPECT_ZH),
    )
    return Criterion(
        "legal_aid.means",
        "经济困难，或免予核查、不受限制",
        "LAL 31; LAL 32; LAL 42; LAL 25; ZJ-LA 8",
        enough,
        measure=_measure(),
        since=LAL,
    )


@cache
def means_before_2022() -> Criterion:
    """Income within the line, or a card (S2: 凭卡可直接申请，不再审查其经济状况)."""
    enough = AnyOf(_card_accepted(), _recipient(), economic_difficulty())
    return Criterion(
        "legal_aid.means",
        "经济困难，或持有法律援助卡",
        "LAR03 13; ZJ-LA 8; S2",
        enough,
        measure=_measure(),
        until=BEFORE_LAL,
    )


def _measure() -> Measure:
    e = economy()
    return Measure(
        "家庭人均月收入",
        "元/人·月",
        e.gross_income,
        Parameter("legal_line"),
        per=e.members,
        per_head=household("pc_income_month"),
        excess_zh="人均月收入超出{excess}",
    )


@cache
def no_lawyer() -> Criterion:
    """没有委托代理人."""
    return Criterion("legal_aid.no_lawyer", "还没有请律师", "LAR03 10; LAL 31", ~yes(matter("has_lawyer")))


@cache
def not_closed() -> Criterion:
    """The same matter on the same ground was not aided and closed before; a petition for retrial is excepted."""
    closed = yes(matter("already_closed")) & ~one_of(matter("case_stage"), "retrial")
    return Criterion("legal_aid.not_closed", "同一事项没有援助过并结案", "HZ-LA 28", ~closed)


@cache
def urgent_grounds() -> tuple[Ground, ...]:
    """What lets aid be given first and papers follow (LAL 44), and what must be passed on within a day (LAL 39)."""
    left = matter("deadline_date") - Today()
    near = (left >= 0) & (left < Parameter("legal_urgent_window"))
    return (
        Ground("legal_aid.deadline", "离时效或期限届满不足七日", "LAL 44(1)", Dated(near, since=LAL)),
        Ground(
            "legal_aid.preservation",
            "需要马上保全或先予执行",
            "LAL 44(2)",
            Dated(yes(matter("needs_preservation")), since=LAL),
        ),
        Ground("legal_aid.detained", "人被关押", "LAL 39", Dated(yes(matter("detained")), since=LAL)),
    )
