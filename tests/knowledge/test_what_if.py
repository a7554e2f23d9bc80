"""What if the income were another: turns to the fen, amounts on the line, a picture readable without colour, two sentences for SMS."""

import xml.etree.ElementTree as ElementTree
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.what_if import what_if_reply
from bot.dialogue.texts import Texts
from knowledge import Situation, Verdict, assess, load_county
from knowledge.what_if import WhatIf, what_if
from knowledge.what_if_picture import what_if_picture

ON = date(2026, 11, 24)
EXAMPLE = load_county("example")
TEXTS = Texts.load()
HOUSE: dict[str, Any] = {
    "area_type": "rural", "hukou_county": "here", "member_count": 3, "household_money_assets": 1000,
    "has_living_vehicle_or_boat": False, "has_commercial_property": False, "home_count": 1, "consent_to_verification": True,
    "declared_truthfully": True, "has_severe_member": False, "applicant.age": 40, "applicant.disability_type": "none",
    "income_not_counted_month": 0, "basic_pension_month": 0,
}  # fmt: skip
YES, NO, OPEN = Verdict.ELIGIBLE, Verdict.INELIGIBLE, Verdict.UNKNOWN

STRETCHES = {  # programme → where it turns, in yuan a month for the three of them (line 960, edge line 1,440)
    "dibao": [(0, YES), (2880, NO)],
    "dibao_edge": [(0, NO), (2880, YES), (4320, OPEN), (4320.01, NO)],
}

SENTENCES = {
    "under the line": (
        1800,
        "dibao",
        "全家每月1800元，按现有回答，最低生活保障初步看符合，约1080元/月。收入到2880元，就变成不符合。",
    ),
    "above the line": (
        3000,
        "dibao",
        "全家每月3000元，按现有回答，最低生活保障初步看不符合。收入低于2880元，就变成符合。",
    ),
    "between two lines": (
        3000,
        "dibao_edge",
        "全家每月3000元，按现有回答，低保边缘家庭初步看符合。收入到4320元，就变成还定不了。",
    ),
}


def asked(income: float | None, programme: str = "dibao", **more: Any) -> WhatIf:
    answers = {**HOUSE, **more} | ({} if income is None else {"household_income_month": income})
    found = what_if(Situation.from_answers(answers), ON, EXAMPLE, programme)
    assert found is not None
    return found


@pytest.mark.parametrize(("programme", "turns"), STRETCHES.items(), ids=STRETCHES)
def test_the_verdict_turns_exactly_at_the_lines(programme: str, turns: list[tuple[float, Verdict]]) -> None:
    found = asked(1800, programme)
    assert [(float(one.low), one.verdict) for one in found.stretches] == turns
    assert [one.high for one in found.stretches] == [*(one.low for one in found.stretches[1:]), None]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 600_000), st.sampled_from(["dibao", "dibao_edge", "legal_aid", "tekun"]))
def test_the_picture_says_at_any_income_what_a_fresh_check_says(fen: int, programme: str) -> None:
    found = asked(1800, programme)
    income = Decimal(fen) / 100
    fresh = assess(
        Situation.from_answers({**HOUSE, "household_income_month": str(income)}), ON, EXAMPLE, [programme]
    ).programmes[programme]
    shown = found.at(income).verdict
    assert shown == fresh.verdict or shown is Verdict.UNKNOWN
    if fresh.amount is not None and fresh.amount.exact and found.amounts:
        amount = found.amount_at(income)
        assert amount is None or abs(amount.low - fresh.amount.low) <= Decimal("0.01")


def test_incomes_told_in_another_way_do_not_contradict_the_one_that_is_moved() -> None:
    found = asked(None, pc_income_month=600)
    assert (found.fact, found.income) == ("pc_income_month", Decimal(600))
    assert [float(one.low) for one in found.stretches] == [0, 960]
    alone = asked(None, **{"member_count": 1, "applicant.income_month": 500})
    assert (alone.fact, alone.income) == ("household_income_month", Decimal(500))


def test_an_income_not_told_has_no_point() -> None:
    found = asked(None)
    assert (found.income, found.here, what_if_reply(TEXTS, found)) == (None, None, None)
    assert "您：" not in what_if_picture(found)


def test_a_programme_without_income_has_no_what_if() -> None:
    assert what_if(Situation.from_answers(HOUSE), ON, EXAMPLE, "medical") is None


def test_the_picture_is_readable_without_colour() -> None:
    root = ElementTree.fromstring(what_if_picture(asked(1800, "dibao_edge")))
    bands = {band.get("fill") for band in root.iter("{http://www.w3.org/2000/svg}rect")}
    assert {"url(#eligible)", "url(#ineligible)", "url(#unknown)"} <= bands
    words = {text.text for text in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"符合", "不符合", "2880", "4320", "您：1800元"} <= words


@pytest.mark.parametrize(("income", "programme", "words"), SENTENCES.values(), ids=SENTENCES)
def test_two_sentences_say_the_same(income: float, programme: str, words: str) -> None:
    reply = what_if_reply(TEXTS, asked(income, programme))
    assert reply is not None
    assert reply.text == words
