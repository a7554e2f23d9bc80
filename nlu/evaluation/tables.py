"""The report as tables: the same ones for the terminal and for report.md."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nlu.evaluation.coverage import OutOfScope
from nlu.evaluation.detection import Detection
from nlu.evaluation.evaluation import Evaluation
from nlu.evaluation.messages import HEADS
from nlu.evaluation.share import Share

BOUNDS = "95 % bounds in brackets, then the counts."


@dataclass(frozen=True)
class Table:
    """One table: what it says in a line, its columns, its cells."""

    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def as_markdown(self) -> str:
        """For report.md."""
        lines = [_line(self.columns), _line("---" for _ in self.columns), *map(_line, self.rows)]
        return f"## {self.title}\n\n{self.note}\n\n" + "\n".join(lines) + "\n"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def tables(found: Evaluation) -> list[Table]:
    """Every table that has rows, most important first."""
    return [table for table in _all(found) if table.rows]


def _all(found: Evaluation) -> Iterator[Table]:
    yield _heads(found)
    yield from _stock(found)
    yield _detection("Danger and commands, as the product runs", found.detection)
    yield _detection("Danger and commands, keyword layer alone (no engine)", found.keywords_alone)
    yield _out_of_scope(found)
    yield _coverage(found)
    yield _sources(found)
    yield from _mistakes(found)
    yield _bands(found)
    yield _slowest(found)


def _heads(found: Evaluation) -> Table:
    rows = [
        (head, judged, str(score.accuracy), str(score.macro_f1), str(score.among_three))
        for head, report in found.heads.items()
        for judged, score in (("strict", report.strict), ("lenient", report.lenient))
    ]
    whole = [
        ("all at once", judged, str(share), "", "")
        for judged, share in zip(("strict", "lenient"), found.whole, strict=True)
    ]
    note = (
        "Act on all messages, topic on all but dangers, matter where there is a legal dispute. Lenient also accepts "
        f"what the file of alternates names ({found.with_alternates} messages have some). Accuracy: Wilson; F1: mean "
        f"over the labels that occur, messages drawn anew. {BOUNDS}"
    )
    columns = ("head", "judged", "accuracy", "macro-F1", "among the three likeliest")
    return Table("Heads", note, columns, (*rows, *whole))


def _stock(found: Evaluation) -> Iterator[Table]:
    if found.stock is None:
        return
    rows = tuple(
        (name, *(str(share) for share in shares))
        for name, shares in (("this product", found.stock.product), ("stock Rasa, DIET", found.stock.stock))
    )
    lead = ("lead", *(f"{share:+.3f}" for share in found.stock.lead))
    note = f"Accuracy of the act; stock Rasa's pipeline with DIET, trained on the same messages in this run. {BOUNDS}"
    yield Table("Beside stock Rasa", note, ("", "strict", "lenient"), (*rows, lead))


def _detection(title: str, detection: Sequence[Detection]) -> Table:
    rows = tuple((one.act, str(one.recall), str(one.precision), str(one.false_hits)) for one in detection)
    note = f"False hits: of the messages without the act, also among their alternates, those understood so. {BOUNDS}"
    return Table(title, note, ("act", "recall", "precision", "false hits"), rows)


def _out_of_scope(found: Evaluation) -> Table:
    note = (
        "Turned away: of the messages outside our tasks. Kept: of those within. The first line sets the boundary on "
        "this file itself, which is optimistic; its score is how far the likeliest reading within is ahead of the one "
        f"outside. {BOUNDS}"
    )
    rows = (
        _turned_away(f"90 % kept (boundary {found.out_of_scope.boundary:.3f})", found.out_of_scope),
        _turned_away(f"as it runs (certainty {found.threshold:g})", found.out_of_scope_as_it_runs),
    )
    return Table("Out of scope", note, ("rule", "turned away", "kept"), rows)


def _turned_away(rule: str, what: OutOfScope) -> tuple[str, str, str]:
    return rule, str(what.recall), str(what.kept)


def _coverage(found: Evaluation) -> Table:
    rows = tuple(
        (f"{point.threshold:.2f}", str(point.coverage), str(point.right_strict), str(point.right_lenient))
        for point in found.coverage
    )
    note = f"Messages whose act is at least so certain, and how often it is right. {BOUNDS}"
    return Table("Coverage", note, ("certainty", "accepted", "right, strict", "right, lenient"), rows)


def _sources(found: Evaluation) -> Table:
    rows = tuple(
        (row.source, str(row.messages), *(_strict_and_lenient(*row.accuracy[head]) for head in HEADS))
        for row in found.sources
    )
    return Table("Sources", "Accuracy, strict / lenient.", ("source", "messages", *HEADS), rows)


def _strict_and_lenient(strict: Share, lenient: Share) -> str:
    if strict.value is None or lenient.value is None:
        return "–"
    return f"{strict.value:.3f} / {lenient.value:.3f} of {strict.of}"


def _mistakes(found: Evaluation) -> Iterator[Table]:
    for head, report in found.heads.items():
        rows = tuple(
            (mistake.label, mistake.said, f"{mistake.times} of {mistake.of}", str(mistake.defensible))
            for mistake in report.worst
        )
        columns = ("label", "understood as", "times", "of these, defensible")
        yield Table(f"Most frequent mistakes: {head}", "Judged strictly.", columns, rows)


def _bands(found: Evaluation) -> Table:
    rows: tuple[tuple[str, ...], ...] = ()
    note = "Milliseconds from the text to its reading, one message at a time."
    if found.timing:
        note += f" All: median {found.timing.median:.1f}, 95th percentile {found.timing.p95:.1f}."
        rows = tuple(
            (_characters(band.shortest, band.longest), str(band.messages), f"{band.median:.1f}", f"{band.slowest:.1f}")
            for band in found.timing.bands
        )
    return Table("Time by length", note, ("characters", "messages", "median", "slowest"), rows)


def _characters(shortest: int, longest: "int | None") -> str:
    return f"{shortest} and more" if longest is None else f"{shortest}–{longest}"


def _slowest(found: Evaluation) -> Table:
    slowest = found.timing.slowest if found.timing else ()
    rows = tuple((str(slow.row), str(slow.characters), f"{slow.milliseconds:.1f}") for slow in slowest)
    return Table("Slowest messages", "Named by their line in the file.", ("line", "characters", "milliseconds"), rows)
