"""The labels that a message can carry: what is wanted (act), about which aid (topic), in which legal dispute (matter).

Three separate heads, because one act is asked of every aid and one dispute can be behind several acts. The names are part
of the public contract of ``assistant understand``; the Chinese glosses are what staff read. Order is stable: models and
reports use it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

ACT_GLOSSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ask_eligibility": "问能不能享受",
        "ask_amount": "问多少钱、什么标准",
        "ask_documents": "问要带什么材料",
        "ask_procedure": "问去哪办、怎么办、多久",
        "apply": "要申请救助",
        "request_legal_help": "要法律帮助",
        "check_status": "查办理进度",
        "report_change": "报告家庭情况变化",
        "complain_or_appeal": "不服决定、投诉",
        "danger": "眼前有危险",
        "human": "要找工作人员",
        "stop": "要求不再发消息、不办了",
        "help": "问怎么用",
        "affirm": "是、对、可以",
        "deny": "不是、不行",
        "correct": "更正前面的回答",
        "inform": "回答或说明情况",
        "greet": "打招呼",
        "thanks": "道谢",
        "bye": "告别",
        "out_of_scope": "不归我们管",
    }
)

TOPIC_GLOSSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "general": "困难救助(未指明哪一项)",
        "dibao": "最低生活保障(低保)",
        "dibao_edge": "低保边缘、刚性支出困难家庭",
        "tekun": "特困供养(五保、三无)",
        "medical": "医疗救助",
        "education": "教育救助",
        "rental_housing": "公租房、廉租房、租房补贴",
        "house_renovation": "农村危房改造",
        "temporary": "临时救助",
        "employment": "就业援助",
        "disability": "残疾人两项补贴",
        "price_subsidy": "价格补贴、春节慰问",
        "legal_aid": "法律援助",
        "legal_aid_card": "法律援助卡",
        "none": "无",
    }
)

MATTER_GLOSSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "wages": "拖欠工资、劳动报酬",
        "work_injury": "工伤、职业病",
        "labour_other": "辞退、合同、加班等劳动争议",
        "traffic": "交通事故",
        "support": "赡养费、抚养费、扶养费",
        "domestic_violence": "家庭暴力、虐待、遗弃",
        "family": "离婚、抚养权、继承、彩礼",
        "social_benefits": "社会保险、社会救助待遇争议",
        "medical_injury": "医疗损害",
        "food_drug": "食品药品损害",
        "fake_farm_inputs": "假种子、假农药、假化肥",
        "pollution": "环境污染",
        "demolition_land": "征地拆迁、土地",
        "debt": "借款、担保、债务",
        "consumer": "买东西、服务消费纠纷",
        "property_contract": "房屋、租赁、合同纠纷",
        "personal_injury": "人身伤害赔偿",
        "criminal": "刑事案件",
        "other": "其他法律问题",
        "none": "无",
    }
)

ACTS: Final[tuple[str, ...]] = tuple(ACT_GLOSSES)
TOPICS: Final[tuple[str, ...]] = tuple(TOPIC_GLOSSES)
MATTERS: Final[tuple[str, ...]] = tuple(MATTER_GLOSSES)

LEGAL_TOPICS: Final[frozenset[str]] = frozenset({"legal_aid", "legal_aid_card"})
"""Only these topics have a legal dispute (matter) behind them."""

DANGER_TOPICS: Final[frozenset[str]] = frozenset({"house_renovation", "temporary", "none"})
"""A collapsing house; no food, shelter, fire or flood; every other danger."""

ACTS_WITHOUT_TOPIC: Final[frozenset[str]] = frozenset(
    {"human", "stop", "help", "affirm", "deny", "greet", "thanks", "bye", "out_of_scope"}
)
"""Acts that steer the conversation or lie outside it: topic and matter are both ``none``."""

ACTS_ABOUT_AN_AID: Final[frozenset[str]] = frozenset(
    {
        "ask_eligibility",
        "ask_amount",
        "ask_documents",
        "ask_procedure",
        "apply",
        "check_status",
        "report_change",
        "complain_or_appeal",
    }
)
"""Acts that always concern an aid: their topic is never ``none``, but ``general`` where no aid is named."""


def combination_fault(act: str, topic: str, matter: str) -> str | None:
    """Say why these three labels cannot stand together, or ``None`` when they can."""
    if act not in ACT_GLOSSES or topic not in TOPIC_GLOSSES or matter not in MATTER_GLOSSES:
        return f"unknown label in ({act}, {topic}, {matter})"
    if matter != "none" and topic not in LEGAL_TOPICS:
        return f"matter {matter} needs a legal topic, not {topic}"
    if act == "request_legal_help" and topic != "legal_aid":
        return f"request_legal_help is always about legal_aid, not {topic}"
    if act == "danger" and topic not in DANGER_TOPICS:
        return f"danger has no topic {topic}"
    if act in ACTS_WITHOUT_TOPIC and topic != "none":
        return f"{act} carries no topic, found {topic}"
    if act in ACTS_ABOUT_AN_AID and topic == "none":
        return f"{act} needs a topic (general where no aid is named)"
    return None
