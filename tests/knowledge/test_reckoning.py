"""Arithmetic written from a tree: with figures where it is settled, as a formula with names where it is not."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from knowledge import Given, Situation, load_county
from knowledge.amounts import given
from knowledge.figures import Trace
from knowledge.programmes.programme import AmountRule
from knowledge.trees.nodes import (
    Bounded,
    ByChoice,
    Called,
    Constant,
    Least,
    Most,
    NotNegative,
    Number,
    Parameter,
    Percent,
    Where,
    household,
    one_of,
    yes,
)

ON = date(2026, 11, 24)
COUNTY = load_county("example")
cost, paid, urban = household("rigid_spend_medical_12m"), household("other_project_money"), household("area_type")
over = Called("超过的部分", NotNegative(cost - paid))
line = Where(one_of(urban, "urban"), Parameter("dibao_std_urban"), Parameter("dibao_std_rural"))
KNOWN = {
    "rigid_spend_medical_12m": 30000,
    "other_project_money": 1000.5,
    "area_type": "rural",
    "has_commercial_property": True,
}

WRITTEN: dict[str, tuple[Number, str, Decimal, tuple[str, ...]]] = {
    "one figure of the law": (line, "rural", Decimal(960), ("960",)),
    "a share of a named part": (
        Percent(over, Parameter("edge_multiple")),
        "rural",
        Decimal("43499.25"),
        ("超过的部分：30000 − 1000.5 = 28999.5", "28999.5 × 1.5 = 43499.25"),
    ),
    "the smaller": (
        Least(over, line),
        "rural",
        Decimal(960),
        ("超过的部分：30000 − 1000.5 = 28999.5", "28999.5和960取较小的 = 960"),
    ),
    "the larger of two": (Most(cost, line), "urban", Decimal(30000), ("30000和1100取较大的 = 30000",)),
    "brackets where they are needed": ((cost - paid) * 2, "rural", Decimal(57999), ("(30000 − 1000.5) × 2 = 57999",)),
    "not below nought": (NotNegative(paid - cost), "rural", Decimal(0), ("1000.5 − 30000，不足0按0",)),
    "the row of a table": (ByChoice(urban, {"urban": Constant(0)}, line), "rural", Decimal(960), ("960",)),
    "no whole fen": (
        Percent(paid, Parameter("edge_multiple")),
        "rural",
        Decimal("1500.75"),
        ("1000.5 × 1.5 = 1500.75",),
    ),
}
MISSING: dict[str, tuple[Number, str, tuple[str, ...]]] = {
    "a figure that nobody has loaded": (
        Parameter("tekun_basic_std") + cost,
        "特困人员基本生活标准 + 30000",
        ("tekun_basic_std",),
    ),
    "a named part of it": (
        Percent(Called("标准的一部分", Parameter("tekun_basic_std") - paid), Parameter("edge_multiple")),
        "标准的一部分 × 1.5；标准的一部分 = 特困人员基本生活标准 − 1000.5",
        ("tekun_basic_std",),
    ),
}  # fmt: skip


def reckoned(amount: Number, answers: dict[str, Any]) -> Given:
    """What comes out for a household on the day of the tests."""
    parameters = COUNTY.parameters.at(ON)
    frame = Situation.from_answers(answers).frame(parameters, ON)
    return given(AmountRule("补助", "元/次", "ZJ-SA 12", amount), frame, Trace(parameters), "tried", ON)


@pytest.mark.parametrize(("amount", "area", "expected", "steps"), WRITTEN.values(), ids=list(WRITTEN))
def test_a_settled_amount_is_written_with_its_figures(
    amount: Number, area: str, expected: Decimal, steps: tuple[str, ...]
) -> None:
    found = reckoned(amount, {**KNOWN, "area_type": area}).amount
    assert found is not None
    assert (found.low, found.high) == (expected, expected)
    assert found.steps == steps


@pytest.mark.parametrize(("amount", "formula", "names"), MISSING.values(), ids=list(MISSING))
def test_without_a_figure_there_is_a_formula_and_no_amount(
    amount: Number, formula: str, names: tuple[str, ...]
) -> None:
    found = reckoned(amount, KNOWN)
    assert found.amount is None
    assert (found.formula_zh, found.missing_parameters) == (formula, names)


def test_bounds_of_the_law_give_a_range_and_the_figure_is_still_named_as_missing() -> None:
    bounded = Bounded(Parameter("tekun_basic_std"), Constant(100), Constant(200))
    found = reckoned(bounded, KNOWN)
    assert found.amount is not None
    assert (found.amount.low, found.amount.high) == (1, 2)
    assert found.missing_parameters == ("tekun_basic_std",)


def test_an_amount_of_no_whole_fen_is_marked() -> None:
    found = reckoned(Percent(paid, Percent(Parameter("edge_multiple"), Parameter("edge_multiple"))), KNOWN).amount
    assert found is not None
    assert found.steps[-1].endswith("≈ 2251.13")


def test_what_is_not_known_keeps_its_name() -> None:
    told = {key: value for key, value in KNOWN.items() if key != "other_project_money"}
    found = reckoned(Least(NotNegative(cost - paid), line), told).amount
    assert found is not None
    assert found.steps == ("(30000 − 其他部门给的建房补助)和960取较小的",)


def test_another_route_has_its_own_words() -> None:
    parameters = COUNTY.parameters.at(ON)
    frame = Situation.from_answers({**KNOWN, "has_commercial_property": False}).frame(parameters, ON)
    rule = AmountRule(
        "补助", "元/次", "ZJ-SA 12", cost, given_when=yes(household("has_commercial_property")), otherwise_zh="由县里定"
    )
    assert given(rule, frame, Trace(parameters), "tried", ON) == Given("补助", note_zh="由县里定")
