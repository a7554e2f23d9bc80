"""What an answer costs, as bars: against the number of programmes asked about, and against the number of members told of."""

from collections.abc import Iterator, Mapping
from html import escape

WIDTH, LEFT, LONGEST, ROW, GAP, TOP = 640, 110, 420, 26, 44, 60
INK, BAR = "#1b1f24", "#0969da"


def cost_picture(title: str, panels: Mapping[str, Mapping[int, float]]) -> str:
    """An SVG with one panel a question, one bar a number; all bars are milliseconds on the same scale."""
    rows = sum(len(costs) for costs in panels.values())
    height = TOP + rows * ROW + len(panels) * GAP
    most = max(cost for costs in panels.values() for cost in costs.values())
    head = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {height}' width='{WIDTH}' height='{height}' "
        f"font-family='system-ui, sans-serif' font-size='12' role='img' aria-label='{escape(title, quote=True)}'>"
    )
    ground = f"<rect width='{WIDTH}' height='{height}' fill='#fff'/>"
    return "\n".join([head, ground, _text(24, 28, title, size=15), *_drawn(panels, most), "</svg>", ""])


def _drawn(panels: Mapping[str, Mapping[int, float]], most: float) -> Iterator[str]:
    y = TOP
    for what, costs in panels.items():
        yield _text(24, y, what)
        for number, cost in costs.items():
            y += ROW
            length = cost / most * LONGEST
            yield _text(LEFT - 10, y + 4, str(number), anchor="end")
            yield f"<rect x='{LEFT}' y='{y - 9}' width='{length:.1f}' height='17' fill='{BAR}'/>"
            yield _text(LEFT + length + 6, y + 4, f"{cost:.3g} ms")
        y += GAP


def _text(x: float, y: float, words: str, *, anchor: str = "start", size: int = 12) -> str:
    return (
        f"<text x='{x:.0f}' y='{y:.0f}' text-anchor='{anchor}' font-size='{size}' fill='{INK}'>{escape(words)}</text>"
    )
