"""The citizen identity number: 18 characters with the check character of GB 11643-1999 and a real day of birth."""

import re
from datetime import date
from typing import Literal

from nlu.normalise import tidy
from nlu.parsers.question import QuestionContext

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_CHARACTERS = 18
_OLDEST_BIRTH_YEAR = 1900
_SHAPE = re.compile(r"(?<![0-9A-Za-z])[1-9](?:[\s._·-]?[0-9]){16}[\s._·-]?[0-9Xx](?![0-9A-Za-z])")


def parse(text: str, question: QuestionContext) -> str | None:
    """The one valid identity number in an answer, 18 characters with a capital X, or None.

    The first six digits are not checked against a list: counties are renamed and merged, their people's numbers stay.
    """
    found = {re.sub(r"[^0-9X]", "", shape.upper()) for shape in _SHAPE.findall(tidy(text))}
    valid = [number for number in found if is_valid(number, question.today)]
    return valid[0] if len(valid) == 1 else None


Fault = Literal["length", "check", "birth"]
_LIKE_A_NUMBER = re.compile(r"(?<![0-9A-Za-z])[0-9](?:[\s._·-]?[0-9]){11,19}(?:[\s._·-]?[Xx])?(?![0-9A-Za-z])")


def fault_of(text: str, today: date) -> Fault | None:
    """What is wrong with the one identity number of an answer: too few or too many characters, a last one that does
    not belong to the others, no possible day of birth. None where no number was tried, or nothing is wrong with it.
    """
    found = [re.sub(r"[^0-9X]", "", shape.upper()) for shape in _LIKE_A_NUMBER.findall(tidy(text))]
    if len(found) != 1 or is_valid(found[0], today):
        return None
    number = found[0]
    if len(number) != _CHARACTERS or not number[:-1].isdecimal():
        return "length"
    return "check" if _born(number, today) else "birth"


def is_valid(number: str, today: date) -> bool:
    """Whether 18 characters are an identity number of somebody born in 1900 or later and not after today."""
    right_length = len(number) == _CHARACTERS and number[:-1].isdecimal()
    return right_length and check_character(number[:17]) == number[17] and _born(number, today)


def check_character(first_seventeen: str) -> str:
    """The 18th character that belongs to the first seventeen digits (ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(first_seventeen, _WEIGHTS, strict=True))
    return _CHECK_CHARACTERS[total % 11]


def _born(number: str, today: date) -> bool:
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return birth.year >= _OLDEST_BIRTH_YEAR and birth <= today
