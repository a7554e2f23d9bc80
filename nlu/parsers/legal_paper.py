"""The paper that somebody received from a court, an arbitrator or an office: from that day a short limit of its own runs."""

import re
from datetime import date

from nlu.normalise import normalise
from nlu.parsers import date as calendar_date
from nlu.parsers.question import QuestionContext

_RECEIVED = re.compile(r"收到|拿到|送来|送达|寄来|下来了|发下来|判下来|判了|裁下来|给了我")
_PAPERS = (
    ("review_decision", re.compile(r"复议(?:的)?决定")),
    ("award", re.compile(r"裁决书?|仲裁(?:委|委员会|院|庭)?(?:的)?(?:结果|裁决)")),
    ("ruling", re.compile(r"裁定书?")),
    ("judgment", re.compile(r"判决书?|一审(?:的)?(?:结果|判决|判)|法院(?:的)?判(?:了|下来)")),
    (
        "decision",
        re.compile(
            r"(?:不予|不给|停发|不批|驳回|处罚|征收|补偿|拆迁|工伤认定|不认定|认定工伤|审核|终止|停止)[^,。!?;]{0,10}(?:决定|通知|告知)书?|决定书"
        ),
    ),
)
_NOT_YET = re.compile(r"(?:没|没有|还没|未)(?:有)?(?:收到|拿到|下来|判|裁)|二审|终审|再审|执行")


def told(text: str) -> str | None:
    """`judgment`, `ruling`, `award`, `decision` or `review_decision`, where a message says that it came; else None.

    A judgment of second instance or one that is being enforced starts none of these limits.
    """
    said = normalise(text).text
    if _NOT_YET.search(said) or not _RECEIVED.search(said):
        return None
    return next((kind for kind, words in _PAPERS if words.search(said)), None)


def received_on(text: str, today: date) -> date | None:
    """The day on which it came, where the clause that tells so names one that is not still to come."""
    clauses = (clause for clause in re.split(r"[,。;!?]", normalise(text).text) if _RECEIVED.search(clause))
    days = (calendar_date.parse(clause, QuestionContext(today)) for clause in clauses)
    return next((day for day in days if day is not None and day <= today), None)
