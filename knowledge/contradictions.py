"""Answers that cannot all be true: the rules then treat the number as not known, and the talk should ask again."""

from knowledge.programmes.economy import economy
from knowledge.situation import Situation
from knowledge.trees.frames import Frame
from knowledge.trees.nodes import ToldNumber

CONTRADICTORY_ZH = {"income": "全家收入、人均收入和各人收入对不上", "money": "全家存款和人均存款对不上"}


def contradictions(situation: Situation, frame: Frame) -> tuple[str, ...]:
    """What does not fit together, in Chinese; empty as a rule."""
    told = {"income": (economy().gross_income, _told_income()), "money": (economy().money_assets,)}
    return tuple(
        CONTRADICTORY_ZH[name] for name, numbers in told.items() if any(_apart(number, frame) for number in numbers)
    )


def _told_income() -> ToldNumber:
    gross = economy().gross_income
    assert isinstance(gross, ToldNumber) and isinstance(gross.kids[0], ToldNumber)  # noqa: S101 - how it is built
    return gross.kids[0]


def _apart(number: object, frame: Frame) -> bool:
    assert isinstance(number, ToldNumber)  # noqa: S101 - only numbers told twice are listed
    (a_low, a_high), (b_low, b_high) = (frame.value(kid) for kid in number.kids)
    return bool(a_high < b_low or b_high < a_low)
