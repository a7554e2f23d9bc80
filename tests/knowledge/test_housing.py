"""Rental housing and house renovation: sums with their arithmetic, who goes first, how long building takes, what is another province's."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import ProgrammeResult, Situation, Verdict, assess, load_county
from knowledge.county import laws_parameters
from knowledge.programmes.house_renovation import in_danger_or_without_home
from knowledge.programmes.rule_book import rule_book
from knowledge.trees.nodes import FactNumber, Node, walk
from tests.knowledge.households import OVERRIDDEN, PENSION_OUT, household, lines_of

EXAMPLE = load_county("example")
ON = date(2026, 11, 24)
VILLAGE: dict[str, Any] = {
    "area_type": "rural", "is_dibao": True, "is_tekun": False, "danger_grade": "d", "no_house": False, "only_house": True,
    "one_household_one_site": True, "prior_housing_grant": False, "work_kind": "rebuild", "building_mode": "scattered",
}  # fmt: skip
PLAN: dict[str, Any] = {
    "transport_convenient": True, "planned_area": 80, "own_money_planned": 20000, "loan_planned": 10000,
    "other_project_money": 5000,
}  # fmt: skip
TOWN: dict[str, Any] = {
    "area_type": "urban", "is_dibao": True, "member_count": 4, "home_count": 1, "floor_area": 40, "tall_block": False,
    "has_public_housing": False, "rent_aid_wanted": "cash",
}  # fmt: skip


def renovation(**changes: Any) -> ProgrammeResult:
    """House renovation for the village household with some facts changed."""
    return assess(Situation.from_answers({**VILLAGE, **changes}), ON, EXAMPLE).programmes["house_renovation"]


def rental(**changes: Any) -> ProgrammeResult:
    """Rental housing for the town household with some facts changed."""
    return assess(Situation.from_answers({**TOWN, **changes}), ON, EXAMPLE).programmes["rental_housing"]


def held(result: ProgrammeResult) -> set[str]:
    """The notes that hold."""
    return {note.id for note in result.notes if note.holds}


def facts_of(node: Node) -> set[str]:
    """The facts that a tree asks for."""
    names: set[str] = set()
    walk(node, lambda part: names.add(part.name) if isinstance(part, FactNumber) else None)
    return names


# ---------------------------------------------------------------------------------------------------------------- rent


def test_the_rent_that_is_paid_for_is_shown_step_by_step() -> None:
    amount = rental().amount
    assert amount is not None
    assert amount.steps == ("应补的面积：18 × 4 − 40 = 32", "32 × 12 = 384")
    assert amount.low == amount.high == Decimal(384)


def test_without_the_countys_rate_the_formula_is_said_and_the_rate_is_missing() -> None:
    nowhere = load_county("zhejiang_2012").in_policy_set(EXAMPLE.policy_set)
    told = {**TOWN, "home_count": 0}
    result = assess(Situation.from_answers(told), ON, nowhere).programmes["rental_housing"]
    assert result.verdict is Verdict.ELIGIBLE
    assert result.amount is None
    assert {"rent_aid_rate", "rent_aid_area_pc"} <= set(result.missing_parameters)
    assert "租房补贴标准，每平方米每月" in result.given.formula_zh


def test_a_demolished_home_comes_first() -> None:
    assert rental(home_demolished=True).priority is True
    assert rental(home_demolished=False).priority is False
    assert "rental.demolished_first" in held(rental(home_demolished=True))


def test_a_disabled_member_may_choose_the_floor() -> None:
    assert "rental.disabled_choose" in held(rental(**{"applicant.disability_type": "limb"}))
    assert "rental.disabled_choose" not in held(rental(**{"member_count": 1, "applicant.disability_type": "none"}))


def test_who_wants_cash_must_rent_first() -> None:
    assert "rental.rent_first" in held(rental(rents_home=False))
    assert "rental.rent_first" not in held(rental(rents_home=True))


def test_who_wants_a_flat_is_told_of_the_flat() -> None:
    assert [kind.id for kind in rental(rent_aid_wanted="flat").in_kind if kind.holds] == ["rental.flat"]
    assert rental(rent_aid_wanted="flat").given.note_zh


GRID = [(fen, n) for fen in (1392001, 4230000, 3333333) for n in (1, 2, 3, 7, 11)]


@pytest.mark.parametrize(("average", "members"), GRID)
@pytest.mark.parametrize("percent", [60, 80, 77])
def test_the_income_line_is_exact_where_it_is_no_whole_fen(average: int, members: int, percent: int) -> None:
    county = EXAMPLE.with_parameters(
        {"pc_disposable_prev_year": average / 100, "low_income_house_share": percent / 100}
    )
    exact = Fraction(average * percent * members, 12 * 100)
    below = exact.numerator // exact.denominator
    for total in (below - 1, below, below + 1):
        told = {
            **TOWN, "is_dibao": False, "is_edge": False, "is_tekun": False, "is_rigid": False, "member_count": members, "home_count": 0,
            "household_income_month": Decimal(total) / 100, "income_not_counted_month": 0, "basic_pension_month": 0,
            "household_money_assets": 0, "hukou_county": "here",
        }  # fmt: skip
        verdict = assess(Situation.from_answers(told), ON, county).programmes["rental_housing"].verdict
        assert (verdict is Verdict.ELIGIBLE) == (total < exact)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), more=st.integers(1, 10_000))
def test_more_room_never_brings_a_home(seed: int, more: int) -> None:
    answers = household(Random(seed), lines_of(OVERRIDDEN, PENSION_OUT))
    larger = {**answers, "floor_area": str(float(Fraction(answers["floor_area"]) + Fraction(more, 100)))}
    before, after = (
        assess(Situation.from_answers(told), PENSION_OUT, OVERRIDDEN).programmes["rental_housing"].verdict
        for told in (answers, larger)
    )
    assert not (before is Verdict.INELIGIBLE and after is Verdict.ELIGIBLE)


# ------------------------------------------------------------------------------------------------------------ renovation


def test_what_is_still_wanting_and_the_loan_for_it_are_reckoned_from_the_plan() -> None:
    wanting, loan, cement = (given.amount for given in renovation(**PLAN).more_given)
    assert wanting is not None
    assert wanting.low == wanting.high == Decimal(13000)
    assert wanting.steps[0] == "预计造价：1100 × 80 = 88000"
    assert loan is not None
    assert (loan.low, loan.at_most) == (Decimal(13000), True)
    assert cement is not None
    assert cement.low == Decimal(25)


def test_the_loan_never_passes_the_countys_limit() -> None:
    _, loan, _ = renovation(**{**PLAN, "own_money_planned": 0, "loan_planned": 0}).more_given
    assert loan.amount is not None
    assert loan.amount.high == Decimal(30000)


def test_building_where_materials_are_hard_to_bring_costs_more() -> None:
    easy, hard = (renovation(**{**PLAN, "transport_convenient": easy}).more_given[0].amount for easy in (True, False))
    assert easy is not None
    assert hard is not None
    assert hard.low - easy.low == (1350 - 1100) * 80


@pytest.mark.parametrize("name", list(PLAN)[1:])
def test_nothing_is_said_of_the_gap_before_the_plan_is_known(name: str) -> None:
    assert renovation(**{**PLAN, name: None}).more_given[0].amount is None


FIRST = {
    "a tekun household": ({"is_dibao": False, "is_tekun": True, "applicant.in_care_institution": False}, "house.first_tekun"),
    "who lost the strength to work": ({"labour_lost_by_misfortune": True}, "house.first_labour_lost"),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "note"), FIRST.values(), ids=list(FIRST))
def test_who_goes_first_is_told_why(changes: dict[str, Any], note: str) -> None:
    result = renovation(**changes)
    assert result.priority is True
    assert note in held(result)


def test_nobody_else_goes_first() -> None:
    assert renovation(labour_lost_by_misfortune=False).priority is False


@pytest.mark.parametrize(("count", "together"), [(8, False), (9, True)])
def test_more_of_the_worst_houses_than_the_threshold_are_built_together(count: int, together: bool) -> None:
    assert ("house.built_together" in held(renovation(village_grade_one_count=count))) is together


NOTES: dict[str, tuple[dict[str, Any], str]] = {
    "a house harmed by a disaster": ({"disaster_damaged_house": True}, "house.disaster"),
    "no right to the land": ({"land_right_proved": False}, "house.no_land_right"),
    "done but not accepted": ({"build_stage": "done", "acceptance_passed": False}, "house.last_payment"),
    "wholly dangerous": ({"danger_grade": "d"}, "house.first_whole"),
}
NO_NOTES: dict[str, dict[str, Any]] = {
    "house.disaster": {"disaster_damaged_house": False},
    "house.no_land_right": {"land_right_proved": True},
    "house.last_payment": {"build_stage": "done", "acceptance_passed": True},
    "house.first_whole": {"danger_grade": "c"},
}


@pytest.mark.parametrize(("changes", "note"), NOTES.values(), ids=list(NOTES))
def test_what_else_must_be_known_is_said(changes: dict[str, Any], note: str) -> None:
    assert note in held(renovation(**changes))
    assert note not in held(renovation(**NO_NOTES[note]))


STAGES = [("materials", 10), ("foundation", 17), ("walls", 32), ("roof", 59), ("finishing", 74)]


@pytest.mark.parametrize(("stage", "due"), STAGES)
def test_a_stage_that_should_be_over_is_behind(stage: str, due: int) -> None:
    for days, behind in ((due, False), (due + 1, True)):
        result = renovation(build_stage=stage, build_start_date=ON - timedelta(days=days))
        assert ("house.behind_schedule" in held(result)) is behind


@pytest.mark.parametrize("stage", ["not_started", "done"])
def test_what_is_not_under_way_is_not_behind(stage: str) -> None:
    result = renovation(build_stage=stage, build_start_date=ON - timedelta(days=400))
    assert "house.behind_schedule" not in held(result)


# ---------------------------------------------------------------------------------------------------------- conventions


def test_04_and_c21_no_rule_of_today_looks_at_the_old_grades() -> None:
    assert "danger_grade_seed" not in facts_of(in_danger_or_without_home())


def test_c1_the_pilots_money_is_no_figure_of_this_province() -> None:
    own = (
        "danger_loan_limit",
        "danger_discount_cement",
        "danger_discount_steel",
        "danger_cost_convenient",
        "danger_centralise_threshold",
    )
    for county in (load_county("zhejiang_2012"), load_county("zhejiang_2012").in_policy_set(EXAMPLE.policy_set)):
        now = county.parameters.at(county.day(ON))
        assert [name for name in own if not now[name].missing] == []


def test_c9_each_programme_has_its_own_multiple_of_the_line() -> None:
    report = load_county("zhejiang_2012")
    wider = report.with_parameters({"edge_multiple": 9, "danger_rural_income_multiple": 9})
    told = {**TOWN, "home_count": 0, "pc_income_month": 1000}
    for county in (report, wider):
        verdict = assess(Situation.from_answers(told), date(2012, 11, 1), county).programmes["rental_housing"].verdict
        assert verdict is Verdict.INELIGIBLE


def test_c22_the_table_of_grants_is_empty_until_a_county_fills_it() -> None:
    now = laws_parameters().at(ON)
    table = [name for name in now if name.startswith("danger_grant_")]
    assert len(table) == 9
    assert all(now[name].missing for name in table)


def test_c23_the_old_and_the_new_rental_scheme_are_one_programme() -> None:
    assert "公租房" in rule_book()["rental_housing"].label_zh
    report = load_county("zhejiang_2012")
    told = {**TOWN, "home_count": 0, "pc_income_month": 500}
    then = assess(Situation.from_answers(told), date(2012, 11, 1), report).programmes["rental_housing"]
    assert "廉租住房" in " ".join(criterion.label_zh for criterion in then.criteria)


def test_c32_what_only_some_places_do_is_a_switch_of_the_county() -> None:
    now = laws_parameters().at(ON)
    assert now["danger_prior_grant_bars"].missing
    assert renovation(prior_housing_grant=True).verdict is Verdict.INELIGIBLE
