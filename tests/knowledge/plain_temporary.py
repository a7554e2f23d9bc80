"""临时救助 read plainly, as it stands since OP23: in trouble by an event that the law names, nothing else enough, in the right place."""

from fractions import Fraction
from random import Random
from typing import Any

from knowledge import vocabulary
from tests.knowledge.plain_rules import Answers, Lines, agreed, counted, line_of, yuan
from tests.knowledge.plain_statuses import statuses

SUDDEN = ("fire", "traffic", "accident", "major_illness")
MOSTLY = {"basic_living_in_trouble": 0.85, "other_aid_not_enough": 0.85, "event_here": 0.6}
FLAGS = (*MOSTLY, "urgent_need", "residence_permit_zj", "applicant.unemployment_insured")


def facts(rng: Random, answers: Answers, lines: Lines) -> dict[str, Any]:
    """What temporary aid asks beside the household; what had to be spent takes it to the dibao line, or a fen beside."""
    above = (
        counted(answers, lines, bool(lines.pension_excluded)) - line_of(answers, lines) * answers["member_count"]
    ) * 12
    helped = Fraction(rng.choice([0, 0, 500]))
    lost = max(Fraction(0), above + helped + Fraction(rng.choice([-1, 0, 0, 1]), 100))
    return statuses(rng, answers) | {
        **{flag: rng.random() < MOSTLY.get(flag, 0.3) for flag in FLAGS},
        "event_kind": rng.choice([choice.code for choice in vocabulary()["event_kind"].choices]),
        "event_loss": str(float(rng.choice([lost, lost, Fraction(20000)]))),
        "event_compensation": str(float(helped)),
        "no_income_months": rng.choice([0, 2, 3, 4]),
        "hukou_county": rng.choice(["here", "here", "elsewhere"]),
    }


def holds(a: Answers, lines: Lines) -> bool | None:
    """None where only staff can say."""
    uncovered = (
        a["event_kind"] == "unemployment"
        and a["no_income_months"] >= lines.figures["temp_unemployed_months"]
        and not a["applicant.unemployment_insured"]
    )
    emergency = a["event_kind"] in SUDDEN or a["urgent_need"]
    here = a["hukou_county"] == "here" or a["residence_permit_zj"] or (a["event_here"] and (emergency or uncovered))
    if not (a["basic_living_in_trouble"] and a["other_aid_not_enough"] and here):
        return False
    assisted = a["is_dibao"] or a["is_edge"] or a["is_rigid"]
    if a["event_kind"] in SUDDEN or uncovered or (a["event_kind"] == "necessary_spend" and assisted):
        return True
    return _for_staff(a, lines)


def _for_staff(a: Answers, lines: Lines) -> bool | None:
    """Another hardship, or a household of this hukou that spending took below the line."""
    if a["event_kind"] == "other":
        return None
    if a["event_kind"] != "necessary_spend" or a["hukou_county"] != "here":
        return False
    readings = [True, False] if lines.pension_excluded is None else [lines.pension_excluded]
    return agreed([None if _below_the_line(a, lines, excluded) else False for excluded in readings])


def _below_the_line(a: Answers, lines: Lines, excluded: bool) -> bool:
    left = counted(a, lines, excluded) * 12 + yuan(a["event_compensation"]) - yuan(a["event_loss"])
    return left < line_of(a, lines) * a["member_count"] * 12
