"""价格补贴 read plainly, as it stands outside the months of PRC22: on a list, in a month that trips."""

from random import Random
from typing import Any

from tests.knowledge.plain_rules import Answers, Lines
from tests.knowledge.plain_statuses import statuses

LISTED = ("receives_ui_benefit", "regular_special_care", "orphan_or_de_facto", "child_with_hiv")


def facts(rng: Random, answers: Answers, lines: Lines) -> dict[str, Any]:
    """What the price subsidy asks beside the household."""
    return statuses(rng, answers) | {f"applicant.{flag}": rng.random() < 0.1 for flag in LISTED}


def holds(a: Answers, lines: Lines) -> bool | None:
    """One of the two rises is at its trigger or above."""
    figures = lines.figures
    tripped = any(figures[f"price_{kind}_rise"] >= figures[f"price_trigger_{kind}"] for kind in ("cpi", "food"))
    return bool(tripped and (a["is_dibao"] or a["is_tekun"] or any(a[f"applicant.{flag}"] for flag in LISTED)))
