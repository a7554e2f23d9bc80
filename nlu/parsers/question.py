"""What the open question tells a parser about the answer that it gets."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

MoneyUnit = Literal["yuan_per_month", "yuan_per_year", "yuan"]


@dataclass(frozen=True)
class QuestionContext:
    """The question that an answer is read for.

    today: the day on which the answer was given.
    options: the texts that were offered, in their order.
    unit: what money is asked for; "yuan" is a sum (savings, a debt, a cost), the others an amount a month or a year.
    asked: the words of the question, so that 有, 没买 or 住一起的 is an answer to it.
    gazetteer: official names of places.
    future: whether a day without a year lies ahead (a court date) instead of behind (what happened).
    """

    today: date
    options: tuple[str, ...] = ()
    unit: MoneyUnit = "yuan_per_month"
    asked: str = ""
    gazetteer: tuple[str, ...] = ()
    future: bool = False
