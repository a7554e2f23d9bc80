"""The money for a house that is repaired or rebuilt: grant, cost, what is still wanting, loan, discount.

Every figure is the county's own; what a pilot in another province paid, lent and gave off (S1) shows only what there can be.
"""

from functools import cache

from knowledge.programmes.economy import R649
from knowledge.programmes.programme import AmountRule
from knowledge.programmes.statuses import on_dibao, on_tekun
from knowledge.trees.nodes import (
    ByChoice,
    Called,
    Dated,
    Least,
    NotNegative,
    Number,
    Parameter,
    Percent,
    Where,
    household,
    one_of,
    yes,
)

PLANNED = ("planned_area", "own_money_planned", "loan_planned", "other_project_money")


def granted() -> AmountRule:
    """The grant of the table; of the amounts before the regulation of 2014 nothing is known."""
    return AmountRule(
        label_zh="危房改造补助",
        unit_zh="元/户",
        law="ZJ-SA 29; RHR",
        amount=grant(),
        given_when=Dated(one_of(household("area_type"), "rural"), since=R649),
    )


@cache
def grant() -> Number:
    """The county's table: repair, rebuilding where the house stands or in a central site, for tekun, dibao and the others."""
    rebuilt = Where(
        one_of(household("building_mode"), "centralised"), _by_group("rebuild_central"), _by_group("rebuild_scattered")
    )
    return Called(
        "补助标准",
        ByChoice(household("work_kind"), {"repair": _by_group("repair"), "rebuild": rebuilt}, otherwise=rebuilt),
    )


def _by_group(work: str) -> Number:
    tekun, dibao, other = (Parameter(f"danger_grant_{work}_{group}") for group in ("tekun", "dibao", "other"))
    return Where(on_tekun(), tekun, Where(on_dibao(), dibao, other))


@cache
def building_cost() -> Number:
    """What the area planned costs at the county's price a square metre, by how well materials can be brought there."""
    price = Where(
        yes(household("transport_convenient")),
        Parameter("danger_cost_convenient"),
        Parameter("danger_cost_remote"),
    )
    return Called("预计造价", Percent(price, household("planned_area")))


@cache
def shortfall() -> Number:
    """What is still wanting when grant, own money, loan and the money of other departments are taken together."""
    there = household("own_money_planned") + household("loan_planned") + household("other_project_money")
    return NotNegative(building_cost() - grant() - there)


def still_wanting() -> AmountRule:
    """What the household still has to find for rebuilding, once its plan is known."""
    return AmountRule(
        label_zh="建房还差的钱",
        unit_zh="元/户",
        law="S1; RHR",
        amount=shortfall(),
        given_when=one_of(household("work_kind"), "rebuild"),
        known_first=tuple(household(name) for name in PLANNED),
    )


def low_interest_loan() -> AmountRule:
    """A loan for what is still wanting, up to the county's limit."""
    return AmountRule(
        label_zh="可以申请的低息贷款",
        unit_zh="元/户",
        law="S1; RHR",
        amount=Least(Called("建房还差的钱", shortfall()), Parameter("danger_loan_limit")),
        given_when=one_of(household("work_kind"), "rebuild"),
        at_most=True,
        known_first=tuple(household(name) for name in PLANNED),
    )


def cement_discount() -> AmountRule:
    """So much less a tonne with the discount card (优惠卡)."""
    return AmountRule(
        label_zh="凭优惠卡买水泥每吨便宜", unit_zh="元/吨", law="S1; RHR", amount=Parameter("danger_discount_cement")
    )
