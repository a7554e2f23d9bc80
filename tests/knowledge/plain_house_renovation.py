"""农村危房改造 read plainly, as it stands since OP23: a village household of a group, in a dangerous only house or without one."""

from random import Random
from typing import Any

from tests.knowledge.plain_rules import Answers, Lines
from tests.knowledge.plain_statuses import statuses

OFTEN = {"only_house": 0.8, "one_household_one_site": 0.85}
FLAGS = (*OFTEN, "prior_housing_grant", "poverty_monitored", "past_poor")


def facts(rng: Random, answers: Answers, lines: Lines) -> dict[str, Any]:
    """What house renovation asks beside the household."""
    return statuses(rng, answers) | {
        **{flag: rng.random() < OFTEN.get(flag, 0.2) for flag in FLAGS},
        "no_house": answers["home_count"] == 0,
        "danger_grade": rng.choice(["a", "b", "c", "d", "d"]),
        "applicant.in_care_institution": rng.random() < 0.3,
    }


def holds(a: Answers, lines: Lines) -> bool | None:
    """In the village, in a group, in need, on the only site, and not barred by a grant before."""
    at_home = a["is_tekun"] and not a["applicant.in_care_institution"]
    groups = (
        a["is_dibao"],
        at_home,
        a["is_edge"],
        a["is_rigid"],
        a["poverty_monitored"],
        a["past_poor"] and not a["prior_housing_grant"],
    )
    in_need = a["no_house"] or (a["danger_grade"] in ("c", "d") and a["only_house"])
    barred = lines.figures["danger_prior_grant_bars"] and a["prior_housing_grant"]
    return bool(a["area_type"] == "rural" and any(groups) and in_need and a["one_household_one_site"] and not barred)
