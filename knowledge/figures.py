"""The trace of numbers behind an answer: each gets an id, its unit, its source and the day from which it applies."""

from decimal import ROUND_HALF_UP, Decimal

from knowledge.assessment import Figure
from knowledge.parameters.dated import OnDay, ParameterValue
from knowledge.trees.arithmetic import is_open
from knowledge.trees.frames import Frame
from knowledge.trees.nodes import Measure, Number
from knowledge.trees.reasons import parameters_behind

FEN = Decimal("0.01")


class Trace:
    """Collects the figures of one assessment. A figure is put in once and named by its id from then on."""

    def __init__(self, parameters: OnDay) -> None:
        self.parameters = parameters
        self.figures: dict[str, Figure] = {}

    def put(self, figure: Figure) -> Figure:
        """Keeps a figure and gives it back."""
        self.figures[figure.id] = figure
        return figure

    def parameter(self, name: str) -> Figure | None:
        """A parameter as a figure; None while it is missing or no number."""
        if name in self.figures:
            return self.figures[name]
        value = self.parameters[name]
        if not isinstance(value.value, Decimal):
            return None
        return self.put(_of_parameter(value))

    def amount(self, measure: Measure, frame: Frame, id: str) -> Figure | None:
        """The resident's own figure as people read it; None while it is open."""
        exact = _told_per_head(measure, frame)
        if exact is None:
            exact = _divided(measure, frame)
        return None if exact is None else self.put(readable(id, exact, measure.unit_zh, measure.label_zh))

    def line(self, measure: Measure, frame: Frame, id: str) -> Figure | None:
        """The line as people read it, with the source of the parameter it rests on; None while it is open."""
        pair = frame.value(measure.line)
        names = parameters_behind(measure.line, frame)
        figures = [figure for name in names if (figure := self.parameter(name))]
        if is_open(pair) or not figures:
            return None
        exact = _decimal(pair[0]) / measure.line_scale
        rounded = _to_the_fen(exact)
        same = next((one for one in figures if one.value == rounded), None)
        source = same or figures[0]
        label = same.label_zh if same else ""
        return self.put(
            Figure(id, rounded, measure.unit_zh, label, source.source, source.from_date, approximate=rounded != exact)
        )


def readable(id: str, exact: Decimal, unit_zh: str, label_zh: str = "") -> Figure:
    """A number rounded to the fen for reading, and marked where that changed it."""
    rounded = _to_the_fen(exact)
    return Figure(id, rounded, unit_zh, label_zh, approximate=rounded != exact)


def _to_the_fen(exact: Decimal) -> Decimal:
    return exact.quantize(FEN, ROUND_HALF_UP).normalize() + 0


def _decimal(number: float) -> Decimal:
    """Exactly the number that was written: the rules count in whole numbers, few of them are broken."""
    return Decimal(int(number)) if float(number).is_integer() else Decimal(str(number))


def _of_parameter(value: ParameterValue) -> Figure:
    assert isinstance(value.value, Decimal)  # the caller has looked
    return Figure(value.name, value.value, value.unit_zh, value.label_zh, value.source, value.since)


def _told_per_head(measure: Measure, frame: Frame) -> Decimal | None:
    if measure.per_head is None or is_open(frame.value(measure.per_head)):
        return None
    return _plain(measure.per_head, frame) / measure.amount_scale


def _divided(measure: Measure, frame: Frame) -> Decimal | None:
    if is_open(frame.value(measure.amount)) or (measure.per is not None and is_open(frame.value(measure.per))):
        return None
    heads = Decimal(1) if measure.per is None else _plain(measure.per, frame)
    return _plain(measure.amount, frame) / heads / measure.amount_scale


def _plain(node: Number, frame: Frame) -> Decimal:
    return _decimal(frame.value(node)[0])
