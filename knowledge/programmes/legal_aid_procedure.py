"""How legal aid is applied for, given and ended. It has no public notice anywhere; advice is free to everybody and asks no means."""

from datetime import date

from knowledge.programmes.programme import Document, Exit, Remedy, Step
from knowledge.trees.nodes import ApplicantIs, matter, one_of, person, yes

LAL, BEFORE_LAL = date(2022, 1, 1), date(2021, 12, 31)
LAR03 = date(2003, 9, 1)
ZJ_LA = date(2016, 9, 29)
ARL, ALL = date(2024, 1, 1), date(2017, 7, 1)

AGENCY, JUSTICE, CASE_ORGAN = "法律援助机构", "县级司法行政部门", "办案机关"


def documents() -> tuple[Document, ...]:
    """What to bring; what is urgent starts first and papers follow (LAL 44)."""
    card = ApplicantIs(yes(person("legal_aid_card_valid")))
    return (
        Document(law="LAR03 17", since=LAR03, until=BEFORE_LAL, label_zh="申请表（可以口头申请，由工作人员记录）"),
        Document(law="LAR03 17", since=LAR03, until=BEFORE_LAL, label_zh="身份证；代理人还要有代理权的证明"),
        Document(law="LAR03 17", since=LAR03, until=BEFORE_LAL, label_zh="经济困难的证明"),
        Document(law="LAR03 17", since=LAR03, until=BEFORE_LAL, label_zh="与所申请事项有关的案件材料"),
        Document(law="LAL 41", since=LAL, label_zh="身份证；代为申请的，还要有代理权的证明"),
        Document(law="LAL 41", since=LAL, label_zh="经济困难状况的说明，可以个人诚信承诺，机构也可以自己查"),
        Document(law="LAL 42", since=LAL, label_zh="免予核查的，带相应证明（低保、特困、残疾、务工等）"),
        Document(law="LAL 42", since=LAL, label_zh="法律援助卡", when=card),
        Document(law="LAL 41", since=LAL, label_zh="案件材料：合同、欠条、伤情病历、判决书、对方姓名地址等"),
    )


def procedure() -> tuple[Step, ...]:
    """The steps in their order. The law says days, the province working days: the earliest is promised."""

    def step(id: str, body: str, label: str, law: str, limit: str = "", alarm: str = "") -> Step:
        return Step(law=law, since=LAL, id=id, body_zh=body, label_zh=label, limit=limit, alarm=alarm)

    suspect = one_of(matter("matter_type"), "criminal") & one_of(matter("criminal_role"), "suspect")
    return (
        Step(
            law="LAR03 25",
            since=LAR03,
            until=BEFORE_LAL,
            id="legal_aid.advice",
            body_zh=AGENCY,
            label_zh="咨询即时办理，不看收入",
        ),
        step("legal_aid.advice", AGENCY, "窗口、电话、网络咨询，不看收入，并告知可以申请", "LAL 22; LAL 23"),
        step(
            "legal_aid.apply", AGENCY, "打官司的向办案机关所在地申请，其他的向争议处理机关所在地或事发地申请", "LAL 38"
        ),
        step("legal_aid.papers", AGENCY, "材料不齐的，一次告知；不补的视为撤回", "LAL 43"),
        Step(
            law="LAL 44",
            since=LAL,
            id="legal_aid.urgent",
            body_zh=AGENCY,
            label_zh="快过时效、需要保全或先予执行的，先提供援助，后补手续和材料",
            limit="legal_urgent_window",
        ),
        step("legal_aid.decide", AGENCY, "审查决定", "LAL 43; ZJ-LA 17", "legal_decide", "legal_decide_province"),
        step("legal_aid.assign", AGENCY, "指派律师等人员", "LAL 43", "legal_assign"),
        Step(
            law="LAL 25; LAL 36",
            since=LAL,
            id="legal_aid.notify_duty",
            body_zh=CASE_ORGAN,
            label_zh="没有辩护人的未成年人、视力听力言语残疾人等，通知法律援助机构指派辩护",
            limit="legal_notify_duty",
            when=suspect,
        ),
        Step(
            law="LAL 36",
            since=LAL,
            id="legal_aid.assign_duty",
            body_zh=AGENCY,
            label_zh="收到通知后指派律师",
            limit="legal_assign_duty",
            when=suspect,
        ),
        Step(
            law="LAL 39",
            since=LAL,
            id="legal_aid.forward",
            body_zh=CASE_ORGAN,
            label_zh="被羁押的人提出申请的，转交法律援助机构",
            limit="legal_forward_detained",
            when=yes(matter("detained")),
        ),
        Step(
            law="LAL 14; LAL 30",
            since=LAL,
            id="legal_aid.duty_lawyer",
            body_zh="值班律师",
            label_zh="没有辩护人的，都可以约见值班律师",
            when=suspect,
        ),
        Step(
            law="ZJ-LA 19",
            since=ZJ_LA,
            id="legal_aid.close",
            body_zh="承办律师",
            label_zh="结案后提交材料",
            limit="legal_close_report",
        ),
    )


def exits() -> tuple[Exit, ...]:
    """On what it ends (LAL 48), and who bears the cost of aid that was given first in vain: the texts differ, staff decide."""
    return (
        Exit(law="LAL 48", since=LAL, label_zh="以欺骗等不正当手段获得"),
        Exit(law="LAL 48", since=LAL, label_zh="故意隐瞒重要事实或提供假证据"),
        Exit(law="LAL 48", since=LAL, label_zh="利用法律援助从事违法活动"),
        Exit(law="LAL 48", since=LAL, label_zh="经济状况变化，不再符合条件"),
        Exit(law="LAL 48", since=LAL, label_zh="案件终止审理或者撤销"),
        Exit(law="LAL 48", since=LAL, label_zh="自己又请了律师"),
        Exit(law="LAL 48", since=LAL, label_zh="自己要求终止"),
        Exit(law="LAL 64", since=LAL, label_zh="骗取的，支付费用并处罚款", limit="legal_fraud_fine"),
        Exit(
            law="LAL 44; ZJ-LA 18",
            since=LAL,
            label_zh="先行援助后查明不符合的，省里旧规定由申请人承担费用，由工作人员定",
        ),
    )


def remedies() -> tuple[Remedy, ...]:
    """An objection to the justice bureau first, then review and court; the lawyer may be changed (LAL 49, 55, 56)."""
    return (
        Remedy(
            law="LAL 49",
            since=LAL,
            label_zh="对不予援助、终止援助的决定，向司法行政部门提出异议，限期审查",
            limit="legal_objection_rule",
        ),
        Remedy(law="LAL 49; ARL 20", since=ARL, label_zh="不服审查处理的，申请行政复议", limit="fuyi_file"),
        Remedy(law="LAL 49; ALL 46", since=LAL, label_zh="或者向法院起诉", limit="sue_direct"),
        Remedy(law="LAL 55", since=LAL, label_zh="律师不依法履行职责的，要求更换"),
        Remedy(law="LAL 56", since=LAL, label_zh="对律师和机构的工作不满意的，向司法行政部门投诉"),
    )
