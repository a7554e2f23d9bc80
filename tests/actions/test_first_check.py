"""The first check in words: nothing is said that the rules did not find, and everything is said that must be."""

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.first_check import DibaoCheck, FirstCheck
from channels.sms_text import measure, render_for_sms
from conversations.messages import Reply
from knowledge import PROMISES, Situation, Verdict, assess
from tests.dialogue.runner import World

WORLD = World()

POOR: dict[str, Any] = {
    "hukou_county": "here",
    "area_type": "rural",
    "member_count": 3,
    "household_income_month": 900,
    "income_not_counted_month": 0,
    "basic_pension_month": 0,
    "household_money_assets": 2000,
    "has_living_vehicle_or_boat": False,
    "has_commercial_property": False,
    "home_count": 1,
    "floor_area": 80,
    "has_severe_member": False,
}
#: Households, what is expected, and words that must be said.
CASES: dict[str, tuple[dict[str, Any], Verdict, tuple[str, ...]]] = {
    "poor": ({}, Verdict.ELIGIBLE, ("每月大约1980元",)),
    "income to the last fen": ({"household_income_month": 2879.97}, Verdict.ELIGIBLE, ("每月大约0.03元",)),
    "on the line": ({"household_income_month": 2880}, Verdict.INELIGIBLE, ("要比标准低才行",)),
    "just over": ({"household_income_month": 3600}, Verdict.INELIGIBLE, ("超出240元", "低保边缘")),
    "far over": ({"household_income_month": 9000}, Verdict.INELIGIBLE, ("人均月收入3000元",)),
    "in town": ({"area_type": "urban"}, Verdict.ELIGIBLE, ("每月大约2400元",)),
    "with a car": ({"has_living_vehicle_or_boat": True}, Verdict.INELIGIBLE, ("家里有汽车或船",)),
    "with a shop": ({"has_commercial_property": True}, Verdict.INELIGIBLE, ("家里有店面、厂房",)),
    "with savings": (
        {"household_money_assets": 500000},
        Verdict.INELIGIBLE,
        ("存款等钱财超过了限额（每人34560元）", "约166666.67元"),
    ),
    "with savings on the limit": (
        {"household_money_assets": 103680},
        Verdict.INELIGIBLE,
        ("正好到了限额（每人34560元）",),
    ),
    "with savings told roughly": (
        {"household_money_assets": {"low": 200000, "high": 300000}},
        Verdict.INELIGIBLE,
        ("存款等钱财不在限额以内（每人34560元）",),
    ),
    "far over, told roughly": (
        {"household_income_month": {"low": 8000, "high": 9000}},
        Verdict.INELIGIBLE,
        ("收入没有低于低保标准（960元）",),
    ),
    "with too many homes": ({"area_type": "urban", "home_count": 4}, Verdict.INELIGIBLE, ("住房的套数和面积超过规定",)),
    "from elsewhere": ({"hukou_county": "elsewhere"}, Verdict.INELIGIBLE, ("户口不在本县",)),
    "income unknown": ({"household_income_month": None}, Verdict.UNKNOWN, ("全家一个月收入",)),
    "income a range": (
        {"household_income_month": {"low": 600, "high": 1200}},
        Verdict.ELIGIBLE,
        ("每月大约1680元", "可能更多"),
    ),
    "disregards unknown": ({"income_not_counted_month": None}, Verdict.ELIGIBLE, ("每月大约1980元。", "可能更多")),
}


def check(changes: dict[str, Any], *, private: bool = True) -> FirstCheck:
    answers = {**PROMISES, **{key: value for key, value in {**POOR, **changes}.items() if value is not None}}
    county = WORLD.services.county
    situation = Situation.from_answers(answers)
    found = assess(situation, date(2026, 11, 24), county, ("dibao", "dibao_edge"))
    return DibaoCheck(WORLD.services, found, private, "dibao", situation)


def figures_in(reply: Reply) -> set[str]:
    """Numbers of the reply's text, without the law's own dates and article numbers."""
    text = re.sub(r"《[^》]*》[^，。（]*|（\d{4}-\d{2}-\d{2}起）", "", reply.text)
    return set(re.findall(r"\d+(?:\.\d+)?", text))


@pytest.mark.parametrize(("changes", "verdict", "words"), CASES.values(), ids=CASES.keys())
def test_the_verdict_is_said_with_what_decided_it(
    changes: dict[str, Any], verdict: Verdict, words: tuple[str, ...]
) -> None:
    first = check(changes)
    assert first.result.verdict is verdict
    said = first.said()
    for word in words:
        assert word in said.text


@pytest.mark.parametrize("changes", [case[0] for case in CASES.values()], ids=CASES.keys())
def test_every_verdict_says_that_it_is_no_decision_and_what_can_be_done_next(changes: dict[str, Any]) -> None:
    said = check(changes).said()
    assert "这是初步判断，不是决定" in said.text
    assert {option.facts["step"] for option in said.options} >= {"action_apply", "action_person"}


@pytest.mark.parametrize("changes", [case[0] for case in CASES.values() if case[1] is not Verdict.UNKNOWN])
def test_a_definite_verdict_names_its_law_with_article_and_date_and_the_county_as_an_example(
    changes: dict[str, Any],
) -> None:
    said = check(changes).said()
    assert re.search(r"依据《[^》]+》.*（\d{4}-\d{2}-\d{2}起）", said.text)
    assert "示例县（虚构数据）" in said.text


MONEY = st.one_of(st.none(), st.integers(0, 9000), st.decimals(0, 9000, places=2))
FLAG = st.sampled_from([True, False, None])


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    household_income_month=MONEY,
    income_not_counted_month=st.one_of(st.none(), st.integers(0, 500)),
    basic_pension_month=st.one_of(st.none(), st.integers(0, 400)),
    household_money_assets=st.one_of(st.none(), st.integers(0, 200_000)),
    member_count=st.one_of(st.none(), st.integers(1, 9)),
    area_type=st.sampled_from(["rural", "urban", None]),
    has_living_vehicle_or_boat=FLAG,
    has_severe_member=FLAG,
    private=st.booleans(),
)
def test_every_figure_said_is_one_of_the_assessment_and_no_reply_is_too_long(private: bool, **changes: Any) -> None:
    first = check(changes, private=private)
    known = {figure.number_zh for figure in first.assessment.figures.values()}
    for reply in (first.said(), first.how()):
        assert figures_in(reply) <= known, reply.text
        assert measure(render_for_sms(reply.text, [option.label for option in reply.options])).count <= 4


def test_on_a_channel_that_others_may_read_the_missing_fact_is_not_named_when_it_is_about_illness() -> None:
    open_case = {"household_income_month": 3600, "has_severe_member": None}
    assert "重残" in check(open_case, private=True).said().text
    assert "不便在短信里问" in check(open_case, private=False).said().text


@pytest.mark.parametrize(
    ("income", "words"),
    [
        (900, "低保线每人每月960元，减去您家平均每人300元，再乘3口人，是每月1980元"),
        (1000, "乘3口人，减去全家一个月收入1000元，是每月1880元"),
    ],
)
def test_the_arithmetic_can_be_followed(income: int, words: str) -> None:
    assert words in check({"household_income_month": income}).how().text


#: What a test demands, in the words of who passes it.
PASSING = ("低于限额", "收入低于", "户口在本县", "没有生活用", "没有商铺", "在规定以内")


@pytest.mark.parametrize("changes", [case[0] for case in CASES.values() if case[1] is Verdict.INELIGIBLE])
def test_a_reason_is_never_what_the_household_would_have_had_to_be(changes: dict[str, Any]) -> None:
    first = check(changes)
    for reply in (first.said(), first.how()):
        assert not [words for words in PASSING if words in reply.text], reply.text


@pytest.mark.parametrize(("income", "about"), [(2799.5, "80"), (2879.5, "0.5"), (1000, "1880")])
def test_an_amount_that_may_grow_is_said_from_all_income_in_whole_yuan_and_never_as_its_top(
    income: float, about: str
) -> None:
    first = check({"household_income_month": income, "income_not_counted_month": None})
    for reply in (first.said(), first.how()):
        assert f"每月{about}元" in reply.text or f"每月大约{about}元" in reply.text
        assert "可能更多" in reply.text
        assert "2880" not in reply.text
