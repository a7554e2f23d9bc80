"""困难残疾人生活补贴 (living allowance for disabled people in need): a share of the dibao line a month.

Decided for one person. Poor is who lives in a dibao household, in one up to one and a half times the dibao line, or, of working age,
has no more than that of their own.
"""

from functools import cache

from knowledge.programmes.disability import (
    DIS16,
    appeal,
    certified_in_zhejiang,
    documents,
    exits,
    hukou_in_zhejiang,
    not_tekun_where_excluded,
    procedure,
    review,
)
from knowledge.programmes.economy import PERCENT, economy
from knowledge.programmes.programme import AmountRule, Document, Ground, Programme, Unit
from knowledge.programmes.statuses import on_dibao, on_tekun
from knowledge.programmes.working_age import of_working_age
from knowledge.trees.nodes import All, AnyOf, Criterion, Dated, Number, Parameter, Percent, Truth, one_of, person


@cache
def disability_living() -> Programme:
    """The programme."""
    rule = All(hukou_in_zhejiang(), certified_in_zhejiang(), in_need(), not_tekun_where_excluded())
    return Programme(
        name="disability_living",
        label_zh="困难残疾人生活补贴",
        unit=Unit.PERSON,
        rule=Dated(rule, since=DIS16),
        amount=AmountRule(
            "每月生活补贴", "元/月", "DIS16", Percent(economy().dibao_line, Parameter("dis_living_rate"))
        ),
        notes=_notes(),
        documents=documents(
            Document(label_zh="家庭经济状况核对授权书", law="DIS16"),
        ),
        procedure=procedure("核对残疾人证；民政部门核对家庭或本人收入"),
        review=review(),
        exits=exits("家庭和本人收入都超过规定"),
        appeal=appeal(),
    )


@cache
def income_line() -> Number:
    """One and a half times the dibao line; in hundredths of a fen."""
    return economy().dibao_line * Parameter("dis_living_income_multiple")


@cache
def in_need() -> Criterion:
    """困难: the household's or one's own income; at the line itself still in need."""
    e = economy()
    return Criterion(
        "disability_living.in_need",
        "家庭人均收入，或者劳动年龄内本人收入，不超过低保标准的一倍半",
        "DIS16",
        AnyOf(on_dibao(), e.income_at_most(income_line(), PERCENT), of_working_age() & _own_income_at_most_the_line()),
        measure=e.income_measure(income_line(), PERCENT),
    )


@cache
def _own_income_at_most_the_line() -> Truth:
    return economy().own_income * PERCENT <= income_line()


def _notes() -> tuple[Ground, ...]:
    severe = ~one_of(person("disability_type"), "none") & (
        person("disability_grade") <= Parameter("dis_nursing_severe_grade")
    )
    return (
        Ground("disability_living.with_nursing", "也可以申请护理补贴，两项能不能同时领按当地规定", "DIS16", severe),
        Ground("disability_living.not_dibao_income", "补贴不算低保收入，领了不影响低保", "DB21 13", on_dibao()),
        Ground("disability_living.dibao_full", "低保家庭的重度残疾人，可以按当地标准全额发给低保金", "ZJ-DIS 26", severe & on_dibao()),
        Ground("disability_living.tekun", "特困人员能不能同时领，按当地规定", "DIS16", on_tekun()),
    )  # fmt: skip
