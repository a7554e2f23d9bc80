"""Money that is told but is no answer to what was asked."""

from datetime import date

import pytest

from nlu.parsers import parse_slot


@pytest.mark.parametrize("text", ["欠款2万", "借了2万", "欠了五万块", "去年腊月初八"])
def test_a_debt_or_a_day_is_no_income(text: str) -> None:
    assert parse_slot("money", text, today=date(2026, 11, 24)) is None


def test_a_debt_is_an_answer_where_a_debt_was_asked() -> None:
    asked = {"unit": "yuan", "asked": "一共欠了多少债?"}
    assert parse_slot("money", "欠了五万块", today=date(2026, 11, 24), **asked) == {"yuan": 50000}
