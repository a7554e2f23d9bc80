"""Certified statuses of a made-up household: one of them at most, and told in the same way wherever they are asked for."""

from random import Random
from typing import Any

from tests.knowledge.plain_rules import Answers

STATUSES = ("is_tekun", "is_dibao", "is_edge", "is_rigid", "is_medical_poor")
ASSISTED = ("is_tekun", "is_dibao", "is_edge")


def statuses(rng: Random, answers: Answers) -> dict[str, Any]:
    """The statuses beside dibao, drawn once for all programmes that look at them."""
    if "is_edge" in answers:
        return {}
    others = [status for status in STATUSES if status != "is_dibao"]
    held = None if answers["is_dibao"] else rng.choice([None, None, *others])
    return {status: status == held for status in others}


def possible(a: Answers) -> bool:
    """One status at most; whoever holds one that legal aid asks for is assisted."""
    return sum(a[status] for status in STATUSES) <= 1 and (
        a["assistance_recipient"] or not any(a[status] for status in ASSISTED)
    )
