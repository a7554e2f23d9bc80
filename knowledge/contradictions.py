"""Answers that cannot all be true: the rules then treat the number as not known, and the talk should ask again."""

from knowledge.programmes.economy import economy
from knowledge.trees.frames import Frame
from knowledge.trees.nodes import ToldNumber

CONTRADICTORY_ZH = {"income": "全家收入、人均收入和各人收入对不上", "money": "全家存款和人均存款对不上"}


def contradictions(frame: Frame) -> tuple[str, ...]:
    """What does not fit together, in Chinese; empty as a rule."""
    told = {"income": (economy().gross_income, economy().told_income), "money": (economy().money_assets,)}
    return tuple(
        CONTRADICTORY_ZH[name] for name, numbers in told.items() if any(_apart(number, frame) for number in numbers)
    )


def _apart(number: ToldNumber, frame: Frame) -> bool:
    (a_low, a_high), (b_low, b_high) = (frame.value(kid) for kid in number.kids)
    return bool(a_high < b_low or b_high < a_low)
