"""The Chinese words of `words.yml` that stand in tables for staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Words:
    """Names of flags, and reasons that no criterion gives, both by flag; what stands in the table and picture of a changed figure."""

    flags: Mapping[str, str]
    reasons: Mapping[str, str]
    simulation: Mapping[str, Any]


@cache
def words() -> Words:
    """The words, read once."""
    return Words(**yaml.safe_load((Path(__file__).parent / "words.yml").read_text(encoding="utf-8")))
