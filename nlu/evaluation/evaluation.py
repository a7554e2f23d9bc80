"""Everything that is counted about one labelled file."""

from collections.abc import Sequence
from dataclasses import dataclass

from nlu.evaluation.baseline import Baseline, beside
from nlu.evaluation.confusion import Confusion, Mistake, confusion, worst
from nlu.evaluation.coverage import Accepted, OutOfScope, curve, out_of_scope_as_it_runs, out_of_scope_at_coverage
from nlu.evaluation.detection import WATCHED, Detection, detect_act
from nlu.evaluation.heads import HeadScore, Judged, score
from nlu.evaluation.messages import HEADS, LabelledMessage
from nlu.evaluation.reading import Reading
from nlu.evaluation.share import Share
from nlu.evaluation.timing import Timing, timing
from nlu.labels import ACTS, MATTERS, TOPICS

DANGER = "danger"
ORDER = {"act": ACTS, "topic": TOPICS, "matter": MATTERS}


@dataclass(frozen=True)
class HeadReport:
    """One head: which messages it is judged on, its scores, and what it takes for what."""

    strict: HeadScore
    lenient: HeadScore
    worst: tuple[Mistake, ...]
    confusion: Confusion

    def as_json(self) -> "dict[str, object]":
        """For results.json."""
        return {
            "strict": self.strict.as_json(),
            "lenient": self.lenient.as_json(),
            "worst": [mistake.as_json() for mistake in self.worst],
            "confusion": self.confusion.as_json(),
        }


@dataclass(frozen=True)
class SourceRow:
    """Accuracy on the messages of one source: head to (strict, lenient)."""

    source: str
    messages: int
    accuracy: "dict[str, tuple[Share, Share]]"

    def as_json(self) -> "dict[str, object]":
        """For results.json."""
        shares = {head: {"strict": s.as_json(), "lenient": x.as_json()} for head, (s, x) in self.accuracy.items()}
        return {"messages": self.messages, **shares}


@dataclass(frozen=True)
class Evaluation:
    """The report of one file.

    Attributes:
        threshold: certainty below which the product asks back instead of acting.
        heads: by head; without a head that no message is judged on.
        whole: all heads right at once, strict and lenient; of a danger the act alone.
        detection: danger, stop, a person and help, as the product runs.
        keywords_alone: the same with the keyword layer alone, as when the engine is down.
    """

    messages: int
    with_alternates: int
    threshold: float
    heads: "dict[str, HeadReport]"
    whole: tuple[Share, Share]
    detection: tuple[Detection, ...]
    keywords_alone: tuple[Detection, ...]
    coverage: tuple[Accepted, ...]
    out_of_scope: OutOfScope
    out_of_scope_as_it_runs: OutOfScope
    sources: tuple[SourceRow, ...]
    timing: "Timing | None"
    stock: "Baseline | None" = None

    def as_json(self) -> "dict[str, object]":
        """results.json."""
        return {
            "messages": self.messages,
            "with_alternates": self.with_alternates,
            "threshold": self.threshold,
            "heads": {head: report.as_json() for head, report in self.heads.items()},
            "whole": {"strict": self.whole[0].as_json(), "lenient": self.whole[1].as_json()},
            "detection": {one.act: one.as_json() for one in self.detection},
            "keywords_alone": {one.act: one.as_json() for one in self.keywords_alone},
            "coverage": [point.as_json() for point in self.coverage],
            "out_of_scope_at_90_percent_coverage": self.out_of_scope.as_json(),
            "out_of_scope_as_it_runs": self.out_of_scope_as_it_runs.as_json(),
            "sources": {row.source: row.as_json() for row in self.sources},
            "timing": self.timing.as_json() if self.timing else None,
            "stock_rasa": self.stock.as_json() if self.stock else None,
        }


def evaluate(
    messages: Sequence[LabelledMessage],
    readings: Sequence[Reading],
    keywords_alone: Sequence[Reading],
    *,
    threshold: float,
    stock: "Sequence[str] | None" = None,
) -> Evaluation:
    """Count everything; readings are one a message, in the same order.

    Args:
        readings: what the product understood.
        keywords_alone: what its keyword layer understood without a model.
        threshold: certainty below which the product asks back.
        stock: the acts that stock Rasa takes the messages for, where it was run.
    """
    judged = {head: judge(head, messages, readings) for head in HEADS}
    return Evaluation(
        messages=len(messages),
        with_alternates=sum(bool(message.alternates) for message in messages),
        threshold=threshold,
        heads={head: _head(head, seen) for head, seen in judged.items() if seen},
        whole=(_whole(messages, readings, lenient=False), _whole(messages, readings, lenient=True)),
        detection=tuple(detect_act(act, messages, readings) for act in WATCHED),
        keywords_alone=tuple(detect_act(act, messages, keywords_alone) for act in WATCHED),
        coverage=curve(messages, readings),
        out_of_scope=out_of_scope_at_coverage(messages, readings),
        out_of_scope_as_it_runs=out_of_scope_as_it_runs(messages, readings, threshold),
        sources=_sources(messages, readings),
        timing=timing(messages, readings),
        stock=beside(messages, readings, stock) if stock is not None else None,
    )


def judge(head: str, messages: Sequence[LabelledMessage], readings: Sequence[Reading]) -> list[Judged]:
    """The messages that a head is judged on.

    The act on all; the topic on all but dangers, which are answered alike whatever their topic; the matter where there
    is a legal dispute.
    """
    return [
        Judged(message.labels.of(head), reading.best.labels.of(head), message.accepted(head), reading.likeliest(head))
        for message, reading in zip(messages, readings, strict=True)
        if _counts(head, message)
    ]


def _counts(head: str, message: LabelledMessage) -> bool:
    if head == "topic":
        return message.labels.act != DANGER
    return head == "act" or message.labels.matter != "none"


def _head(head: str, judged: Sequence[Judged]) -> HeadReport:
    return HeadReport(
        score(judged, lenient=False), score(judged, lenient=True), worst(judged), confusion(judged, ORDER[head])
    )


def _whole(messages: Sequence[LabelledMessage], readings: Sequence[Reading], *, lenient: bool) -> Share:
    def right(message: LabelledMessage, reading: Reading) -> bool:
        labellings = (message.labels, *message.alternates) if lenient else (message.labels,)
        said = reading.best.labels
        return said in labellings or (said.act == DANGER and any(labels.act == DANGER for labels in labellings))

    return Share.counted(right(message, reading) for message, reading in zip(messages, readings, strict=True))


def _sources(messages: Sequence[LabelledMessage], readings: Sequence[Reading]) -> tuple[SourceRow, ...]:
    by_source: dict[str, list[tuple[LabelledMessage, Reading]]] = {}
    for message, reading in zip(messages, readings, strict=True):
        if message.source:
            by_source.setdefault(message.source, []).append((message, reading))
    return tuple(_source(source, pairs) for source, pairs in sorted(by_source.items()))


def _source(source: str, pairs: "Sequence[tuple[LabelledMessage, Reading]]") -> SourceRow:
    seen = {head: judge(head, [m for m, _ in pairs], [r for _, r in pairs]) for head in HEADS}
    accuracy = {
        head: (
            Share.counted(one.said == one.label for one in judged),
            Share.counted(one.said in one.accepted for one in judged),
        )
        for head, judged in seen.items()
    }
    return SourceRow(source, len(pairs), accuracy)
