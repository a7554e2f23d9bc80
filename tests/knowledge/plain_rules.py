"""The same law written a second time, as plain questions about fully known households: what the trees are held against.

Works on exact fractions of yuan and knows nothing of trees, intervals or fen. None stands for "staff decide". Here are the four
programmes that share the household's economy; `readings` joins them with the other programmes, each in a file of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Lines:
    """A county's figures on a day, the ones used most by name, all others in `figures` (exact fractions, truths, lists of codes).

    `pension_excluded` None: the rule is not settled.
    """

    urban: Fraction
    rural: Fraction
    edge_multiple: Fraction
    min_wage: Fraction
    asset_years: int
    edge_asset_years: int
    floor_area: Fraction
    legal_line: Fraction
    pension_excluded: bool | None
    figures: Mapping[str, Any] = field(default_factory=dict)


def economic_verdicts(a: Answers, lines: Lines) -> dict[str, bool | None]:
    """The four verdicts for the household, or for the applicant where the unit is a person."""
    readings = [True, False] if lines.pension_excluded is None else [lines.pension_excluded]
    tekun = tekun_applicant(a, lines)
    dibao = [_dibao(a, lines, excluded, tekun) for excluded in readings]
    edge = [edge_household(a, lines, excluded) for excluded in readings]
    return {"dibao": agreed(dibao), "dibao_edge": agreed(edge), "tekun": tekun, "legal_aid": _legal_aid(a, lines)}


def amount(a: Answers, lines: Lines) -> Fraction:
    """The household's monthly amount where the pension rule is settled."""
    return max(Fraction(0), line_of(a, lines) * a["member_count"] - counted(a, lines, bool(lines.pension_excluded)))


def agreed(readings: list[bool | None]) -> bool | None:
    return readings[0] if all(one is readings[0] for one in readings) else None


def line_of(a: Answers, lines: Lines) -> Fraction:
    return lines.urban if a["area_type"] == "urban" else lines.rural


def counted(a: Answers, lines: Lines, pension_excluded: bool) -> Fraction:
    taken_off = yuan(a["income_not_counted_month"]) + (yuan(a["basic_pension_month"]) if pension_excluded else 0)
    return max(Fraction(0), yuan(a["household_income_month"]) - taken_off - _new_pay_not_counted(a, lines))


def _new_pay_not_counted(a: Answers, lines: Lines) -> Fraction:
    if not a["is_dibao"] or a["new_job_months"] >= lines.figures["job_income_disregard_months"]:
        return Fraction(0)
    return min(yuan(a["new_job_income_month"]), line_of(a, lines) * lines.figures["job_income_disregard_cap"])


def _phasing_out(a: Answers, lines: Lines, excluded: bool) -> bool:
    """Only the new job has lifted the household over the line, and not for longer than the county lets it go on."""
    if not a["is_dibao"] or a["over_line_months"] >= lines.figures["phase_out_months"]:
        return False
    pay = yuan(a["new_job_income_month"])
    without = max(Fraction(0), counted(a, lines, excluded) + _new_pay_not_counted(a, lines) - pay)
    line = line_of(a, lines)
    poor = without / a["member_count"] < line
    return pay > 0 and poor and _money(a, line, lines.asset_years) and _things(a, lines) and _applied(a)


def yuan(value: Any) -> Fraction:
    return Fraction(str(value))


def _applied(a: Answers) -> bool:
    return a["hukou_county"] == "here" and a["consent_to_verification"] and a["declared_truthfully"]


def _things(a: Answers, lines: Lines) -> bool:
    if a["has_living_vehicle_or_boat"] or a["has_commercial_property"]:
        return False
    if a["area_type"] == "rural" or a["home_count"] <= 1:
        return True
    return a["home_count"] == 2 and yuan(a["floor_area"]) / a["member_count"] < lines.floor_area


def _money(a: Answers, line: Fraction, years: int) -> bool:
    return yuan(a["household_money_assets"]) / a["member_count"] < line * 12 * years


def dibao_household(a: Answers, lines: Lines, excluded: bool) -> bool:
    line = line_of(a, lines)
    per_head = counted(a, lines, excluded) / a["member_count"]
    return _applied(a) and per_head < line and _money(a, line, lines.asset_years) and _things(a, lines)


def edge_household(a: Answers, lines: Lines, excluded: bool) -> bool | None:
    line = line_of(a, lines)
    per_head = counted(a, lines, excluded) / a["member_count"]
    top = min(line * lines.edge_multiple, lines.min_wage)
    money = _money(a, line, lines.asset_years) or _money(a, line, lines.edge_asset_years)
    if not (_applied(a) and money and _things(a, lines) and line <= per_head <= top):
        return False
    return None if per_head == top else True


def _dibao(a: Answers, lines: Lines, excluded: bool, tekun: bool | None) -> bool | None:
    if dibao_household(a, lines, excluded) or _phasing_out(a, lines, excluded):
        passes: bool | None = True
    else:
        passes = edge_household(a, lines, excluded) if a["has_severe_member"] else False
    if passes is False or a["member_count"] > 1 or tekun is False:
        return passes
    return None if tekun is None else False


def tekun_applicant(a: Answers, lines: Lines) -> bool | None:
    age, kind, grade = a["applicant.age"], a["applicant.disability_type"], a["applicant.disability_grade"]
    by_age = age >= 60 or age < 16
    unable: bool | None = by_age or (
        (kind in ("intellectual", "mental") and grade <= 3)
        or (kind == "limb" and grade <= 2)
        or (kind == "visual" and grade == 1)
    )
    own = yuan(a["applicant.income_month"]) - yuan(a["applicant.own_income_not_counted_month"])
    orphan = age < 16 and a["applicant.orphan_or_de_facto"] and a["applicant.chooses_orphan_scheme"]
    nobody = a["applicant.supporter_count"] == 0 or a["applicant.supporters_all_unable"]
    line = line_of(a, lines)
    rest = (
        (by_age or kind != "none")
        and own < line
        and nobody
        and not orphan
        and _money(a, line, lines.asset_years)
        and _things(a, lines)
        and _applied(a)
    )
    if not rest:
        return False
    if not unable and kind == "multiple":
        return None
    return bool(unable)


NAMED = (
    "wages work_injury labour_relation traffic support social_benefits death_benefit state_compensation civil_capacity"
)
NAMED_IN_LAW = {
    *NAMED.split(),
    "medical_injury",
    "food_drug",
    "pollution",
    "retrial_acquitted",
    "martyr_honour",
    "bravery",
}


def _legal_aid(a: Answers, lines: Lines) -> bool | None:
    parts = [
        _in_scope(a),
        _means(a, lines),
        not a["has_lawyer"],
        not a["already_closed"] or a["case_stage"] == "retrial",
    ]
    if False in parts:
        return False
    return None if None in parts else True


def _victim(a: Answers) -> bool:
    kind = a["matter_type"]
    return kind == "domestic_violence" or (
        kind in ("family", "support", "personal_injury", "other") and a["violence_victim"]
    )


def _in_scope(a: Answers) -> bool | None:
    kind = a["matter_type"]
    if kind in NAMED_IN_LAW or kind == "criminal" or _victim(a):
        return True
    return (
        None if kind in ("labour_other", "demolition_land", "personal_injury", "other", "fake_farm_inputs") else False
    )


def _means(a: Answers, lines: Lines) -> bool | None:
    kind, age, disability = a["matter_type"], a["applicant.age"], a["applicant.disability_type"]
    suspect = kind == "criminal" and a["criminal_role"] == "suspect"
    by_duty = suspect and (a["notice_duty_ground"] or age < 18 or disability in ("visual", "hearing", "speech"))
    no_line = kind in ("martyr_honour", "bravery", "retrial_acquitted") or _victim(a) or by_duty
    card: bool | None = False
    if a["applicant.legal_aid_card_valid"]:
        group = a["applicant.legal_aid_card_group"]
        safe = group in ("unspecified", "dibao", "tekun") or (group == "disabled" and not a["applicant.fixed_income"])
        card = True if safe else None
    weak = not a["applicant.fixed_income"] and (age >= 60 or age < 18 or disability != "none")
    migrant = kind in ("wages", "work_injury") and a["applicant.migrant_worker"]
    if no_line or card or weak or migrant or a["assistance_recipient"]:
        return True
    income = yuan(a["household_income_month"]) / a["member_count"]
    if a["opposing_party_is_household_member"]:
        income = yuan(a["applicant.income_month"])
    if income <= lines.legal_line:
        return True
    return None if card is None or suspect else False
