"""Made-up households for the benchmarks of the rules: every fact that may be asked, drawn from a seed, nobody real.

The shares are guesses about people who ask an assistant for help, written down here so that anybody can disagree with them: three in
five live in a village; income a head lies around the dibao line, a third of them below; one in three is over sixty, one in five has a
disability; a household below the line is on dibao already in one case of three. They are not the answers that the choice of the next
question expects (`typical` in facts.yml), which it must not be flattered by. What nothing here draws by name is drawn by its kind.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from knowledge import PROMISES, Fact, FactKind, Scope, vocabulary

DAY = date(2026, 11, 24)
LINE = 1000.0
CERTIFIED = ("is_tekun", "is_dibao", "is_edge", "is_rigid", "is_medical_poor")
#: How often a yes-or-no fact is yes, where it is not one in four.
YES_IN_TEN = {
    "has_living_vehicle_or_boat": 2, "has_commercial_property": 1, "family_of_caseworker": 0, "has_lawyer": 1,
    "already_closed": 1, "residence_permit_zj": 3, "judicial_or_special_care": 1, "in_prison_or_compulsory_rehab": 0,
    "missing_declared": 0, "only_house": 8, "one_household_one_site": 8, "no_house": 1, "prior_housing_grant": 2,
    "insured": 9, "hospital_designated": 9, "hukou_in_zj": 9, "disability_cert_issued_in_zj": 9, "willing_to_work": 8,
    "legal_aid_card_valid": 2, "violence_victim": 1, "detained": 1, "home_destroyed": 1, "child_with_hiv": 0,
}  # fmt: skip


def population(seed: int, count: int) -> Iterator[dict[str, Any]]:
    """The answers of `count` households, by key as a talk keeps them; the same for the same seed."""
    chance = Random(seed)
    for _ in range(count):
        yield household(chance)


def household(chance: Random) -> dict[str, Any]:
    """One household with its applicant and its legal matter, everything known."""
    people = chance.choices((1, 2, 3, 4, 5, 6), (25, 30, 20, 15, 6, 4))[0]
    per_head = round(LINE * chance.lognormvariate(0.25, 0.8))
    answers = {
        fact.name if fact.scope is not Scope.PERSON else f"applicant.{fact.name}": _any(fact, chance)
        for fact in _asked()
    }
    answers |= {
        **PROMISES,
        "area_type": chance.choices(("rural", "urban"), (6, 4))[0],
        "hukou_county": "here" if chance.random() < 0.92 else "elsewhere",
        "member_count": people,
        "household_income_month": per_head * people,
        "income_not_counted_month": chance.choices((0, 200, 500), (8, 1, 1))[0],
        "basic_pension_month": 0,
        "household_money_assets": round(
            people * chance.choices((0, 3000, 20000, 60000, 200000), (30, 30, 20, 12, 8))[0]
        ),
        "home_count": chance.choices((0, 1, 2, 3), (5, 80, 12, 3))[0],
        "floor_area": round(people * chance.lognormvariate(3.3, 0.5)),
        "applicant.age": chance.choices((10, 17, 30, 45, 58, 65, 78), (6, 4, 18, 22, 15, 20, 15))[0],
        "applicant.income_month": per_head * people if people == 1 else round(per_head * people * chance.random()),
        "applicant.own_income_not_counted_month": chance.choices((0, 200, 2000), (7, 2, 1))[0],
        "applicant.disability_type": _disability(chance),
        "applicant.disability_grade": chance.choices((1, 2, 3, 4), (2, 3, 3, 2))[0],
        "applicant.illness_category": chance.choices(("none", "chronic", "major", "other"), (6, 2, 1, 1))[0],
        "applicant.supporter_count": chance.choices((0, 1, 2, 3), (3, 3, 3, 1))[0],
    }
    answers |= _certified(per_head, chance)
    answers["certified_status"] = next((name.removeprefix("is_") for name in CERTIFIED if answers[name]), "none")
    answers["assistance_recipient"] = any(
        answers[name] for name in ("is_dibao", "is_tekun", "is_edge", "judicial_or_special_care")
    )
    answers["no_house"] = answers["home_count"] == 0
    answers["has_severe_member"] = _severe(answers) or (people > 1 and chance.random() < 0.12)
    return answers


def _asked() -> list[Fact]:
    """The facts that a resident may be asked for: of household, matter and applicant, and none that only a record tells."""
    return [
        fact for fact in vocabulary().values() if fact.scope is not Scope.SUPPORTER and fact.name not in ONLY_A_RECORD
    ]


ONLY_A_RECORD = frozenset(
    {
        "pc_income_month",
        "pc_money_assets",
        "pc_floor_area",
        "unlisted_income_month",
        "new_job_income_month",
        "rigid_spend_12m",
    }
)


def _certified(per_head: float, chance: Random) -> dict[str, bool]:
    held = dict.fromkeys(CERTIFIED, False)
    if per_head < LINE and chance.random() < 0.35:
        held["is_tekun" if chance.random() < 0.1 else "is_dibao"] = True
    elif per_head < 1.5 * LINE and chance.random() < 0.25:
        held["is_edge"] = True
    elif chance.random() < 0.06:
        held[chance.choice(("is_rigid", "is_medical_poor"))] = True
    return held


def _disability(chance: Random) -> str:
    kinds = [choice.code for choice in vocabulary()["disability_type"].choices if choice.code != "none"]
    return chance.choice(kinds) if chance.random() < 0.2 else "none"


def _severe(a: dict[str, Any]) -> bool:
    kind, grade = a["applicant.disability_type"], a["applicant.disability_grade"]
    disabled = kind != "none" and (grade <= 2 or (grade == 3 and kind in ("intellectual", "mental")))
    return disabled or a["applicant.illness_category"] == "major"


def _any(fact: Fact, chance: Random) -> Any:
    """A value by the kind of the fact."""
    match fact.kind:
        case FactKind.FLAG:
            return chance.random() < YES_IN_TEN.get(fact.name, 2.5) / 10
        case FactKind.CHOICE:
            codes = [choice.code for choice in fact.choices]
            return "none" if "none" in codes and chance.random() < 0.5 else chance.choice(codes)
        case FactKind.DATE:
            return DAY + timedelta(days=chance.choices((-90, -20, -5, 3, 6, 40, 200), (3, 3, 2, 2, 1, 2, 3))[0])
        case FactKind.MONEY | FactKind.MONEY_MONTH:
            return 0 if chance.random() < 0.4 else round(chance.lognormvariate(7.5, 1.2))
        case FactKind.AREA:
            return round(chance.lognormvariate(4.2, 0.5))
        case _:
            low, high = (int(end) for end in fact.domain)
            return min(high, low + int(chance.expovariate(1 / (1 + min(high - low, 24) / 4))))
