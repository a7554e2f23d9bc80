"""Words that residents spell by ear or in dialect, as the words that are meant (滴保 as 低保, 木有 as 没有)."""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources


@dataclass(frozen=True)
class Spelling:
    """One reviewed pair. The guards keep other words whole: 本地保险 is not about 低保."""

    written: str
    meant: str
    not_after: str = ""
    not_before: str = ""

    def pattern(self) -> str:
        before = f"(?<![{self.not_after}])" if self.not_after else ""
        after = f"(?![{self.not_before}])" if self.not_before else ""
        return f"{before}{re.escape(self.written)}{after}"


def as_meant(text: str) -> str:
    """The text with every word of the reviewed list spelt as it is meant."""
    pattern, meant = _replacer()
    return pattern.sub(lambda found: meant[found.group().lower()], text)


@lru_cache(maxsize=1)
def _replacer() -> tuple[re.Pattern[str], dict[str, str]]:
    longest_first = sorted(spellings(), key=lambda spelling: len(spelling.written), reverse=True)
    pattern = re.compile("|".join(spelling.pattern() for spelling in longest_first), re.IGNORECASE)
    return pattern, {spelling.written: spelling.meant for spelling in longest_first}


@lru_cache(maxsize=1)
def spellings() -> tuple[Spelling, ...]:
    """The reviewed list, `spellings.tsv`."""
    lines = resources.files(__package__).joinpath("spellings.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(Spelling(*line.split("\t")) for line in lines if line and not line.startswith("#"))
