"""A what-if as a picture: bands of verdicts over the income, the amount as a line above them, the household's own point.

Readable without colour: each verdict has a pattern of its own and its word, and every turn its number.
"""

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
from functools import cache
from html import escape
from typing import Any

from knowledge.assessment import Verdict, plain
from knowledge.errors import VocabularyError
from knowledge.files import ROOM, read_yaml
from knowledge.what_if import Stretch, WhatIf

WIDTH, HEIGHT, LEFT, RIGHT, TOP, FLOOR, BAND = 640, 380, 64, 24, 56, 250, 34
# Two numbers nearer than this would stand on each other; the first is written.
LABEL = 56
INK, PALE = "#1b1f24", "#6e7781"
PATTERNS = (
    "<defs>"
    f"<pattern id='ineligible' width='6' height='6' patternUnits='userSpaceOnUse' patternTransform='rotate(45)'>"
    f"<rect width='6' height='6' fill='#fff'/><line x1='0' y1='0' x2='0' y2='6' stroke='{PALE}' stroke-width='2'/></pattern>"
    f"<pattern id='unknown' width='6' height='6' patternUnits='userSpaceOnUse'>"
    f"<rect width='6' height='6' fill='#fff'/><circle cx='2' cy='2' r='1.2' fill='{PALE}'/></pattern>"
    "<pattern id='eligible' width='6' height='6' patternUnits='userSpaceOnUse'><rect width='6' height='6' fill='#d0d7de'/></pattern>"
    "</defs>"
)


def what_if_picture(found: WhatIf) -> str:
    """An SVG without outside parts, to be put into a page or sent as a file."""
    words, axis = _words(), _Axis(found)
    title = words["title"].format(programme=found.label_zh)
    head = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' width='100%' "
        f"font-family='system-ui, sans-serif' font-size='13' role='img' aria-label='{escape(title, quote=True)}'>"
    )
    parts = [
        head,
        PATTERNS,
        f"<rect width='{WIDTH}' height='{HEIGHT}' fill='#fff'/>",
        _text(LEFT, 26, title, size=16),
        *_bands(found, axis, words),
        *_line(found, axis, words),
        *_you(found, axis, words),
        _text(WIDTH / 2, HEIGHT - 34, words["axis"][found.fact], anchor="middle"),
        _text(WIDTH / 2, HEIGHT - 12, words["note"], anchor="middle", colour=PALE),
        "</svg>",
        "",
    ]
    return "\n".join(parts)


class _Axis:
    """Places of incomes and amounts; the axis ends a little beyond the last turn and the household's own income."""

    def __init__(self, found: WhatIf) -> None:
        ends = [one.low for one in found.stretches] + [found.income or Decimal(0)]
        self.end = _round_up(max(*ends, Decimal(1000)) * Decimal("1.25"))
        self.most = _round_up(max((one.high for one in found.amounts), default=Decimal(0)) or Decimal(100))

    def x(self, income: Decimal) -> float:
        """Where an income stands."""
        return LEFT + float(min(income, self.end) / self.end) * (WIDTH - LEFT - RIGHT)

    def y(self, amount: Decimal) -> float:
        """Where an amount stands."""
        return FLOOR - float(amount / self.most) * (FLOOR - TOP)


def _round_up(value: Decimal) -> Decimal:
    """To two leading figures."""
    unit = Decimal(10) ** (value.adjusted() - 1)
    return (value / unit).to_integral_value(ROUND_CEILING) * unit


def _bands(found: WhatIf, axis: _Axis, words: Any) -> Iterator[str]:
    written = float(LEFT)
    yield _text(LEFT, FLOOR + BAND + 22, "0", anchor="middle")
    for stretch in found.stretches:
        left, right = axis.x(stretch.low), axis.x(axis.end if stretch.high is None else stretch.high)
        yield (
            f"<rect x='{left:.1f}' y='{FLOOR}' width='{max(right - left, 1):.1f}' height='{BAND}' "
            f"fill='url(#{stretch.verdict.value})' stroke='{INK}'/>"
        )
        yield from _band_word(stretch, left, right, words)
        if stretch.low:
            yield f"<line x1='{left:.1f}' y1='{TOP}' x2='{left:.1f}' y2='{FLOOR + BAND + 6}' stroke='{INK}' stroke-dasharray='2 3'/>"
            if left - written >= LABEL:
                written = left
                yield _text(left, FLOOR + BAND + 22, plain(stretch.low), anchor="middle")


def _band_word(stretch: Stretch, left: float, right: float, words: Any) -> Iterator[str]:
    word = words["verdicts"][stretch.verdict.value]
    width = 14 * len(word) + 8
    if right - left >= width:
        middle = (left + right) / 2
        yield f"<rect x='{middle - width / 2:.1f}' y='{FLOOR + 7}' width='{width}' height='20' fill='#fff'/>"
        yield _text(middle, FLOOR + 22, word, anchor="middle")


def _line(found: WhatIf, axis: _Axis, words: Any) -> Iterator[str]:
    if not found.amounts:
        return
    ends = [
        [
            (axis.x(one.income), axis.y(amount))
            for one, amount in zip(found.amounts, side, strict=True)
            if one.income <= axis.end
        ]
        for side in _sides(found)
    ]
    for places in ends:
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        yield f"<polyline points='{path}' fill='none' stroke='{INK}' stroke-width='2'/>"
    yield f"<line x1='{LEFT}' y1='{TOP}' x2='{LEFT}' y2='{FLOOR}' stroke='{INK}'/>"
    yield _text(LEFT - 6, TOP + 5, plain(axis.most), anchor="end")
    yield _text(LEFT + 6, TOP - 8, words["amount"].format(unit=found.amount_unit_zh))


def _sides(found: WhatIf) -> list[Any]:
    """The lower ends, and the upper ones where they differ."""
    lows, highs = [one.low for one in found.amounts], [one.high for one in found.amounts]
    return [lows] if lows == highs else [lows, highs]


def _you(found: WhatIf, axis: _Axis, words: Any) -> Iterator[str]:
    if found.income is None:
        return
    x, amount = axis.x(found.income), found.amount_at(found.income)
    verdict = found.at(found.income).verdict
    y = axis.y(amount.low) if amount and verdict is not Verdict.INELIGIBLE else FLOOR
    yield f"<line x1='{x:.1f}' y1='{y:.1f}' x2='{x:.1f}' y2='{FLOOR + BAND}' stroke='{INK}' stroke-width='1.5'/>"
    yield f"<circle cx='{x:.1f}' cy='{y:.1f}' r='6' fill='{INK}' stroke='#fff' stroke-width='2'/>"
    anchor = "end" if x > WIDTH * 0.7 else "start"
    yield _text(
        x + (-10 if anchor == "end" else 10), y - 10, words["you"].format(income=plain(found.income)), anchor=anchor
    )


def _text(x: float, y: float, words: str, *, anchor: str = "start", colour: str = INK, size: int = 13) -> str:
    style = f"text-anchor='{anchor}' fill='{colour}' font-size='{size}'"
    return f"<text x='{x:.1f}' y='{y:.1f}' {style}>{escape(words)}</text>"


@cache
def _words() -> Any:
    return read_yaml(ROOM / "what_if.yml", VocabularyError)
