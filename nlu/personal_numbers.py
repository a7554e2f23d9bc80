"""Finds identity, phone and bank card numbers in a message, so that they can be replaced before anything else reads it.

Full-width digits, digits in words (一三八 …), spaces, dashes and invisible characters between digits are seen through.
Missing one exposes a person; a number masked without need costs one question more. Amounts, dates and receipt numbers
stay.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from nlu.parsers.id_number import check_character

PersonalKind = Literal["id_number", "phone", "bank_card"]


_MASKS = {"id_number": "身份证号码", "phone": "手机号码", "bank_card": "银行卡号码"}


@dataclass(frozen=True)
class PersonalNumber:
    """A finding: where it stands in the text as written, and its `value` in half-width digits without separators."""

    kind: PersonalKind
    start: int
    end: int
    text: str
    value: str


def find_personal_numbers(text: str) -> tuple[PersonalNumber, ...]:
    """All personal numbers of a text, in order, none overlapping another."""
    found: list[PersonalNumber] = []
    for run in _runs(text):
        found.extend(_in_run(run, text))
    return tuple(sorted(found, key=lambda number: number.start))


def replace_personal_numbers(text: str, token_for: Callable[[PersonalNumber], str]) -> str:
    """The text with each personal number replaced by what `token_for` gives for it."""
    pieces, end = [], 0
    for number in find_personal_numbers(text):
        pieces += [text[end : number.start], token_for(number)]
        end = number.end
    return "".join(pieces) + text[end:]


def mask_personal_numbers(text: str) -> str:
    """The text with each personal number replaced by the word for what it is (身份证号码, 手机号码, 银行卡号码)."""
    return replace_personal_numbers(text, lambda number: _MASKS[number.kind])


@dataclass(frozen=True)
class _Group:
    """Digits that touch each other, where each stands, and what separates them from the group before."""

    digits: str
    places: tuple[int, ...]
    separator: str

    @property
    def start(self) -> int:
        return self.places[0]

    @property
    def end(self) -> int:
        return self.places[-1] + 1


_WORDS_FOR_DIGITS = dict(zip("零〇一幺二两三四五六七八九", "0011223456789", strict=True))
_SEPARATORS = frozenset(" \t\n\r\u00a0\u3000-‐‑‒–—―－_.·・,，()（）/~")
_LONGEST_SEPARATOR = 3
_RECEIPT = re.compile(r"(?<![A-Za-z])[A-Z]{2}-[0-9]{6,8}-[0-9A-Z]{4}(?![0-9A-Za-z])")
_DATE = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}[-./][01]?[0-9][-./][0-3]?[0-9](?![0-9])")

_BIRTH = r"(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_ID = re.compile(rf"[1-9][0-9]{{5}}{_BIRTH}[0-9]{{3}}[0-9X]|[1-9][0-9]{{16}}X")
_ID_OF_ANY_BIRTH = re.compile(r"[1-8][0-9]{17}")
_OLD_ID = re.compile(r"[1-8][0-9]{5}[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}")
_CARD = re.compile(r"[3-9][0-9]{15,18}")
_MOBILE = re.compile(
    r"(?:(?:00)?86)?0?1[3-9][0-9]{9}|(?:00)?852[2-9][0-9]{7}|(?:00)?853[2-9][0-9]{7}|(?:00)?886?0?9[0-9]{8}"
)
_LANDLINE = re.compile(r"(?:(?:00)?86)?0(?:10|2[0-9]|[3-9][0-9]{2})[1-9][0-9]{6,7}")
_ABROAD = re.compile(r"[1-9][0-9]{7,14}")
_MOBILE_INSIDE = re.compile(r"1[3-9][0-9]{9}")
_ROUND = re.compile(r"[1-9][0-9]{1,5}0")
_LOCAL_LINE = re.compile(r"[2-8][0-9]{6,7}")
_ASKED_FOR = re.compile(r"(?:电话|座机|固话|手机|号码|電話|手機|號碼|tel|打)[^0-9]{0,4}$", re.IGNORECASE)


def _runs(text: str) -> Iterator[list[_Group]]:
    """Groups of digits that stand close enough to be one number."""
    hidden = [span for found in _RECEIPT.finditer(text) for span in range(*found.span())]
    taken = frozenset(hidden)
    run: list[_Group] = []
    for group in _groups(text, taken):
        if run and group.separator == "":
            yield run
            run = []
        run.append(group)
    if run:
        yield run


def _groups(text: str, taken: frozenset[int]) -> Iterator[_Group]:
    """Each group of digits; its separator is empty where it starts a new run, "|" where only the script changes."""
    previous_end, position = -1, 0
    while position < len(text):
        digit = _digit(text, position)
        if digit is None or position in taken:
            position += 1
            continue
        digits, places = "", []
        script = text[position] in _WORDS_FOR_DIGITS
        while position < len(text) and position not in taken:
            digit = _digit(text, position)
            if digit is None and _is_invisible(text[position]):
                position += 1
                continue
            if digit is None or (text[position] in _WORDS_FOR_DIGITS) != script:
                break
            digits += digit
            places.append(position)
            position += 1
        yield _Group(digits, tuple(places), _separator(text, previous_end, places[0]))
        previous_end = position = places[-1] + 1


def _digit(text: str, position: int) -> str | None:
    character = text[position]
    if character in _WORDS_FOR_DIGITS:
        return _WORDS_FOR_DIGITS[character]
    if unicodedata.category(character) == "Nd":
        return str(unicodedata.digit(character))
    return "X" if character in "XxＸｘ" and _ends_an_id(text, position) else None


def _ends_an_id(text: str, position: int) -> bool:
    """An X is a check character after 17 digits, not before a letter."""
    before = [character for character in text[max(0, position - 80) : position] if _is_number(character)]
    after = text[position + 1 : position + 2]
    return len(before) >= 17 and not (after.isascii() and after.isalpha())


def _is_number(character: str) -> bool:
    return character in _WORDS_FOR_DIGITS or unicodedata.category(character) == "Nd"


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in {"Cf", "Mn", "Cc"} and character not in "\n\r\t"


def _separator(text: str, previous_end: int, start: int) -> str:
    if previous_end < 0:
        return ""
    between = "".join(character for character in text[previous_end:start] if not _is_invisible(character))
    if len(between) > _LONGEST_SEPARATOR or not set(between) <= _SEPARATORS:
        return ""
    return between or "|"


def _in_run(run: list[_Group], text: str) -> list[PersonalNumber]:
    free = [True] * len(run)
    found: list[PersonalNumber] = []
    for kind, fits in _KINDS_IN_ORDER:
        for first, last in _windows(run, free):
            window = run[first : last + 1]
            if fits(window, text):
                found.append(_number(kind, window[0].start, window[-1].end, text, _joined(window)))
                free[first : last + 1] = [False] * (last + 1 - first)
    found += [number for index, group in enumerate(run) if free[index] for number in _inside(group, text)]
    return found


def _windows(run: list[_Group], free: list[bool]) -> Iterator[tuple[int, int]]:
    """Neighbouring free groups as (first, last), longest first from each start; up to 19 digits and a country code."""
    for first in range(len(run)):
        for last in range(min(len(run) - 1, first + 22), first - 1, -1):
            if all(free[first : last + 1]) and len(_joined(run[first : last + 1])) <= 22:
                yield first, last


def _joined(window: list[_Group]) -> str:
    return "".join(group.digits for group in window)


def _number(kind: PersonalKind, start: int, end: int, text: str, value: str) -> PersonalNumber:
    start -= 1 if kind == "phone" and start and text[start - 1] in "+＋" else 0
    return PersonalNumber(kind, start, end, text[start:end], value)


def _is_id(window: list[_Group], text: str) -> bool:
    return bool(_ID.fullmatch(_joined(window)))


def _is_id_in_one_piece(window: list[_Group], text: str) -> bool:
    digits = _joined(window)
    if not _ID_OF_ANY_BIRTH.fullmatch(digits):
        return False
    return check_character(digits[:17]) == digits[17] or (len(window) == 1 and not _CARD.fullmatch(digits))


def _is_card(window: list[_Group], text: str) -> bool:
    digits = _joined(window)
    if not _CARD.fullmatch(digits):
        return False
    if len(window) == 1:
        return True
    lengths = [len(group.digits) for group in window]
    in_fours = all(length == 4 for length in lengths[:-1]) or lengths[0] in (6, 8) or set(lengths) == {1}
    if digits.startswith("62") and _passes_luhn(digits):
        return in_fours
    return in_fours and not _are_amounts(window) and (digits.startswith("62") or _passes_luhn(digits))


def _is_mobile(window: list[_Group], text: str) -> bool:
    return bool(_MOBILE.fullmatch(_joined(window))) and not _are_amounts(window) and not _is_dated(window, text)


def _is_landline(window: list[_Group], text: str) -> bool:
    return bool(_LANDLINE.fullmatch(_joined(window))) and not _is_dated(window, text)


def _is_abroad(window: list[_Group], text: str) -> bool:
    plus = text[max(0, window[0].start - 1) : window[0].start] in ("+", "＋")
    return plus and bool(_ABROAD.fullmatch(_joined(window)))


def _is_old_id(window: list[_Group], text: str) -> bool:
    return len(window) == 1 and bool(_OLD_ID.fullmatch(_joined(window)))


def _is_asked_for(window: list[_Group], text: str) -> bool:
    """Seven or eight digits after 电话, 座机 …"""
    before = text[max(0, window[0].start - 12) : window[0].start]
    return len(window) <= 2 and bool(_LOCAL_LINE.fullmatch(_joined(window)) and _ASKED_FOR.search(before))


def _are_amounts(window: list[_Group]) -> bool:
    """1500 1350 200: round figures side by side, not in the groups in which a mobile number is usually told."""
    figures = [group.digits for group in window]
    listed = all(set(group.separator) <= set(" ,，、\u3000") for group in window[1:])
    in_phone_groups = [len(figure) for figure in figures] == [3, 4, 4]
    return len(window) > 1 and listed and not in_phone_groups and all(_ROUND.fullmatch(figure) for figure in figures)


def _is_dated(window: list[_Group], text: str) -> bool:
    """1990-5-12 3500: a date is part of it."""
    return len(window) > 2 and _DATE.search(text[window[0].start : window[-1].end]) is not None


def _inside(group: _Group, text: str) -> list[PersonalNumber]:
    """Numbers inside a longer row of digits, where something was typed directly before or behind."""
    found = _ID.search(group.digits) or _MOBILE_INSIDE.search(group.digits)
    if found is None or len(group.digits) < 12:
        return []
    kind: PersonalKind = "id_number" if len(found.group()) == 18 else "phone"
    return [_number(kind, group.places[found.start()], group.places[found.end() - 1] + 1, text, found.group())]


def _passes_luhn(digits: str) -> bool:
    doubled = [int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(digits))]
    return sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10 == 0


_KINDS_IN_ORDER: tuple[tuple[PersonalKind, Callable[[list[_Group], str], bool]], ...] = (
    ("id_number", _is_id),
    ("id_number", _is_id_in_one_piece),
    ("bank_card", _is_card),
    ("phone", _is_mobile),
    ("phone", _is_landline),
    ("phone", _is_abroad),
    ("id_number", _is_old_id),
    ("phone", _is_asked_for),
)
