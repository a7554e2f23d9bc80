"""Synthetic households near the lines, fully known, for tests that compare the trees with the plain rules."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from knowledge import County, load_county, vocabulary
from tests.knowledge.plain_rules import Lines
from tests.knowledge.readings import READINGS

COUNTY = load_county("example")
LINES = {
    "dibao_std_urban": 464.09, "dibao_std_rural": 329.02, "min_wage": 1160, "legal_line": 700.35,
    # set so that they fall on incomes, sums and areas that households are drawn at
    "pc_disposable_prev_year": 13920, "low_income_house_share": 1.0, "rental_money_assets_pc": 16707.24,
    "rental_small_household": 2, "rental_home_limit_small": 47.5, "rental_home_limit_pc": 23.75, "rental_home_limit_tall": 10,
    "rental_stable_job_years": 3, "rigid_spend_share": 0.6, "danger_prior_grant_bars": True,
    "price_cpi_rise": 3.5, "price_food_rise": 5.9,
    "job_income_disregard_months": 6, "phase_out_months": 6,
}  # fmt: skip
OVERRIDDEN = COUNTY.with_parameters(LINES)
PENSION_OUT, PENSION_OPEN = date(2025, 6, 1), date(2026, 11, 24)
CHOICES = ("matter_type", "criminal_role", "case_stage", "applicant.legal_aid_card_group", "applicant.disability_type")
FLAGS = (
    "has_living_vehicle_or_boat", "has_commercial_property", "violence_victim", "notice_duty_ground", "has_lawyer",
    "already_closed", "assistance_recipient", "applicant.legal_aid_card_valid", "applicant.migrant_worker",
    "applicant.fixed_income", "applicant.supporters_all_unable", "applicant.orphan_or_de_facto",
    "applicant.chooses_orphan_scheme", "opposing_party_is_household_member",
)  # fmt: skip
RECIPIENTS = ("is_dibao", "is_edge", "is_tekun", "judicial_or_special_care")
PROMISED = ("consent_to_verification", "declared_truthfully")


def lines_of(county: County, on: date) -> Lines:
    """A county's figures as the plain rules take them."""
    now = county.parameters.at(on)

    def value(name: str) -> Fraction:
        number = now[name].value
        assert isinstance(number, Decimal)
        return Fraction(number)

    excluded = now["basic_pension_excluded"].value
    return Lines(
        value("dibao_std_urban"),
        value("dibao_std_rural"),
        value("edge_multiple"),
        value("min_wage"),
        int(value("money_asset_years_k")),
        int(value("edge_asset_years_k")),
        value("pc_floor_area_prev_year"),
        value("legal_line"),
        excluded if isinstance(excluded, bool) else None,
        {name: Fraction(one.value) if isinstance(one.value, Decimal) else one.value for name, one in now.items()},
    )


def household(rng: Random, lines: Lines) -> dict[str, Any]:
    """One household with every fact known, its money at the lines, a fen beside them, or anywhere."""
    n = rng.choice([1, 1, 2, 3, 4, 7])
    urban = rng.random() < 0.5
    line = lines.urban if urban else lines.rural
    answers: dict[str, Any] = {name: rng.random() < 0.2 for name in FLAGS}
    answers |= {name: rng.random() < 0.95 for name in PROMISED}
    answers |= {name: _any_choice(rng, name) for name in CHOICES}
    money = rng.choice(
        [line, line * lines.edge_multiple, lines.min_wage, lines.legal_line, Fraction(rng.randint(0, 3000))]
    )
    total = max(Fraction(0), _beside(rng, money * n))
    pension, taken_off = (_some_of(rng, total) for _ in range(2))
    answers |= {
        "area_type": "urban" if urban else "rural",
        "hukou_county": "here" if rng.random() < 0.95 else "elsewhere",
        "member_count": n,
        "household_income_month": str(float(total)),
        "income_not_counted_month": taken_off,
        "basic_pension_month": pension,
        "household_money_assets": _assets(rng, line * 12 * n, lines),
        "home_count": rng.choice([0, 1, 1, 1, 2, 2, 3]),
        "floor_area": _area(rng, lines.floor_area * n),
        "applicant.age": rng.choice([8, 15, 16, 17, 18, 40, 59, 60, 75]),
        "applicant.disability_grade": rng.randint(1, 4),
        "applicant.own_income_not_counted_month": _some_of(rng, total),
        "applicant.supporter_count": rng.choice([0, 0, 1, 3]),
        "applicant.illness_category": "none",
        "is_dibao": rng.random() < 0.3,
        "new_job_income_month": 0,
        "new_job_months": rng.choice([0, 5, 6, 7, 12]),
        "over_line_months": rng.choice([0, 3, 5, 6, 7]),
        "applicant.income_month": str(float(total if n == 1 else _part(rng, total))),
    }
    if answers["is_dibao"] and rng.random() < 0.5:
        answers["new_job_income_month"] = rng.choice([_some_of(rng, total), str(float(total))])
    answers["has_severe_member"] = severe_applicant(answers) or (n > 1 and rng.random() < 0.3)
    for reading in READINGS.values():
        answers |= reading.facts(rng, answers, lines)
    answers["assistance_recipient"] |= any(answers.get(status) for status in RECIPIENTS)
    return answers


def severe_applicant(answers: dict[str, Any]) -> bool:
    """Whether the applicant alone makes the household one with a severe member."""
    kind, grade = answers["applicant.disability_type"], answers["applicant.disability_grade"]
    return (kind != "none" and grade <= 2) or (kind in ("intellectual", "mental") and grade == 3)


def hidden(rng: Random, answers: dict[str, Any]) -> set[str]:
    """Some facts to be taken away. The group of a card and the pay of a new job stay: untold, they are taken as none."""
    candidates = sorted(set(answers) - {"applicant.legal_aid_card_group", "new_job_income_month"})
    return set(rng.sample(candidates, rng.randint(1, 8)))


def completed(rng: Random, answers: dict[str, Any], unknown: Collection[str], lines: Lines) -> dict[str, Any] | None:
    """The same household with other answers for the unknown facts, as far as all of them can be true together."""
    other = household(rng, lines)
    merged = {name: other[name] if name in unknown else value for name, value in answers.items()}
    if merged["member_count"] == 1:
        _settle_one_person(merged, unknown)
    return merged if _possible(merged) else None


def _settle_one_person(merged: dict[str, Any], unknown: Collection[str]) -> None:
    if "applicant.income_month" in unknown:
        merged["applicant.income_month"] = merged["household_income_month"]
    elif "household_income_month" in unknown:
        merged["household_income_month"] = merged["applicant.income_month"]
    if "has_severe_member" in unknown:
        merged["has_severe_member"] = severe_applicant(merged)


def _possible(a: dict[str, Any]) -> bool:
    if not all(reading.possible(a) for reading in READINGS.values()):
        return False
    if a["assistance_recipient"] < any(a.get(status) for status in RECIPIENTS):
        return False
    total, own = Fraction(a["household_income_month"]), Fraction(a["applicant.income_month"])
    severe = severe_applicant(a)
    if a["member_count"] == 1:
        return total == own and severe == a["has_severe_member"]
    return own <= total and a["has_severe_member"] >= severe


def _any_choice(rng: Random, key: str) -> str:
    fact = vocabulary()[key.rpartition(".")[2]]
    if key == "applicant.disability_type" and rng.random() < 0.5:
        return "none"
    return rng.choice(fact.choices).code


def _beside(rng: Random, exact: Fraction) -> Fraction:
    """Whole fen: the last at or below the exact line, or one beside."""
    return Fraction(int(exact * 100) + rng.choice([-1, 0, 0, 0, 1]), 100)


def _some_of(rng: Random, total: Fraction) -> str:
    return str(float(_part(rng, total))) if rng.random() < 0.3 else "0"


def _part(rng: Random, total: Fraction) -> Fraction:
    return Fraction(rng.randint(0, int(total * 100)), 100)


def _assets(rng: Random, year: Fraction, lines: Lines) -> str:
    exact = rng.choice([Fraction(0), year * lines.asset_years, year * lines.edge_asset_years, year * 9])
    return str(float(max(Fraction(0), _beside(rng, exact))))


def _area(rng: Random, exact: Fraction) -> str:
    return str(float(max(Fraction(0), _beside(rng, rng.choice([exact, exact / 2, exact * 2])))))
