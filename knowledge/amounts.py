"""Amounts with their arithmetic, as numbers and as steps that people can follow."""

from dataclasses import replace
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from knowledge.assessment import Amount, Given
from knowledge.facts import MOST_FEN
from knowledge.figures import Trace, readable
from knowledge.programmes.programme import AmountRule
from knowledge.reckoning import Reckoning
from knowledge.situation import FactRef
from knowledge.sources import citations
from knowledge.trees.arithmetic import is_open
from knowledge.trees.frames import Frame
from knowledge.trees.open import still_open, unbounded_parameters
from knowledge.trees.scales import scale_of


def given(rule: AmountRule, frame: Frame, trace: Trace, name: str, day: date) -> Given:
    """What the programme `name` would give for the bearer of `frame`.

    No amount where the formula is for another route, a figure is not loaded and not bounded by law, or a number that has to be
    known first is open.
    """
    surely, possibly = (True, True) if rule.given_when is None else frame.value(rule.given_when)
    if not possibly:
        return Given(rule.label_zh, note_zh=rule.otherwise_zh)
    reckoning = Reckoning(rule, frame, trace, name)
    found = still_open(rule.amount, frame)
    answer = Given(
        rule.label_zh,
        note_zh="" if surely else rule.otherwise_zh,
        missing_parameters=tuple(found.parameters),
        missing=tuple(FactRef(fact, person) for person, fact in found.facts),
    )
    if any(is_open(frame.value(number)) for number in rule.known_first) or _unbounded(rule, frame):
        return replace(answer, formula_zh=reckoning.formula_zh() if found.parameters else "")
    return replace(answer, amount=_amount(rule, frame, trace, reckoning, day))


def _unbounded(rule: AmountRule, frame: Frame) -> bool:
    """Whether nothing useful can be said: no upper end, or a figure missing that no bound of the law stands in for."""
    low, high = frame.value(rule.amount)
    endless = low != high and high / scale_of(rule.amount, frame) >= MOST_FEN / 100
    return endless or (low != high and bool(unbounded_parameters(rule.amount, frame)))


def _amount(rule: AmountRule, frame: Frame, trace: Trace, reckoning: Reckoning, day: date) -> Amount:
    scale = scale_of(rule.amount, frame)
    low, high = (Decimal(str(side)) / scale for side in frame.value(rule.amount))
    ends = [trace.put(readable(f"{reckoning.name}.amount", low, rule.unit_zh, rule.label_zh))]
    if low != high:
        ends = [
            trace.put(readable(f"{reckoning.name}.amount.low", low, rule.unit_zh, rule.label_zh)),
            trace.put(readable(f"{reckoning.name}.amount.high", high, rule.unit_zh, rule.label_zh)),
        ]
        trace.put(readable(f"{reckoning.name}.amount.about", _about(low), rule.unit_zh, rule.label_zh))
    steps = reckoning.steps(ends[0]) if low == high else (reckoning.formula_zh(),)
    used = [figure.id for figure in ends] + reckoning.used
    return Amount(low, high, rule.unit_zh, steps, tuple(dict.fromkeys(used)), citations(rule.law, day), rule.at_most)


def _about(low: Decimal) -> Decimal:
    """The lower end in whole yuan, never more than it; below one yuan as it is."""
    return low.quantize(Decimal(1), ROUND_FLOOR) if low >= 1 else low
