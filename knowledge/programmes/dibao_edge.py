"""低保边缘家庭 (dibao edge): just above the dibao line. No cash by itself; it opens medical, education and other assistance."""

from functools import cache

from knowledge.programmes.dibao_procedure import documents, exits, procedure, review
from knowledge.programmes.economy import (
    AST15,
    MONTHS,
    PERCENT,
    ZJ_SA,
    application,
    economy,
    money_within_dibao_limit,
    things,
)
from knowledge.programmes.family import family_member
from knowledge.programmes.programme import Ground, Programme, Unit
from knowledge.programmes.remedies import remedies
from knowledge.trees.nodes import (
    All,
    Always,
    AnyOf,
    Called,
    Criterion,
    Dated,
    Least,
    Number,
    Parameter,
    Truth,
    UpToStaff,
)

EQUALITY_ZH = "收入正好等于低保边缘线：国家文件是“低于”，省条例是“以下”，由工作人员认定"


@cache
def dibao_edge() -> Programme:
    """The programme: no cash of its own; application, publicity and checks as for dibao (ZJ-SA 13(3), OP23)."""
    return Programme(
        name="dibao_edge",
        label_zh="低保边缘家庭",
        unit=Unit.HOUSEHOLD,
        rule=edge_rule(),
        in_kind=_opens(),
        of_persons=(family_member(),),
        documents=documents(),
        procedure=procedure(),
        review=review(),
        exits=exits(),
        appeal=remedies(),
    )


def _opens() -> tuple[Ground, ...]:
    """The assistance that being edge opens."""
    opened = {
        "medical": ("医疗救助", "ZJ-SA 21"),
        "education": ("教育救助", "ZJ-SA 26"),
        "housing": ("住房救助", "ZJ-SA 29"),
        "employment": ("就业救助", "ZJ-SA 33"),
        "temporary": ("临时救助", "ZJ-SA 38"),
    }
    return tuple(
        Ground(f"edge.opens_{id}", label, law, Dated(Always(), since=ZJ_SA)) for id, (label, law) in opened.items()
    )


@cache
def edge_rule() -> Truth:
    """Income from the dibao line up to its multiple; property as for dibao or wider.

    That the household is not dibao itself follows from the lower bound and needs no criterion of its own.
    """
    return Dated(
        All(*application().all, at_or_above_dibao_line(), below_edge_line(), money_within_limit(), *things().all),
        since=ZJ_SA,
    )


@cache
def at_or_above_dibao_line() -> Criterion:
    """人均月收入不低于低保标准."""
    e = economy()
    return Criterion(
        "edge.income_at_or_above_dibao_line",
        "人均月收入不低于低保标准",
        "ZJ-SA 13; DB21 8",
        ~e.income_below(e.dibao_line),
        measure=e.income_measure(e.dibao_line),
    )


@cache
def edge_line() -> Number:
    """The multiple of the dibao line, never above the minimum wage (ZJ-SA 13); in hundredths of a fen."""
    line = Least(economy().dibao_line * Parameter("edge_multiple"), Parameter("min_wage") * PERCENT)
    return Called("低保边缘线", line)


@cache
def below_edge_line() -> Criterion:
    """人均月收入低于低保标准的若干倍. At the line itself the national and the provincial text disagree."""
    e = economy()
    return Criterion(
        "edge.income_below_edge_line",
        "人均月收入低于低保边缘线",
        "ZJ-SA 13; DB21 8; OP23",
        AnyOf(e.income_below(edge_line(), PERCENT), UpToStaff(e.income_at_most(edge_line(), PERCENT), EQUALITY_ZH)),
        measure=e.income_measure(edge_line(), PERCENT),
    )


@cache
def money_within_limit() -> Criterion:
    """Money assets as for dibao, or wider where the county says so: who passes dibao's test passes this one."""
    e = economy()
    own_line = e.dibao_line * MONTHS * Parameter("edge_asset_years_k")
    return Criterion(
        "edge.money_assets",
        "人均货币财产低于限额",
        "AST15",
        money_within_dibao_limit() | e.money_below(own_line),
        measure=e.money_measure(own_line),
        since=AST15,
    )
