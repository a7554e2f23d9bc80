"""A change as a picture: for each county and programme who would newly have it (to the right) and who would lose it (to the left).

Readable without colour: the two sides differ by place and by pattern, and every bar has its number beside it.
"""

from collections.abc import Iterator
from html import escape

from registers.simulation import Flips, Simulation
from registers.words import Words, words

WIDTH, LEFT, MIDDLE, HALF, ROW, TOP = 920, 24, 500, 170, 44, 92
INK, PALE = "#1b1f24", "#57606a"
STRIPES = (
    "<defs><pattern id='lost' width='6' height='6' patternUnits='userSpaceOnUse' patternTransform='rotate(45)'>"
    f"<rect width='6' height='6' fill='#fff'/><line x1='0' y1='0' x2='0' y2='6' stroke='{INK}' stroke-width='3'/></pattern></defs>"
)


def flips_picture(found: Simulation) -> str:
    """An SVG, one row for every programme that changes."""
    rows, say = found.changed, words()
    height = TOP + ROW * max(1, len(rows)) + 16
    longest = max((count for row in rows for count in (row.gained, row.lost)), default=0) or 1
    title = say.simulation["title"].format(
        label=found.label, day=found.on.isoformat(), households=f"{found.households:,}"
    )
    head = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {height}' width='{WIDTH}' height='{height}' "
        f"font-family='system-ui, sans-serif' font-size='13' role='img' aria-label='{escape(title, quote=True)}'>"
    )
    drawn = [line for place, row in enumerate(rows) for line in _row(row, TOP + place * ROW, longest, say)]
    if not rows:
        drawn = [_text(LEFT, TOP + 20, say.simulation["nothing"])]
    return "\n".join(
        [
            head,
            STRIPES,
            f"<rect width='{WIDTH}' height='{height}' fill='#fff'/>",
            *_legend(title, say),
            *drawn,
            "</svg>",
            "",
        ]
    )


def _legend(title: str, say: Words) -> Iterator[str]:
    yield _text(LEFT, 28, title, size=15, weight=600)
    yield f"<rect x='{MIDDLE - HALF}' y='48' width='14' height='14' fill='url(#lost)' stroke='{INK}'/>"
    yield _text(MIDDLE - HALF + 20, 60, say.simulation["lost"])
    yield f"<rect x='{MIDDLE + 12}' y='48' width='14' height='14' fill='{INK}'/>"
    yield _text(MIDDLE + 32, 60, say.simulation["gained"])


def _row(row: Flips, y: int, longest: int, say: Words) -> Iterator[str]:
    yield _text(LEFT, y + 14, f"{row.county_zh} · {row.label_zh}", weight=600)
    yield _text(LEFT, y + 31, _numbers(row, say), colour=PALE, size=12)
    lost, gained = (count / longest * (HALF - 60) for count in (row.lost, row.gained))
    yield f"<line x1='{MIDDLE}' y1='{y}' x2='{MIDDLE}' y2='{y + ROW - 8}' stroke='{INK}'/>"
    yield f"<rect x='{MIDDLE - lost:.1f}' y='{y + 6}' width='{lost:.1f}' height='18' fill='url(#lost)' stroke='{INK}'/>"
    yield f"<rect x='{MIDDLE}' y='{y + 6}' width='{gained:.1f}' height='18' fill='{INK}'/>"
    yield _text(MIDDLE - lost - 6, y + 20, f"{row.lost:,}", anchor="end")
    yield _text(MIDDLE + gained + 6, y + 20, f"{row.gained:,}")
    yield _text(WIDTH - LEFT, y + 20, cost_zh(row, say), anchor="end")


def _numbers(row: Flips, say: Words) -> str:
    return str(say.simulation["before_after"]).format(before=f"{row.before:,}", after=f"{row.after:,}")


def cost_zh(row: Flips, say: Words) -> str:
    """What the change costs, with its sign; empty where no money is given."""
    if not row.unit_zh:
        return str(say.simulation["no_money"])
    low, high = (f"{value:+,.0f}" for value in (row.more_low, row.more_high))
    return f"{low if low == high else f'{low} … {high}'} {row.unit_zh.replace('/人·', '/')}"


def _text(
    x: float, y: float, told: str, *, anchor: str = "start", colour: str = INK, size: int = 13, weight: int = 400
) -> str:
    style = f"text-anchor='{anchor}' fill='{colour}' font-size='{size}' font-weight='{weight}'"
    return f"<text x='{x:.0f}' y='{y:.0f}' {style}>{escape(told)}</text>"
