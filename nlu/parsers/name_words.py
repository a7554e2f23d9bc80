"""The lists by which a name is told from other words: family names, and words that begin like one."""

from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=1)
def family_names() -> tuple[frozenset[str], frozenset[str]]:
    """Family names of one character, and the longer ones."""
    lines = _lines("surnames.txt")
    return frozenset(lines[0]), frozenset(name for line in lines[1:] for name in line.split())


@lru_cache(maxsize=1)
def words_that_are_no_names() -> frozenset[str]:
    """马上, 方便, 谢谢 …: reviewed by hand."""
    return frozenset(word for line in _lines("not_names.txt") for word in line.split())


def _lines(name: str) -> list[str]:
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
