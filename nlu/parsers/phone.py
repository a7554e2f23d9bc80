"""A phone number on which the resident can be reached, as E.164."""

import re

import phonenumbers

from nlu.normalise import normalise
from nlu.parsers.question import QuestionContext

_SPOKEN_DIGITS = str.maketrans("〇零洞一幺妖二两三四五六七拐八九", "0001112234567789")
_SPOKEN_RUN = re.compile(r"[〇零洞一幺妖二两三四五六七拐八九0-9][〇零洞一幺妖二两三四五六七拐八九0-9\s-]{5,}")
_WRITTEN = re.compile(r"(?:\+|00)?\(?[0-9][0-9\s()._-]{5,22}[0-9]")
_HOME_REGION = "CN"
# Hong Kong, Macau and Taiwan numbers are often written with their code and no plus.
_NEAR_ABROAD = re.compile(r"(?:852|853|886)[0-9]{8,9}")


def parse(text: str, question: QuestionContext) -> str | None:
    """The first valid number of an answer in E.164 ("+8613812345678"), or None.

    Mainland mobile numbers need no country code, landlines need their area code; digits may be spoken (幺三八 …).
    """
    said = _SPOKEN_RUN.sub(lambda run: run.group().translate(_SPOKEN_DIGITS), normalise(text).text)
    for written in _WRITTEN.findall(said):
        number = e164(written)
        if number is not None:
            return number
    return None


def e164(written: str) -> str | None:
    """A written number as E.164, None when no line can have it."""
    digits = re.sub(r"[^0-9]", "", written)
    if written.startswith("+") or digits.startswith("00"):
        return _valid("+" + digits.removeprefix("00"))
    if _NEAR_ABROAD.fullmatch(digits):
        return _valid("+" + digits)
    if digits.startswith("86") and len(digits) > 11:
        return _valid("+" + digits)
    return _valid(digits) if len(digits) == 11 or digits.startswith("0") else None


def _valid(number: str) -> str | None:
    try:
        parsed = phonenumbers.parse(number, _HOME_REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
