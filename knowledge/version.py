"""Which rules gave an answer: a version people can quote, with a fingerprint of everything in this room that an answer rests on."""

from functools import cache
from hashlib import sha256

from knowledge.files import ROOM

RULES = "1.0"
RESTS_ON = ("*.py", "*.yml", "trees/*.py", "programmes/*.py", "parameters/**/*.yaml", "counties/*/figures.yml")


@cache
def rules_version() -> str:
    """For example 1.0+3f9a1c0b2d."""
    digest = sha256()
    for path in sorted({path for pattern in RESTS_ON for path in ROOM.glob(pattern)}):
        digest.update(str(path.relative_to(ROOM)).encode())
        digest.update(path.read_bytes())
    return f"{RULES}+{digest.hexdigest()[:10]}"
