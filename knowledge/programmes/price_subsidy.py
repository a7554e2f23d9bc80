"""价格补贴 (price subsidy): paid without an application to people on named lists in the months in which prices rise past a trigger.

By how much prices rose on the same month a year ago is a figure of the place, month by month. What set it off before 2021 is not at hand.
"""

from datetime import date
from functools import cache

from knowledge.programmes.economy import economy
from knowledge.programmes.programme import AmountRule, Exit, Ground, Programme, Remedy, Step, Unit
from knowledge.programmes.remedies import remedies
from knowledge.programmes.statuses import on_dibao, on_edge, on_tekun
from knowledge.trees.nodes import (
    All,
    AnyOf,
    Called,
    Criterion,
    Dated,
    Measure,
    Most,
    Parameter,
    Percent,
    Truth,
    household,
    person,
    yes,
)

PRC21 = date(2021, 1, 1)
PRC22, END_OF_PRC22 = date(2022, 9, 1), date(2023, 3, 31)


@cache
def price_subsidy() -> Programme:
    """The programme: each person is paid for himself."""
    return Programme(
        name="price_subsidy",
        label_zh="价格补贴",
        unit=Unit.PERSON,
        rule=price_subsidy_rule(),
        amount=_amount(),
        notes=(
            Ground(
                "price.not_received",
                "这个月没有领到的，可以请民政部门核对名单",
                "PRC21",
                Dated(~yes(household("price_subsidy_received")), since=PRC21),
            ),
        ),
        procedure=(
            Step(
                law="PRC21",
                since=PRC21,
                id="price.compute",
                body_zh="发展改革、统计部门",
                label_zh="每月测算，达到条件就启动",
            ),
            Step(
                law="PRC21",
                since=PRC21,
                id="price.match",
                body_zh="民政等部门",
                label_zh="按名单核对，不用申请，不公示",
            ),
            Step(law="PRC21", since=PRC21, id="price.pay", body_zh="民政、财政部门", label_zh="当月发到银行卡"),
        ),
        exits=(Exit(law="PRC21", since=PRC21, label_zh="两个指数都回落到启动线以下，下个月起停发"),),
        appeal=(Remedy(law="PRC21", since=PRC21, label_zh="请民政部门更正名单"), *remedies()),
    )


@cache
def price_subsidy_rule() -> Truth:
    """On a list in the month, and the month is one in which prices rose past a trigger."""
    return All(on_a_list(), AnyOf(prices_tripped(), food_tripped()))


@cache
def on_a_list() -> Criterion:
    """低保、特困、领失业保险金、定期抚恤优抚、from 2021 孤儿等儿童; from September 2022 to March 2023 also 低保边缘 and 失业补助金."""
    listed = AnyOf(
        on_dibao(),
        on_tekun(),
        yes(person("receives_ui_benefit")),
        yes(person("regular_special_care")),
        Dated(yes(person("orphan_or_de_facto")) | yes(person("child_with_hiv")), since=PRC21),
        Dated(on_edge() | yes(person("receives_unemployment_subsidy")), since=PRC22, until=END_OF_PRC22),
    )
    return Criterion("price.on_a_list", "本月在补贴名单上", "S2; PRC21; PRC22", listed)


@cache
def prices_tripped() -> Criterion:
    """居民消费价格同比涨幅达到启动条件; the figure itself is enough."""
    return _tripped("price.prices_tripped", "居民消费价格", "cpi")


@cache
def food_tripped() -> Criterion:
    """食品价格同比涨幅达到启动条件; the figure itself is enough."""
    return _tripped("price.food_tripped", "食品价格", "food")


def _tripped(id: str, what_zh: str, index: str) -> Criterion:
    rise, trigger = Parameter(f"price_{index}_rise"), Parameter(f"price_trigger_{index}")
    return Criterion(
        id,
        f"{what_zh}涨幅达到启动条件",
        "S2; PRC21; PRC22",
        rise >= trigger,
        measure=Measure(f"{what_zh}同比涨幅", "%", rise, trigger),
    )


def _amount() -> AmountRule:
    """The larger of a local floor and a share of the dibao line that follows the index; the province's formula was not found."""
    by_index = Called("低保标准乘以补贴比例", Percent(economy().dibao_line, Parameter("price_subsidy_share")))
    return AmountRule(
        label_zh="当月价格补贴",
        unit_zh="元/人",
        law="PRC21",
        amount=Most(Parameter("price_subsidy_floor"), by_index),
    )
