"""Floor area or land in square metres."""

import re
from dataclasses import dataclass
from decimal import Decimal

from nlu.normalise import normalise
from nlu.parsers.numerals import NUMBER, Numeral, plain, read
from nlu.parsers.question import QuestionContext

_SQUARE_METRES = r"(?:个?(?:平方米|平方公尺|平方|平米|平|方|m2|㎡|见方))"
# One mu is a fifteenth of a hectare.
_MU = Decimal(10000) / Decimal(15)
_HEDGES = r"(?:大概|大约|约|差不多|一共|总共|是|有|就|房子|面积|建筑面积|我家|住房|可能|也就|:|才|只有)*"
_AREA = re.compile(
    rf"{_HEDGES}(?P<first>{NUMBER})(?:{_SQUARE_METRES})?(?:(?:到|至|-|~|—|或)(?P<second>{NUMBER}))?{_SQUARE_METRES}?(?:左右|上下|的|吧|样子|大|的房子|了)*"
)
_IN_MU = re.compile(rf"{_HEDGES}(?P<number>{NUMBER}|半)亩(?:地|田)?(?:左右|多|的|吧)*")
_SIDES = re.compile(rf"(?:长)?(?P<long>{NUMBER})(?:米|m)?(?:乘以?|x|\*|×|,?宽)(?P<wide>{NUMBER})(?:米|m)?")


@dataclass(frozen=True)
class Area:
    """Square metres from low to high, equal when one figure was said."""

    low: Decimal
    high: Decimal

    def as_json(self) -> object:
        if self.low == self.high:
            return plain(self.low)
        return {"low": plain(self.low), "high": plain(self.high)}


def parse(text: str, question: QuestionContext) -> Area | None:
    """The area, from 80平, 一百二, 60多平, 七八十平, 10米乘8米, 半亩; None for rooms or anything else."""
    said = re.sub(r"[\s。!]", "", normalise(text).text.lower())
    for reader in (_from_sides, _from_mu, _from_square_metres):
        area = reader(said)
        if area is not None:
            return area if area.low > 0 else None
    return None


def _from_sides(said: str) -> Area | None:
    found = _SIDES.fullmatch(said)
    sides = (read(found.group("long")), read(found.group("wide"))) if found else (None, None)
    if sides[0] is None or sides[1] is None:
        return None
    return Area(sides[0].low * sides[1].low, sides[0].high * sides[1].high)


def _from_mu(said: str) -> Area | None:
    found = _IN_MU.fullmatch(said)
    if found is None:
        return None
    half = Numeral(Decimal("0.5"), Decimal("0.5"))
    number = half if found.group("number") == "半" else read(found.group("number"))
    return None if number is None else Area(number.low * _MU, number.high * _MU)


def _from_square_metres(said: str) -> Area | None:
    found = _AREA.fullmatch(said)
    first = read(found.group("first")) if found else None
    if found is None or first is None:
        return None
    second = read(found.group("second")) if found.group("second") else first
    return None if second is None else Area(min(first.low, second.low), max(first.high, second.high))
