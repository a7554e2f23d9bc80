"""Receipt numbers that can be read over the telephone: `DB-261124-7K3Q`, kind, day, four drawn characters.

They are drawn, not counted, so that one number says nothing about the next. Characters that look alike when
handwritten or sound alike are left out (0 O, 1 I L, 2 Z, 5 S, 8 B, U V).
"""

import re
import secrets
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date

ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
DRAWN = 4

_DASHES = r"[\s\-‐-―−_.·/]*"
_RECEIPT = re.compile(
    rf"(?<![0-9A-Z])([A-Z]{{2}}){_DASHES}(\d{{6}}){_DASHES}([{ALPHABET}]{{{DRAWN},6}})(?![0-9A-Z])",
)


def draw_receipt(
    prefix: str, day: date, *, drawn: int = DRAWN, choose: Callable[[Sequence[str]], str] = secrets.choice
) -> str:
    """A receipt number for a case of that day; the caller sees to it that it is unique."""
    return f"{prefix}-{day:%y%m%d}-" + "".join(choose(ALPHABET) for _ in range(drawn))


def find_receipt(text: str) -> str | None:
    """The first receipt number in a message, in its right form: case, width, spaces and dashes do not matter."""
    found = _RECEIPT.search(unicodedata.normalize("NFKC", text).upper())
    return "-".join(found.groups()) if found else None
