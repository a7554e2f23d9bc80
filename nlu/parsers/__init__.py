"""Answers to the open question, read without any model: `parse_slot` for all of them, one module for each kind.

A parser is pure and strict: what it cannot know is None, and the question is asked again.
"""

from nlu.parsers.question import MoneyUnit, QuestionContext
from nlu.parsers.registry import SLOTS, parse_slot

__all__ = ["SLOTS", "MoneyUnit", "QuestionContext", "parse_slot"]
