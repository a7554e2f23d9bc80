"""Pictures of the report, drawn as SVG: which labels are taken for which, and what staying silent gains."""

from collections.abc import Iterator, Sequence
from html import escape

from nlu.evaluation.confusion import Confusion
from nlu.evaluation.coverage import Accepted

CELL = 26
LABELS_WIDTH = 150
HEADING = 34
INK, PALE, FAINT = "#1b1f24", "#57606a", "#d0d7de"
RIGHT, WRONG = (9, 105, 218), (207, 34, 46)
FONT = "font-family='system-ui, sans-serif'"


def confusion_picture(title: str, found: Confusion) -> str:
    """One row a label, shaded by the share of its messages that were understood as each column."""
    size = len(found.labels) * CELL
    width, height = LABELS_WIDTH + size + 70, HEADING + LABELS_WIDTH + size + 12
    return _svg(width, height, title, [*_rows(found), *_columns(found)])


def _rows(found: Confusion) -> Iterator[str]:
    for n, label in enumerate(found.labels):
        y, total = HEADING + LABELS_WIDTH + n * CELL, found.row_total(label)
        yield _text(LABELS_WIDTH - 8, y + 17, label, anchor="end")
        for m, said in enumerate(found.labels):
            yield from _cell(LABELS_WIDTH + m * CELL, y, found.counts[label, said], total, right=label == said)
        yield _text(LABELS_WIDTH + len(found.labels) * CELL + 8, y + 17, f"of {total}", colour=PALE)


def _columns(found: Confusion) -> Iterator[str]:
    y = HEADING + LABELS_WIDTH - 8
    for n, said in enumerate(found.labels):
        x = LABELS_WIDTH + n * CELL + 17
        yield _text(x, y, said, turned=True)


def _cell(x: int, y: int, times: int, total: int, *, right: bool) -> Iterator[str]:
    share = times / total if total else 0.0
    red, green, blue = (round(255 - share * (255 - part)) for part in (RIGHT if right else WRONG))
    yield (f"<rect x='{x}' y='{y}' width='{CELL}' height='{CELL}' fill='rgb({red},{green},{blue})' stroke='{FAINT}'/>")
    if times:
        yield _text(x + CELL // 2, y + 17, str(times), anchor="middle", colour="#fff" if share > 0.55 else INK)


def coverage_picture(title: str, points: Sequence[Accepted]) -> str:
    """Accuracy of the act over the share of messages that is accepted, each threshold a point."""
    left, top, side = 60, HEADING + 10, 320
    lines = [("strict", "#0969da", [p.right_strict.value for p in points])]
    lines.append(("lenient", "#1a7f37", [p.right_lenient.value for p in points]))
    parts = [*_axes(left, top, side)]
    for n, (name, colour, values) in enumerate(lines):
        spots = [
            (left + (point.coverage.value or 0.0) * side, top + (1 - value) * 2 * side)
            for point, value in zip(points, values, strict=True)
            if value is not None and value >= 0.5
        ]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
        parts.append(f"<polyline points='{path}' fill='none' stroke='{colour}' stroke-width='2'/>")
        parts += [f"<circle cx='{x:.1f}' cy='{y:.1f}' r='3' fill='{colour}'/>" for x, y in spots]
        parts.append(_text(left + 12, top + side - 30 + n * 16, f"right, {name}", colour=colour))
    return _svg(left + side + 30, top + side + 50, title, parts)


def _axes(left: int, top: int, side: int) -> Iterator[str]:
    for tenth in range(0, 11, 2):
        x, y = left + tenth * side // 10, top + side - tenth * side // 10
        yield f"<line x1='{x}' y1='{top}' x2='{x}' y2='{top + side}' stroke='{FAINT}'/>"
        yield f"<line x1='{left}' y1='{y}' x2='{left + side}' y2='{y}' stroke='{FAINT}'/>"
        yield _text(x, top + side + 18, f"{tenth * 10} %", anchor="middle", colour=PALE)
        yield _text(left - 8, y + 4, f"{50 + tenth * 5} %", anchor="end", colour=PALE)
    yield _text(left + side // 2, top + side + 38, "messages accepted", anchor="middle")


def _text(x: int, y: int, words: str, *, anchor: str = "start", colour: str = INK, turned: bool = False) -> str:
    turn = f" transform='rotate(-90 {x} {y})'" if turned else ""
    return f"<text x='{x}' y='{y}' text-anchor='{anchor}' fill='{colour}'{turn}>{escape(words)}</text>"


def _svg(width: int, height: int, title: str, parts: Sequence[str]) -> str:
    head = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' width='{width}' height='{height}' "
        f"{FONT} font-size='12' role='img' aria-label='{escape(title, quote=True)}'>"
    )
    ground = f"<rect width='{width}' height='{height}' fill='#fff'/>"
    heading = f"<text x='12' y='22' font-size='15' font-weight='600' fill='{INK}'>{escape(title)}</text>"
    return "\n".join([head, ground, heading, *parts, "</svg>", ""])
