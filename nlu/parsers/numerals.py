"""Numbers as residents write them: 2800, 3,200.5, 两千八, 3万5, 1.2w, 三千五六, 千把, 十几万, 30多万.

A number is an interval: most have one value; 三千五六 lies between 3500 and 3600, 1000多 from 1000 up to below 2000.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")}
_DIGITS |= {
    "〇": 0,
    "两": 2,
    "俩": 2,
    "仨": 3,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "肆": 4,
    "伍": 5,
    "陆": 6,
    "柒": 7,
    "捌": 8,
    "玖": 9,
}
_SMALL_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "k": 1000}
_LARGE_UNITS = {"万": 10**4, "w": 10**4}
_WRITTEN_OUT = str.maketrans({"廿": "二十", "卅": "三十", "K": "k", "W": "w"})

# Digits are taken all or not at all: one way to read them, so that no row of digits is tried in every division.
_ATOM = (
    r"(?:(?<![0-9])[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?(?![0-9])|[kKwW](?![a-zA-Z])|[零〇一二两三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟廿卅]"
    r"|[俩仨](?=[百千万佰仟])|几(?=[十百千万]|$|[^个年天次时乎]))"
)
# 多 and 来 belong to the number where it is counted on (30多万) or ends (三千多); 把 only after a unit (千把块).
NUMBER = rf"(?:好(?=几))?{_ATOM}(?:{_ATOM}|[多余来](?=[十百千万]))*(?:多|余|出头|冒头|挂零|来(?=[块元平个岁万亩,。]|$)|(?<=[十百千万佰仟])把(?!手))?"
_TOKEN = re.compile(r"[0-9]+(?:\.[0-9]+)?|.")
_IDIOMS = {
    "千儿八百": (800, 1000),
    "万儿八千": (8000, 10000),
    "百儿八十": (80, 100),
    "百八十": (80, 180),
    "千八百": (800, 1800),
    "万八千": (8000, 18000),
    "块把": (1, 2),
}
IDIOM = "|".join(rf"(?<![0-9一二两三四五六七八九十]){idiom}" for idiom in _IDIOMS)

_Interval = tuple[Decimal, Decimal]
_NOTHING: _Interval = (Decimal(0), Decimal(0))
_ONE: _Interval = (Decimal(1), Decimal(1))

_LARGEST = 10**12

# What 来 and 把 leave open on either side of the number.
_ABOUT = (Decimal("0.95"), Decimal("1.05"))


@dataclass(frozen=True)
class Numeral:
    """The closed interval that a number means; `has_unit` when 百, 千, 万 … or 多, 几 … were said."""

    low: Decimal
    high: Decimal
    has_unit: bool = False

    @property
    def exact(self) -> Decimal | None:
        return self.low if self.low == self.high else None


def read(text: str) -> Numeral | None:
    """The number that the whole text is, or None (also for one that nobody earns or counts)."""
    if text in _IDIOMS:
        low, high = _IDIOMS[text]
        return Numeral(Decimal(low), Decimal(high), has_unit=True)
    said = re.sub(r"[,\s]", "", text).translate(_WRITTEN_OUT)
    if not said:
        return None
    if all(character in _DIGITS for character in said):
        return _digit_by_digit(said)
    number = _Reader(said).read()
    return number if number is not None and number.high <= _LARGEST else None


def whole_number(text: str) -> int | None:
    """The one whole number that the text is, or None (also for 十几, 三四)."""
    number = read(text)
    if number is None or number.exact is None or number.low != number.low.to_integral_value():
        return None
    return int(number.low)


def plain(value: Decimal) -> int | float:
    """A Decimal as JSON writes it: whole numbers without a point, others to the cent."""
    rounded = round(value, 2)
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)


def _digit_by_digit(said: str) -> Numeral | None:
    """三 is 3, 二〇二四 is 2024; 三五 alone may be 35 or "three to five", so it is neither."""
    if len(said) == 2 and "零" not in said and "〇" not in said:
        return None
    value = Decimal("".join(str(_DIGITS[character]) for character in said))
    return Numeral(value, value) if value <= _LARGEST else None


class _Reader:
    """Reads one number from left to right, as an interval."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._total = self._section = _NOTHING
        self._pending: _Interval | None = None
        self._last_unit = Decimal(1)
        self._place = Decimal(1)
        self._stands_for_itself = False
        self._upper_end_excluded = False
        self._units = False

    def read(self) -> Numeral | None:
        about = re.search("[来把]", self._text) is not None
        tokens = _TOKEN.findall(re.sub("出头|冒头|挂零|余", "多", re.sub("[来把]|^好", "", self._text)))
        if not all(self._take(token) for token in tokens):
            return None
        self._settle()
        low, high = _sum(self._total, self._section)
        if about:
            low, high = low * _ABOUT[0], high * _ABOUT[1]
        return Numeral(low, high - 1 if self._upper_end_excluded else high, has_unit=self._units or about)

    def _take(self, token: str) -> bool:
        if token.isascii() and token[0].isdigit():
            return self._take_digits(Decimal(token), several=len(token) > 1)
        if token in "零〇":
            self._last_unit = Decimal(1)
        elif token in _DIGITS:
            return self._take_digit(Decimal(_DIGITS[token]))
        elif token in _SMALL_UNITS:
            self._take_small_unit(_SMALL_UNITS[token])
        elif token in _LARGE_UNITS:
            self._take_large_unit(_LARGE_UNITS[token])
        elif token == "几":
            self._take_some()
        elif token == "多":
            self._take_more()
        else:
            return False
        return True

    def _take_digits(self, value: Decimal, *, several: bool) -> bool:
        if self._pending is not None:
            return False
        self._pending, self._stands_for_itself, self._place = (value, value), several, _place(value)
        return True

    def _take_digit(self, value: Decimal) -> bool:
        """One Chinese digit; two side by side are a range (三千五六, 七八百)."""
        if self._pending is None:
            return self._take_digits(value, several=False)
        first = self._pending[0]
        if first != self._pending[1] or value == first:
            return False
        self._pending, self._units = (min(first, value), max(first, value)), True
        return True

    def _take_small_unit(self, unit: int) -> None:
        self._section = _sum(self._section, _times(self._pending or _ONE, unit))
        self._counted(Decimal(unit))

    def _take_large_unit(self, unit: int) -> None:
        below = _sum(self._section, self._pending or _NOTHING)
        self._total = _times(_sum(self._total, _ONE if below == _NOTHING else below), unit)
        self._section = _NOTHING
        self._counted(Decimal(unit) * (min(self._place, Decimal(1)) if self._pending else 1))

    def _counted(self, unit: Decimal) -> None:
        self._pending, self._last_unit, self._place, self._units = None, unit, unit, True

    def _take_some(self) -> None:
        """几: two to nine, three to nine in 好几, one to nine after a higher unit (十几)."""
        least = 1 if _sum(self._total, self._section) != _NOTHING else 3 if self._text.startswith("好") else 2
        self._pending = (Decimal(least), Decimal(10))
        self._stands_for_itself, self._upper_end_excluded, self._units = self._last_unit <= 10, True, True

    def _take_more(self) -> None:
        """多: up to the next higher figure of the last place (1000多 below 2000, 3500多 below 3600)."""
        self._settle()
        self._section = _sum(self._section, (Decimal(0), self._place))
        self._upper_end_excluded = self._units = True

    def _settle(self) -> None:
        """A last digit without its unit counts the next lower one (两千八, 3万5)."""
        if self._pending is not None:
            elided = self._last_unit > 10 and not self._stands_for_itself
            self._section = _sum(self._section, _times(self._pending, self._last_unit / 10 if elided else 1))
            self._pending = None


def _place(value: Decimal) -> Decimal:
    """The place of the last digit that is not zero: 1000 for 12000, 0.1 for 1.2."""
    exponent = value.normalize().as_tuple().exponent
    return Decimal(10) ** int(exponent)


def _sum(left: _Interval, right: _Interval) -> _Interval:
    return left[0] + right[0], left[1] + right[1]


def _times(interval: _Interval, factor: Decimal | int) -> _Interval:
    return interval[0] * factor, interval[1] * factor
