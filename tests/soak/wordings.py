"""The words of simulated residents: several for each answer, the plainest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from conversations.messages import JsonValue, Question
from knowledge import FactKind, vocabulary

FILE = Path(__file__).parent / "wordings.yml"
_DIGITS = "零一二三四五六七八九"
_PLACES = ((1000, "千"), (100, "百"), (10, "十"))


@lru_cache(maxsize=1)
def pools() -> Mapping[str, Any]:
    """Everything that may be written."""
    content: Mapping[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return content


def in_chinese(number: int) -> str:
    """A whole number below a hundred million as it is said: 900 is 九百, 12000 is 一万二千."""
    if number >= 10_000:
        rest = number % 10_000
        zero = "零" if 0 < rest < 1000 else ""
        return f"{in_chinese(number // 10_000)}万{zero}{in_chinese(rest) if rest else ''}"
    words, gap = "", False
    for place, name in _PLACES:
        digit = number // place % 10
        if digit:
            words += ("零" if gap and words else "") + _DIGITS[digit] + name
            gap = False
        else:
            gap = bool(words)
    unit = number % 10
    if unit or not words:
        words += ("零" if gap and unit and words else "") + _DIGITS[unit]
    return words.removeprefix("一") if words.startswith("一十") else words


@dataclass(frozen=True)
class Speech:
    """How one resident words things: by how many words they have for it and how they put them."""

    dice: Random
    chatty: bool
    terse: bool

    def answer(self, question: Question, value: JsonValue, *, tries: int) -> str:
        """Words for a value; the more often it was not understood, the plainer."""
        choices = self._words(question, value)
        if self.terse or tries >= 2:
            return choices[0]
        words = self.dice.choice(choices)
        if self.chatty and tries == 0 and self.dice.random() < 0.4:
            return str(self.dice.choice(pools()["around"]["chatty"])).format(words)
        return words

    def _words(self, question: Question, value: JsonValue) -> Sequence[str]:
        name = question.fact.rpartition(".")[2]
        own = pools()["answers"].get(name)
        if isinstance(own, list):
            return own
        key = str(value).lower() if isinstance(value, bool) else str(value)
        listed = [question.labels[question.values.index(value)]] if value in question.values else []
        if isinstance(own, dict) and key in own:
            return [*listed, *own[key]]
        if question.slot == "yes_no" or (question.slot == "choice" and isinstance(value, bool)):
            return self._yes_or_no(question, value is True)
        if question.slot == "choice":
            return (*listed, str(question.values.index(value) + 1), *listed)
        return self._of_kind(question, name, value)

    def _yes_or_no(self, question: Question, yes: bool) -> Sequence[str]:
        kinds = pools()["kinds"]
        verb = "have" if "有" in question.words and "是不是" not in question.words else "be"
        return list(kinds[f"{verb}_{'yes' if yes else 'no'}"])

    def _of_kind(self, question: Question, name: str, value: JsonValue) -> Sequence[str]:
        kinds = pools()["kinds"]
        if question.slot in ("date", "event_day"):
            year, month, day = str(value).split("-")
            return [form.format(y=year, m=int(month), d=int(day)) for form in kinds["date"]]
        assert isinstance(value, int), question
        if value == 0 and question.slot == "money":
            return list(kinds["nothing"])
        by_month = name in vocabulary() and vocabulary()[name].kind is FactKind.MONEY_MONTH
        kind = {"money": "money_month" if by_month else "money", "household_size": "people"}.get(
            question.slot, question.slot
        )
        return [form.format(n=value, zh=in_chinese(value)) for form in kinds[kind]]
