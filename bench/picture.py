"""The results as a picture: for each its figure and its baseline as bars, and the bar that it must keep as a line."""

from collections.abc import Iterator, Sequence
from html import escape

from bench.result import Result

WIDTH, LEFT, BARS, PANEL, TOP = 860, 24, 560, 84, 52
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
    longest = max(result.figure, result.baseline, _limit(result) or 0.0) or 1.0
    yield _text(LEFT, y + 12, f"{result.what} ({result.unit})", weight=600)
    yield from _bar(y + 20, result.figure, longest, OURS, f"{result.figure:.4g}")
    yield from _bar(y + 40, result.baseline, longest, BASELINE, f"{result.baseline:.4g}  {result.baseline_name}")
    sign = "−" if result.compared == "difference" else "÷"
    yield _text(LEFT + BARS + 250, y + 33, f"{sign} {result.value:.3g}", anchor="end", colour=PALE)
    limit = _limit(result)
    if limit is not None:
        x = LEFT + limit / longest * BARS
        yield (
            f"<line x1='{x:.1f}' y1='{y + 17}' x2='{x:.1f}' y2='{y + 57}' stroke='{LIMIT}' stroke-width='2' "
            "stroke-dasharray='4 3'/>"
        )
        yield _text(round(x) + 4, y + 68, f"at most {limit:.4g}", colour=LIMIT)


def _limit(result: Result) -> float | None:
    """The bar as a value of the figure."""
    if result.bar is None or result.bar_on == "figure":
        return result.bar
    return result.baseline + result.bar if result.compared == "difference" else result.baseline * result.bar


def _bar(y: int, value: float, longest: float, colour: str, words: str) -> Iterator[str]:
    length = value / longest * BARS
    yield f"<rect x='{LEFT}' y='{y}' width='{length:.1f}' height='15' fill='{colour}'/>"
    inside = length > BARS * 0.75
    x, anchor = (LEFT + length - 6, "end") if inside else (LEFT + length + 6, "start")
    yield _text(round(x), y + 12, words, anchor=anchor, colour="#fff" if inside and colour == OURS else INK)


def _text(
    x: int, y: int, words: str, *, anchor: str = "start", colour: str = INK, size: int = 12, weight: int = 400
) -> str:
    style = f"text-anchor='{anchor}' fill='{colour}' font-size='{size}' font-weight='{weight}'"
    return f"<text x='{x}' y='{y}' {style}>{escape(words)}</text>"
