"""Time against size on two logarithmic axes, beside the line of a cost that grows exactly with the size."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 640, 420, 70, 60, 50, 30
INK, PALE = "#1b1f24", "#8c959f"


@dataclass(frozen=True)
class Point:
    """One measurement."""

    households: int
    seconds: float


def linear_picture(points: Sequence[Point]) -> str:
    """An SVG; the dashed line is the largest measurement in proportion."""
    scale = _Scale(points)
    title = "assistant sweep: seconds of the processor for registers of different sizes"
    head = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' width='{WIDTH}' height='{HEIGHT}' "
        f"font-family='system-ui, sans-serif' font-size='12' role='img' aria-label='{escape(title, quote=True)}'>"
    )
    ground = f"<rect width='{WIDTH}' height='{HEIGHT}' fill='#fff'/>"
    return "\n".join(
        [head, ground, _text(LEFT, 24, title, size=15), *_grid(scale), *_drawn(points, scale), "</svg>", ""]
    )


class _Scale:
    def __init__(self, points: Sequence[Point]) -> None:
        self.decades = range(
            floor(log10(min(p.households for p in points))), ceil(log10(max(p.households for p in points))) + 1
        )
        low = floor(log10(min(p.seconds for p in points)))
        self.times = range(low, max(low + 1, ceil(log10(max(p.seconds for p in points)))) + 1)

    def x(self, households: float) -> float:
        """Where a size stands."""
        share = (log10(households) - self.decades[0]) / (self.decades[-1] - self.decades[0])
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(self, seconds: float) -> float:
        """Where a time stands."""
        share = (log10(seconds) - self.times[0]) / (self.times[-1] - self.times[0])
        return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)


def _grid(scale: _Scale) -> Iterator[str]:
    for decade in scale.decades:
        x = scale.x(10.0**decade)
        yield f"<line x1='{x:.1f}' y1='{TOP}' x2='{x:.1f}' y2='{HEIGHT - BOTTOM}' stroke='#d0d7de'/>"
        yield _text(x, HEIGHT - BOTTOM + 18, f"{10**decade:,}", anchor="middle")
    for time in scale.times:
        y = scale.y(10.0**time)
        yield f"<line x1='{LEFT}' y1='{y:.1f}' x2='{WIDTH - RIGHT}' y2='{y:.1f}' stroke='#d0d7de'/>"
        yield _text(LEFT - 8, y + 4, f"{10.0**time:g} s", anchor="end")
    yield _text(WIDTH / 2, HEIGHT - 14, "households", anchor="middle")


def _drawn(points: Sequence[Point], scale: _Scale) -> Iterator[str]:
    last = max(points, key=lambda point: point.households)
    a_second = last.households / last.seconds
    first = max(points[0].households, a_second * 10.0 ** scale.times[0])
    (x1, y1), (x2, y2) = ((scale.x(size), scale.y(size / a_second)) for size in (first, last.households))
    yield f"<line x1='{x1:.1f}' y1='{y1:.1f}' x2='{x2:.1f}' y2='{y2:.1f}' stroke='{PALE}' stroke-dasharray='5 4'/>"
    for point in points:
        x, y = scale.x(point.households), scale.y(point.seconds)
        yield f"<circle cx='{x:.1f}' cy='{y:.1f}' r='5' fill='{INK}'/>"
        yield _text(x - 8, y - 10, f"{point.seconds:.3g} s", anchor="end" if x > WIDTH / 2 else "middle")


def _text(x: float, y: float, words: str, *, anchor: str = "start", size: int = 12) -> str:
    return (
        f"<text x='{x:.0f}' y='{y:.0f}' text-anchor='{anchor}' font-size='{size}' fill='{INK}'>{escape(words)}</text>"
    )
