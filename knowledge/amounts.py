"""Amounts with their arithmetic, as numbers and as steps that people can follow."""

from datetime import date
from decimal import ROUND_FLOOR, Decimal

from knowledge.assessment import Amount, Figure, plain
from knowledge.figures import Trace, readable
from knowledge.programmes.programme import AmountRule, Programme
from knowledge.sources import citations
from knowledge.trees.arithmetic import is_open
from knowledge.trees.frames import Frame
from knowledge.trees.nodes import Number
from knowledge.trees.reasons import parameters_behind


def amount_of(
    programme: Programme, frame: Frame, trace: Trace, holds: bool | None, day: date
) -> tuple[Amount | None, str]:
    """What the programme would give, and a note where the formula does not apply.

    None where nothing can be said: not eligible, another route, the line not loaded, or the number of people not known.
    """
    rule = programme.amount
    if rule is None or holds is False:
        return None, ""
    surely, possibly = frame.value(rule.given_when)
    if not possibly:
        return None, rule.otherwise_zh
    if is_open(frame.value(rule.line)) or is_open(frame.value(rule.members)):
        return None, ""
    return _amount(rule, frame, trace, programme.name, day), "" if surely else rule.otherwise_zh


def _amount(rule: AmountRule, frame: Frame, trace: Trace, name: str, day: date) -> Amount:
    low, high = (Decimal(str(side)) / 100 for side in frame.value(rule.amount))
    ends = [trace.put(readable(f"{name}.amount", low, rule.unit_zh, rule.label_zh))]
    if low != high:
        ends = [
            trace.put(readable(f"{name}.amount.low", low, rule.unit_zh, rule.label_zh)),
            trace.put(readable(f"{name}.amount.high", high, rule.unit_zh, rule.label_zh)),
        ]
        trace.put(readable(f"{name}.amount.about", _about(low), rule.unit_zh, rule.label_zh))
    parts = _parts(rule, frame, trace, name)
    steps = (_step_zh(rule, frame, parts, ends[0]),) if low == high else (_formula_zh(parts),)
    used = [figure.id for figure in (*ends, *parts.values())]
    return Amount(low, high, rule.unit_zh, steps, tuple(used), citations(rule.law, day))


def _about(low: Decimal) -> Decimal:
    """The lower end in whole yuan, never more than it; below one yuan as it is."""
    return low.quantize(Decimal(1), ROUND_FLOOR) if low >= 1 else low


def _parts(rule: AmountRule, frame: Frame, trace: Trace, name: str) -> dict[str, Figure]:
    """The line, the members and, where it is known, the income: what the steps are written with."""
    line_names = parameters_behind(rule.line, frame)
    line = trace.parameter(line_names[0]) if line_names else None
    parts = {"line": line or trace.put(readable(f"{name}.line", _plain(rule.line, frame) / 100, "元/人·月"))}
    parts["members"] = trace.put(Figure(f"{name}.members", _plain(rule.members, frame), "人", "家庭人口"))
    if not is_open(frame.value(rule.income)):
        income = max(_plain(rule.income, frame), Decimal(0)) / 100
        parts["income"] = trace.put(readable(f"{name}.income", income, "元/月", "全家每月计入的收入"))
        parts["per_head"] = trace.put(
            readable(f"{name}.income_per_head", income / parts["members"].value, "元/人·月", "人均月收入")
        )
    return parts


def _step_zh(rule: AmountRule, frame: Frame, parts: dict[str, Figure], result: Figure) -> str:
    """(464.09 − 300) × 3 = 492.27 where the income a head is a whole number of fen, else 464.09 × 3 − 1000 = 392.27."""
    line, members, income, per_head = (parts[key] for key in ("line", "members", "income", "per_head"))
    if income.value > line.value * members.value:
        return f"{line.number_zh} × {members.number_zh} − {income.number_zh}，不足0按0"
    if per_head.approximate:
        return f"{line.number_zh} × {members.number_zh} − {income.number_zh} = {result.number_zh}"
    return f"({line.number_zh} − {per_head.number_zh}) × {members.number_zh} = {result.number_zh}"


def _formula_zh(parts: dict[str, Figure]) -> str:
    return f"({parts['line'].number_zh} − 人均月收入) × {parts['members'].number_zh}"


def _plain(node: Number, frame: Frame) -> Decimal:
    value = Decimal(str(frame.value(node)[0]))
    return Decimal(plain(value))
