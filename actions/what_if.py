"""A what-if in two sentences: what holds at the household's own income, and at which income it turns."""

from decimal import Decimal

from bot.dialogue.texts import Texts
from conversations.messages import Reply
from knowledge import Verdict
from knowledge.assessment import plain
from knowledge.what_if import A_HEAD, WhatIf

_VERDICTS = {
    Verdict.ELIGIBLE: "what_if.eligible",
    Verdict.INELIGIBLE: "what_if.ineligible",
    Verdict.UNKNOWN: "what_if.unknown",
}


def what_if_reply(texts: Texts, found: WhatIf) -> Reply | None:
    """The two sentences; None where the household has not told its income in full."""
    here = found.here
    if here is None or found.income is None:
        return None
    income = texts.phrase("what_if.head" if found.fact == A_HEAD else "what_if.household", income=plain(found.income))
    now = texts.phrase(
        "what_if.now",
        income=income,
        programme=found.label_zh,
        verdict=texts.phrase(_VERDICTS[here.verdict]),
        amount=_amount(texts, found, found.income) if here.verdict is Verdict.ELIGIBLE else "",
    )
    return texts.say("what_if.sms", now=now, turn=_turn(texts, found, found.income))


def _amount(texts: Texts, found: WhatIf, income: Decimal) -> str:
    """The amount, where it is one number."""
    amount = found.amount_at(income)
    if amount is None or amount.low != amount.high:
        return ""
    return texts.phrase("what_if.amount", unit=found.amount_unit_zh, amount=plain(amount.low.quantize(Decimal("0.01"))))


def _turn(texts: Texts, found: WhatIf, income: Decimal) -> str:
    turn = found.next_turn
    if turn is None:
        return texts.phrase("what_if.same")
    at, verdict = turn
    way = "what_if.up" if at > income else "what_if.down"
    return texts.phrase(way, income=plain(at), verdict=texts.phrase(_VERDICTS[verdict]))
