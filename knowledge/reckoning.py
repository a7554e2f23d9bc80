"""The arithmetic of an amount, written from its tree: as steps with the figures of a case, and as a formula while some are open.

Parts with a name (`Called`) that are made of several numbers get a step of their own, in the order in which they are needed. Every
number that is written is put into the trace.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from functools import singledispatch

from knowledge.assessment import Figure, plain
from knowledge.facts import vocabulary
from knowledge.figures import Trace, readable
from knowledge.programmes.programme import AmountRule
from knowledge.trees.arithmetic import is_open
from knowledge.trees.frames import Frame
from knowledge.trees.nodes import (
    ApplicantNumber,
    Bounded,
    ByChoice,
    Called,
    Constant,
    CountOf,
    FactNumber,
    Least,
    Minus,
    Most,
    Node,
    NotNegative,
    Parameter,
    Percent,
    Plus,
    Summed,
    Times,
    Today,
    ToldNumber,
    TopUp,
    UpTo,
    Where,
)
from knowledge.trees.open import live_branches, live_rows
from knowledge.trees.scales import scale_of
from knowledge.trees.sentences import sentence_zh

# What has a value but no arithmetic that people would follow: it is written as one number.
TAKEN_AS_ONE = (ApplicantNumber, CountOf, FactNumber, Summed, Today, ToldNumber)
SHORT_OF_NOUGHT_ZH = "，不足0按0"


class Binds(IntEnum):
    """How tightly the parts of a written expression hold together."""

    LIST = 0
    SUM = 1
    PRODUCT = 2
    ONE = 3


@dataclass(frozen=True)
class Written:
    """An expression in words and numbers, with what holds it together at the top."""

    text: str
    binds: Binds = Binds.ONE

    def within(self, binds: Binds) -> str:
        """As a part of something that binds tighter: in brackets where it needs them."""
        return self.text if self.binds >= binds else f"({self.text})"


class Reckoning:
    """The arithmetic of one amount for one bearer. `name` begins the ids of its figures; `used` are the figures written so far."""

    def __init__(self, rule: AmountRule, frame: Frame, trace: Trace, name: str) -> None:
        self.rule = rule
        self.frame = frame
        self.trace = trace
        self.name = name
        self.used: list[str] = []
        self.steps_so_far: dict[str, str] = {}
        self.open_parts: dict[str, Called] = {}
        self._parts: dict[str, str] = {}

    def formula_zh(self) -> str:
        """How it is reckoned: numbers where they are known, names where they are not, with what named parts are made of."""
        whole = self.written(self.rule.amount).text
        definitions = tuple(self._definitions())
        return "；".join((*self.steps_so_far.values(), whole, *definitions))

    def steps(self, result: Figure) -> tuple[str, ...]:
        """The arithmetic of a settled amount, named parts first; the last step gives the result."""
        last = self.equation(self.rule.amount, result)
        return (*self.steps_so_far.values(), last)

    def _definitions(self) -> Iterator[str]:
        """What each open named part is made of, the ones that turn up on the way included."""
        done: set[str] = set()
        while wanted := [label for label in self.open_parts if label not in done]:
            done.add(wanted[0])
            yield f"{wanted[0]} = {self.written(self.open_parts[wanted[0]].kids[0]).text}"

    def equation(self, node: Node, result: Figure) -> str:
        """The arithmetic of one settled part with what comes out of it."""
        written = self.written(node).text
        if written.endswith(SHORT_OF_NOUGHT_ZH) or written == result.number_zh:
            return written
        return f"{written} {'≈' if result.approximate else '='} {result.number_zh}"

    # ---------------------------------------------------------------------------------------------------------- writing

    def written(self, node: Node) -> Written:
        """A part in numbers, or by name while it is open."""
        if not isinstance(node, TAKEN_AS_ONE):
            return _write(node, self)
        return Written(_name_zh(node)) if self.is_open(node) else self.number(node)

    def figure_alone(self, node: Node) -> Parameter | None:
        """The one figure of the law that a part comes down to, if it does."""
        match node:
            case Parameter():
                return node
            case Called():
                return self.figure_alone(node.kids[0])
            case Where() if len(live := live_branches(node, self.frame)) == 1:
                return self.figure_alone(live[0])
            case ByChoice() if len(live := live_rows(node, self.frame)) == 1:
                return self.figure_alone(live[0])
            case _:
                return None

    def joined(self, node: Node, sign: str, binds: Binds) -> Written:
        """Two parts with a sign between them."""
        first, second = (self.written(kid) for kid in node.kids)
        return Written(f"{first.within(binds)} {sign} {second.within(Binds(min(binds + 1, Binds.ONE)))}", binds)

    def condition_zh(self, node: Node) -> str:
        """A condition in words."""
        return sentence_zh(node, lambda name: self.frame.parameters[name].label_zh)

    # ---------------------------------------------------------------------------------------------------------- figures

    def is_open(self, node: Node) -> bool:
        """Whether a part is not settled in this case."""
        return is_open(self.frame.value(node))

    def value(self, node: Node) -> Decimal:
        """A settled number in the unit that people say."""
        return Decimal(plain(Decimal(str(self.frame.value(node)[0])))) / scale_of(node, self.frame)

    def number(self, node: Node) -> Written:
        """A settled part as one number, kept in the trace."""
        label = _name_zh(node)
        id = (
            node.name if isinstance(node, FactNumber) else self._parts.setdefault(label, f"part_{len(self._parts) + 1}")
        )
        return Written(self.put(readable(f"{self.name}.{id}", self.value(node), _unit_zh(node), label)).number_zh)

    def put(self, figure: Figure) -> Figure:
        """Keeps a figure in the trace and as one that was used."""
        self.used.append(figure.id)
        return self.trace.put(figure)


@singledispatch
def _write(node: Node, of: Reckoning) -> Written:
    raise NotImplementedError(f"{type(node).__name__} has no arithmetic")


@_write.register
def _(node: Constant, of: Reckoning) -> Written:
    return Written(f"{node.value:g}")


@_write.register
def _(node: Parameter, of: Reckoning) -> Written:
    figure = of.trace.parameter(node.name)
    if figure is None:
        return Written(of.frame.parameters[node.name].label_zh)
    of.used.append(figure.id)
    return Written(figure.number_zh)


@_write.register
def _(node: Called, of: Reckoning) -> Written:
    """A part that is one figure of the law is that figure; any other has a step, or while it is open a line, of its own."""
    figure = of.figure_alone(node)
    if figure is not None:
        return of.written(figure)
    if of.is_open(node):
        if not isinstance(node.kids[0], TAKEN_AS_ONE):
            of.open_parts.setdefault(node.label_zh, node)
        return Written(node.label_zh)
    written = of.number(node)
    if node.label_zh not in of.steps_so_far and not isinstance(node.kids[0], TAKEN_AS_ONE):
        result = of.trace.figures[of.used[-1]]
        equation = of.equation(node.kids[0], result)  # puts the steps of its own parts first
        of.steps_so_far[node.label_zh] = f"{node.label_zh}：{equation}"
    return written


@_write.register
def _(node: Plus, of: Reckoning) -> Written:
    return of.joined(node, "+", Binds.SUM)


@_write.register
def _(node: Minus, of: Reckoning) -> Written:
    return of.joined(node, "−", Binds.SUM)


@_write.register(Times)
@_write.register(Percent)
def _(node: Times | Percent, of: Reckoning) -> Written:
    return of.joined(node, "×", Binds.PRODUCT)


@_write.register
def _(node: Least, of: Reckoning) -> Written:
    return Written("和".join(of.written(kid).within(Binds.PRODUCT) for kid in node.kids) + "取较小的", Binds.LIST)


@_write.register
def _(node: Most, of: Reckoning) -> Written:
    return Written("和".join(of.written(kid).within(Binds.PRODUCT) for kid in node.kids) + "取较大的", Binds.LIST)


@_write.register
def _(node: UpTo, of: Reckoning) -> Written:
    """A ceiling."""
    return Written(f"不超过{of.written(node.kids[0]).text}", Binds.LIST)


@_write.register
def _(node: NotNegative, of: Reckoning) -> Written:
    written = of.written(node.kids[0])
    if of.frame.value(node.kids[0])[1] >= 0:
        return written
    return Written(written.text + SHORT_OF_NOUGHT_ZH, Binds.LIST)


@_write.register
def _(node: Bounded, of: Reckoning) -> Written:
    """The county's figure, with the law's bounds while nobody has loaded it; bounds that meet are the figure."""
    if not of.is_open(node.kids[0]):
        return of.written(node.kids[0])
    if not of.is_open(node):
        return of.written(node.kids[1])
    figure, lowest, highest = (of.written(kid) for kid in node.kids)
    return Written(f"{figure.text}（{lowest.text}至{highest.text}）")


@_write.register
def _(node: Where, of: Reckoning) -> Written:
    live = live_branches(node, of.frame)
    if len(live) == 1:
        return of.written(live[0])
    then, otherwise = (of.written(kid).text for kid in live)
    return Written(f"（{of.condition_zh(node.kids[0])}的{then}，否则{otherwise}）")


@_write.register
def _(node: ByChoice, of: Reckoning) -> Written:
    live = live_rows(node, of.frame)
    if len(live) == 1:
        return of.written(live[0])
    rows = zip(node.codes, node.kids[1:-1], strict=True)
    fact = vocabulary()[node.fact_name]
    told = [f"{fact.label_of(code)}{of.written(kid).text}" for code, kid in rows if any(kid is one for one in live)]
    return Written(f"（{'，'.join(told)}）")


@_write.register
def _(node: TopUp, of: Reckoning) -> Written:
    """(line − income a head) × people; line × people − income where a head's is no whole fen or the line is passed."""
    line, heads, income = node.kids
    lines = of.written(line).within(Binds.PRODUCT)
    if of.is_open(heads):
        return Written(f"({lines} − 人均月收入) × {_name_zh(heads)}", Binds.PRODUCT)
    people = of.put(Figure(f"{of.name}.members", of.value(heads), "人", "家庭人口"))
    if of.is_open(income):
        return Written(f"({lines} − 人均月收入) × {people.number_zh}", Binds.PRODUCT)
    total = of.put(readable(f"{of.name}.income", max(of.value(income), Decimal(0)), "元/月", _name_zh(income)))
    share = total.value / people.value
    per_head = of.put(readable(f"{of.name}.income_per_head", share, "元/人·月", "人均月收入"))
    if of.value(income) > of.value(line) * people.value:
        return Written(f"{lines} × {people.number_zh} − {total.number_zh}{SHORT_OF_NOUGHT_ZH}", Binds.LIST)
    if per_head.approximate:
        return Written(f"{lines} × {people.number_zh} − {total.number_zh}", Binds.SUM)
    return Written(f"({lines} − {per_head.number_zh}) × {people.number_zh}", Binds.PRODUCT)


def _name_zh(node: Node) -> str:
    """What a number is called: by its fact, by its name, or by what it is made of."""
    if isinstance(node, FactNumber):
        return vocabulary()[node.name].label_zh
    if isinstance(node, Called):
        return node.label_zh
    return sentence_zh(node, lambda name: name)


def _unit_zh(node: Node) -> str:
    return vocabulary()[node.name].unit_zh if isinstance(node, FactNumber) else ""
