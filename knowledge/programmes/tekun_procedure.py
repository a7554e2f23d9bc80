"""How tekun (特困供养) is applied for, decided, looked at again and ended; before 2014 the same for 五保 in the village."""

from datetime import date

from knowledge.programmes.economy import DB21 as TK21
from knowledge.programmes.economy import R649
from knowledge.programmes.programme import Document, Exit, Review, Step
from knowledge.trees.nodes import one_of, person

WB06, BEFORE_R649 = date(2006, 3, 1), date(2014, 4, 30)
TOWNSHIP, COUNTY, VILLAGE = "乡镇（街道）", "县级民政部门", "村民委员会"


def documents() -> tuple[Document, ...]:
    """What to bring (TK21 10)."""
    disabled = ~one_of(person("disability_type"), "none")
    return (
        Document(law="TK21 10", since=TK21, label_zh="身份证、户口簿", office_looks_up=True),
        Document(
            law="TK21 10", since=TK21, label_zh="劳动能力、生活来源、财产和赡养抚养扶养情况的书面说明，并承诺属实"
        ),
        Document(law="TK21 10", since=TK21, label_zh="本人和法定义务人同意核对经济状况的授权书"),
        Document(law="TK21 10", since=TK21, label_zh="残疾人证", when=disabled, office_looks_up=True),
    )


def procedure() -> tuple[Step, ...]:
    """The steps in their order, of all times; each says when it is in force."""
    return (*_wubao(), *_since_2021())


def _wubao() -> tuple[Step, ...]:
    def step(id: str, body: str, label: str, limit: str = "") -> Step:
        return Step(law="WB06 7", since=WB06, until=BEFORE_R649, id=id, body_zh=body, label_zh=label, limit=limit)

    return (
        step("tekun.village", VILLAGE, "村民评议，在本村公告"),
        step("tekun.township", TOWNSHIP, "审核", "wubao_township"),
        step("tekun.county", COUNTY, "审批，发给五保供养证书", "wubao_county"),
    )


def _since_2021() -> tuple[Step, ...]:
    def step(id: str, body: str, label: str, law: str, limit: str = "") -> Step:
        return Step(law=law, since=TK21, id=id, body_zh=body, label_zh=label, limit=limit)

    return (
        step("tekun.apply", TOWNSHIP, "收下申请，材料不齐的一次告知", "TK21 10"),
        step("tekun.township", TOWNSHIP, "调查核实，提出初审意见", "TK21 13", "tekun_township"),
        step("tekun.publicity", TOWNSHIP, "初审意见公示", "TK21 15", "tekun_publicity"),
        step("tekun.objection", TOWNSHIP, "有异议的，重新核实并再次公示", "TK21 18", "tekun_objection_recheck"),
        step("tekun.county", COUNTY, "抽查，作出确认决定", "TK21 16", "tekun_county"),
        step("tekun.refusal", COUNTY, "不同意的，书面说明理由", "TK21 17", "tekun_refusal_notice"),
        step("tekun.support", COUNTY, "同意的，从决定的下个月起供养", "TK21 17"),
        step("tekun.care", COUNTY, "评估生活自理能力，确定照料护理档次", "TK21 22"),
    )


def review() -> tuple[Review, ...]:
    """What is looked at again."""
    return (Review(law="TK21 23", since=TK21, label_zh="自理能力变化的，报告后重新评估", cycle="tekun_adl_retest"),)


def exits() -> tuple[Exit, ...]:
    """On what it ends: publicity, then from the next month; who still fits goes over to dibao or temporary aid (TK21 24-27)."""
    return (
        Exit(law="TK21 24", since=TK21, label_zh="死亡或被宣告失踪、死亡"),
        Exit(law="TK21 24", since=TK21, label_zh="具备或恢复劳动能力"),
        Exit(law="TK21 24", since=TK21, label_zh="依法被判处刑罚，在监狱服刑"),
        Exit(law="TK21 24", since=TK21, label_zh="收入或财产超过规定"),
        Exit(law="TK21 24", since=TK21, label_zh="义务人有了履行义务的能力，或新增有能力的义务人"),
        Exit(law="TK21 24", since=TK21, label_zh="本人自愿退出"),
        Exit(law="TK21 24", since=TK21, label_zh="未成年人满年龄；还在上学的，到毕业", limit="tekun_age_stay"),
        Exit(law="TK21 25; TK21 26", since=TK21, label_zh="终止前公示，从决定的下个月起停止", limit="tekun_publicity"),
        Exit(law="TK21 27", since=TK21, label_zh="符合低保、临时救助条件的，转办其他救助"),
        Exit(law="R649 68", since=R649, label_zh="骗取的，停止、退回，并处罚款", limit="fraud_fine_high"),
    )
