"""What a first message tells of the household: taken where it surely is the household's, left to the questions elsewhere."""

from datetime import date
from typing import Any

import pytest

from actions.offered import offered_facts

TODAY = date(2026, 11, 24)

#: First messages and the facts that may be taken from them.
TOLD: dict[str, dict[str, Any]] = {
    "我家3口人，一个月2000块，能吃低保吗": {"member_count": 3, "household_income_month": 2000},
    "全家一个月2000块，能吃低保吗": {"household_income_month": 2000},
    "我们家5口人,全家总共一个月收入3000": {"member_count": 5, "household_income_month": 3000},
    "我家四口人，一年收入1.2万元，够低保不": {"member_count": 4, "household_income_month": 1000},
    "我家没有收入，想申请低保": {"household_income_month": 0},
    "我一个人过,每月养老金300块,能办低保吗": {"member_count": 1, "household_income_month": 300},
    "我是个孤老婆子,七十六了,没儿没女,一个月就两百多块养老金,想吃低保": {
        "member_count": 1,
        "household_income_month": {"low": 200, "high": 299},
    },
}
#: First messages from which no income may be taken.
NO_INCOME = (
    "我今年七十六了,没儿没女,能吃低保吗",
    "我家两口人,我今年76,能吃低保吗",
    "我是个孤老婆子,七十六岁了,想吃低保",
    "我工资2000,算低边不",
    "我一个月工资2000块,算低边不",
    "我家3口人,我老公一个月工资3000块,能吃低保吗",
    "我家3口人,老公在外打工,一个月3000块,能吃低保吗",
    "我儿子一个月挣5000块,我能吃低保吗",
    "家里就我一个人挣钱,一个月2000块",
    "我一个人过,养老金一个月200块,女儿每月给500块",
    "全家存款2万元,能吃低保吗",
    "我家每个月药费1500块,能吃低保吗",
    "我家没钱,想吃低保",
    "全家去年一年收入5万元,今年没活干",
    "低保一个月多少钱",
)
#: First messages from which no number of people may be taken.
NO_SIZE = ("全家一个月2000块，能吃低保吗", "家里就我一个人挣钱,一个月2000块", "我一个人的工资2000块,能吃低保吗")


@pytest.mark.parametrize(("text", "facts"), TOLD.items())
def test_what_is_surely_the_households_is_taken(text: str, facts: dict[str, Any]) -> None:
    assert offered_facts(text, TODAY) == facts


@pytest.mark.parametrize("text", NO_INCOME)
def test_an_age_one_persons_wage_and_other_money_are_no_household_income(text: str) -> None:
    assert "household_income_month" not in offered_facts(text, TODAY)


@pytest.mark.parametrize("text", NO_SIZE)
def test_a_month_and_an_earner_are_no_number_of_people(text: str) -> None:
    assert "member_count" not in offered_facts(text, TODAY)
