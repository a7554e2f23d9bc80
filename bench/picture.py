"""The results as a picture: for each its figure and its baseline as bars, and the bar that it must keep as a line."""

from collections.abc import Iterator, Sequence
from html import escape

from bench.result import Result

WIDTH, LEFT, BARS, PANEL, TOP = 860, 24, 520, 90, 48
INK, PALE, OURS, BASELINE, LIMIT = "#1b1f24", "#57606a", "#0969da", "#afb8c1", "#cf222e"


def picture(title: str, results: Sequence[Result]) -> str:
    """An SVG, one panel a result."""
    height = TOP + PANEL * len(results) + 8
    head = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {height}' width='{WIDTH}' height='{height}' "
        f"font-family='system-ui, sans-serif' font-size='12' role='img' aria-label='{escape(title, quote=True)}'>"
    )
    ground = f"<rect width='{WIDTH}' height='{height}' fill='#fff'/>"
    panels = [line for n, result in enumerate(results) for line in _panel(result, TOP + n * PANEL)]
    return "\n".join([head, ground, _text(LEFT, 26, title, size=15, weight=600), *panels, "</svg>", ""])


def _panel(result: Result, y: int) -> Iterator[str]:
    limit = _limit(result)
    longest = max(result.figure, result.baseline, limit or 0.0) or 1.0
    yield _text(LEFT, y + 12, f"{result.what} ({result.unit})", weight=600)
    yield from _bar(y + 20, result.figure, longest, OURS)
    yield from _bar(y + 38, result.baseline, longest, BASELINE)
    yield _text(LEFT, y + 68, f"grey: {result.baseline_name}", colour=PALE)
    yield _text(WIDTH - LEFT, y + 32, result.comparison, anchor="end")
    if limit is not None:
        x = LEFT + limit / longest * BARS
        line = f"x1='{x:.1f}' y1='{y + 17}' x2='{x:.1f}' y2='{y + 56}'"
        yield f"<line {line} stroke='{LIMIT}' stroke-width='2' stroke-dasharray='4 3'/>"
        yield _text(WIDTH - LEFT, y + 50, result.verdict, anchor="end", colour=INK if result.holds else LIMIT)


def _limit(result: Result) -> float | None:
    """The bar as a value of the figure."""
    if result.bar is None or result.bar_on == "figure":
        return result.bar
    return result.baseline + result.bar if result.compared == "difference" else result.baseline * result.bar


def _bar(y: int, value: float, longest: float, colour: str) -> Iterator[str]:
    length = value / longest * BARS
    yield f"<rect x='{LEFT}' y='{y}' width='{length:.1f}' height='15' fill='{colour}'/>"
    yield _text(round(LEFT + length) + 6, y + 12, f"{value:.4g}")


def _text(
    x: int, y: int, words: str, *, anchor: str = "start", colour: str = INK, size: int = 12, weight: int = 400
) -> str:
    style = f"text-anchor='{anchor}' fill='{colour}' font-size='{size}' font-weight='{weight}'"
    return f"<text x='{x}' y='{y}' {style}>{escape(words)}</text>"
