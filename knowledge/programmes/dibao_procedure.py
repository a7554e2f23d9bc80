"""How dibao is applied for, decided, looked at again and ended: the same for dibao edge (ZJ-SA 13(3)).

Publicity had three rounds by the report of 2012, two by the measures of that December, one since 2021.
"""

from datetime import date

from knowledge.programmes.economy import DB21, R649, ZJ_SA
from knowledge.programmes.programme import Document, Exit, Review, Step
from knowledge.trees.nodes import MEMBERS, SomePerson, household, one_of, person, yes

DB12, BEFORE_DB12 = date(2012, 12, 12), date(2012, 12, 11)
BEFORE_DB21 = date(2021, 6, 30)
OP20 = date(2020, 8, 25)
DB22 = date(2022, 10, 20)
REPORT = date(2012, 1, 1)

TOWNSHIP, COUNTY, VILLAGE = "乡镇（街道）", "县级民政部门", "村（居）民委员会"


def documents() -> tuple[Document, ...]:
    """What to bring; what the office can look up itself may not be asked for again (DB21 10)."""
    disabled = SomePerson(MEMBERS, ~one_of(person("disability_type"), "none"))
    ill = SomePerson(MEMBERS, one_of(person("illness_category"), "major"))
    studying = SomePerson(MEMBERS, ~one_of(person("student_stage"), "none"))
    return (
        Document(law="DB21 9; DB21 10", since=DB21, label_zh="身份证、户口簿", office_looks_up=True),
        Document(law="DB21 9", since=DB21, label_zh="申请书，一名共同生活的家庭成员签字即可", told_here=True),
        Document(
            law="DB21 9; DB22",
            since=DB21,
            label_zh="家庭收入和财产的申报及如实承诺，可以用承诺代替证明",
            told_here=True,
        ),
        Document(law="DB21 9", since=DB21, label_zh="全家成年人同意核对经济状况的授权书"),
        Document(law="DB21 10", since=DB21, label_zh="残疾人证", when=disabled, office_looks_up=True),
        Document(law="DB21 10", since=DB21, label_zh="重病的诊断证明", when=ill),
        Document(law="DB21 10", since=DB21, label_zh="在校就读的证明", when=studying),
    )


def procedure() -> tuple[Step, ...]:
    """The steps in their order, of all times; each says when it is in force."""
    return (*_before_2012_12(), *_from_2012_12_to_2021_06(), *_of_the_province(), *_since_2021_07())


def _before_2012_12() -> tuple[Step, ...]:
    def step(id: str, body: str, label: str) -> Step:
        return Step(law="S2", since=REPORT, until=BEFORE_DB12, id=id, body_zh=body, label_zh=label)

    return (
        step("dibao.apply", "申请人", "个人申请"),
        step("dibao.village", VILLAGE, "村（居）审查，有的地方评议或举手表决"),
        step("dibao.publicity_village", VILLAGE, "村（居）公示"),
        step("dibao.township", TOWNSHIP, "乡镇（街道）审核"),
        step("dibao.publicity_township", TOWNSHIP, "乡镇（街道）公示"),
        step("dibao.county", COUNTY, "民政部门审批"),
        step("dibao.publicity_county", COUNTY, "县级公示"),
    )


def _from_2012_12_to_2021_06() -> tuple[Step, ...]:
    def step(id: str, body: str, label: str, law: str, limit: str = "") -> Step:
        return Step(law=law, since=DB12, until=BEFORE_DB21, id=id, body_zh=body, label_zh=label, limit=limit)

    return (
        step("dibao.publicity_township", TOWNSHIP, "审核意见在村（居）公示", "DB12 25", "dibao_publicity"),
        step("dibao.county", COUNTY, "审查，入户抽查", "DB12 26", "dibao_county_decision_national"),
        step("dibao.publicity_county", COUNTY, "审批意见公示", "DB12 29", "dibao_publicity"),
        step("dibao.decide", COUNTY, "公示期满作出决定", "DB12 29", "dibao_decide_after_publicity"),
        step("dibao.objection", COUNTY, "有异议的，重新组织调查后再决定", "DB12 29", "dibao_decide_objection"),
    )


def _of_the_province() -> tuple[Step, ...]:
    return (
        Step(
            law="ZJ-SA 11",
            since=ZJ_SA,
            id="dibao.township",
            body_zh=TOWNSHIP,
            label_zh="受理，调查核实，提出意见",
            limit="dibao_township_opinion",
        ),
    )


def _since_2021_07() -> tuple[Step, ...]:
    def step(id: str, body: str, label: str, law: str, limit: str = "", alarm: str = "") -> Step:
        return Step(law=law, since=DB21, id=id, body_zh=body, label_zh=label, limit=limit, alarm=alarm)

    caseworker = yes(household("family_of_caseworker"))
    return (
        step("dibao.apply", TOWNSHIP, "收下申请，出具回执，或一次告知要补的材料", "DB21 10"),
        step("dibao.inquiry", TOWNSHIP, "开始调查核实，至少两人入户", "DB21 15", "dibao_start_inquiry"),
        step("dibao.data_check", COUNTY, "启动家庭经济状况信息核对", "DB21 17", "dibao_start_data_check"),
        step("dibao.publicity", TOWNSHIP, "初审意见公示", "DB21 19; ZJ-SA 11", "dibao_publicity"),
        step("dibao.objection", TOWNSHIP, "公示有异议的，重新核查或民主评议，再提意见", "DB21 19; OP20"),
        Step(
            law="DB21 11; DB21 20",
            since=DB21,
            id="dibao.caseworker",
            body_zh=COUNTY,
            label_zh="经办人员近亲属单独登记，县级入户核查",
            when=caseworker,
        ),
        step(
            "dibao.decide",
            COUNTY,
            "作出决定",
            "ZJ-SA 11; DB21 20",
            "dibao_county_decision_province",
            "dibao_county_decision_national",
        ),
        step("dibao.refusal", COUNTY, "不同意的，书面说明理由", "DB21 21", "dibao_refusal_notice"),
        step("dibao.pay", COUNTY, "同意的，从决定的下个月起按月发到银行账户，并公布名单", "DB21 21; DB21 25; ZJ-SA 56"),
        step("dibao.total", TOWNSHIP, "从受理到决定", "DB21 22", "dibao_total_deadline", "dibao_total_deadline_hard"),
        Step(
            law="DB22",
            since=DB22,
            id="dibao.total_delegated",
            body_zh=TOWNSHIP,
            label_zh="委托乡镇（街道）决定的，从受理到决定",
            limit="dibao_total_deadline_delegated",
        ),
    )


def review() -> tuple[Review, ...]:
    """How often each kind of household is looked at again."""
    return (
        Review(law="S2", since=REPORT, until=BEFORE_DB12, label_zh="A类家庭走访", cycle="visit_cycle_a"),
        Review(law="S2", since=REPORT, until=BEFORE_DB12, label_zh="B类家庭走访", cycle="visit_cycle_b"),
        Review(law="S2", since=REPORT, until=BEFORE_DB12, label_zh="C类家庭走访", cycle="visit_cycle_c"),
        Review(
            law="DB12 33", since=DB12, until=BEFORE_DB21, label_zh="三无、重病重残家庭", cycle="dibao_review_severe"
        ),
        Review(
            law="DB12 33", since=DB12, until=BEFORE_DB21, label_zh="收入相对稳定的家庭", cycle="dibao_review_stable"
        ),
        Review(
            law="DB12 33",
            since=DB12,
            until=BEFORE_DB21,
            label_zh="城镇有劳动能力的家庭",
            cycle="dibao_review_able_urban",
            when=one_of(household("area_type"), "urban"),
        ),
        Review(
            law="DB12 33",
            since=DB12,
            until=BEFORE_DB21,
            label_zh="农村有劳动能力的家庭",
            cycle="dibao_review_able_rural",
            when=one_of(household("area_type"), "rural"),
        ),
        Review(law="DB21 31", since=DB21, label_zh="收入稳定的家庭", cycle="dibao_review_stable"),
        Review(law="DB21 31", since=DB21, label_zh="收入不稳定或有劳动能力的家庭", cycle="dibao_review_unstable"),
        Review(law="DB22", since=DB22, label_zh="家人去世后重新核查", cycle="dibao_death_recheck"),
    )


def exits() -> tuple[Exit, ...]:
    """On what it ends, is reduced or goes on for a while; always in writing with reasons (ZJ-SA 51)."""
    return (
        Exit(law="ZJ-SA 51", since=ZJ_SA, label_zh="收入或财产超过标准"),
        Exit(law="ZJ-SA 51", since=ZJ_SA, label_zh="申报不实，或拒绝核查"),
        Exit(law="R649 68; ZJ-SA 51", since=R649, label_zh="骗取的，停发、退回，并处罚款", limit="fraud_fine_high"),
        Exit(law="DB22", since=DB22, label_zh="重大变化没有及时报告的，批评教育", limit="unreported_change_limit"),
        Exit(law="DB22", since=DB22, label_zh="就业后超过标准的，有一段渐退期", limit="phase_out_months"),
        Exit(
            law="ZJ-SA 50", since=ZJ_SA, label_zh="新增的就业收入，头几个月不计入", limit="job_income_disregard_months"
        ),
    )
