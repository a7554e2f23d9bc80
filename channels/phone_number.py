"""Telephone numbers as providers write them, made one: E.164."""

import phonenumbers

from channels.errors import Malformed

#: Digits of the shortest number that a resident can have; shorter ones are services.
_SHORTEST = 7


def sender_address(written: str) -> str:
    """The address of whoever wrote a text: E.164, or as it is where that is no telephone's (10086, a bank's name)."""
    if sum(character.isdigit() for character in written) < _SHORTEST:
        return written
    try:
        return e164(written)
    except Malformed:
        return written


def e164(number: str, region: str = "CN") -> str:
    """`13900000001`, `008613900000001` and `+86 139 0000 0001` are all `+8613900000001`.

    Raises:
        Malformed: it is no number that a telephone can have.
    """
    plain = "+" + number.strip().removeprefix("00") if number.strip().startswith("00") else number.strip()
    try:
        parsed = phonenumbers.parse(plain, region)
    except phonenumbers.NumberParseException as fault:
        raise Malformed("A sender is no telephone number.") from fault
    if not phonenumbers.is_possible_number(parsed):
        raise Malformed("A sender is no telephone number.")
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
