"""Trees written out as straight Python: the values of many nodes at once, for one situation whose every value is a plain number.

A tree is evaluated by walking it, which the rule book does several hundred times for one answer. Written out, part after part with
every part after those that it is made of, the same values are had in a fraction of the time. They are put where a frame remembers
the values of nodes, so nothing else notices. Nodes that look at a roster or a table keep their own `evaluate`.
"""

from collections.abc import Callable, Iterable
from functools import singledispatch
from typing import Any

from knowledge.trees.arithmetic import Pair
from knowledge.trees.frames import Frame
from knowledge.trees.nodes import (
    All,
    Always,
    AnyOf,
    Below,
    Bounded,
    Called,
    Constant,
    Dated,
    Either,
    FactNumber,
    Flag,
    Least,
    Minus,
    Most,
    Node,
    Not,
    NotNegative,
    OneOf,
    Parameter,
    ParameterFlag,
    Percent,
    Plus,
    Times,
    Told,
    ToldNumber,
    TopUp,
    UpTo,
    UpToStaff,
    Where,
    among,
)

Run = Callable[[Frame], None]


class Straight:
    """The trees of one day, written out: household first, then each person, then what of the household looks at persons."""

    def __init__(self, trees: Iterable[Node]) -> None:
        nodes = _in_order(trees)
        rostered = _looking_down(nodes)
        self._household = _written([node for node in nodes if node.depth == 0 and node not in rostered])
        self._person = _written([node for node in nodes if node.depth == 1 and node not in rostered])
        self._over_persons = _written([node for node in nodes if node.depth == 0 and node in rostered])

    def fill(self, top: Frame) -> None:
        """Lets the frame of a household and those of its persons remember the values of all nodes."""
        self._household(top)
        for one in top.persons:
            self._person(one)
        self._over_persons(top)


def _in_order(trees: Iterable[Node]) -> list[Node]:
    """Every node once, after the nodes that it is made of."""
    found: dict[Node, None] = {}

    def add(node: Node) -> None:
        if node not in found:
            for kid in node.kids:
                add(kid)
            found[node] = None

    for tree in trees:
        add(tree)
    return list(found)


def _looking_down(nodes: list[Node]) -> set[Node]:
    """The nodes that look at somebody one level down, or are made of one that does."""
    found: set[Node] = set()
    for node in nodes:
        if any(kid.depth > node.depth or kid in found for kid in node.kids):
            found.add(node)
    return found


def _written(nodes: list[Node]) -> Run:
    """One function that gives a frame the values of nodes of its depth, in their order."""
    values = {node: f"v{place}" for place, node in enumerate(nodes)}
    space: dict[str, Any] = {f"n{place}": node for place, node in enumerate(nodes)}
    space |= {"among": among, "either": _either, "where": _where, "told": _told, "overlap": _overlap, "nodes": nodes}
    lines = ["def run(frame):", " m, value, get, par = frame.memo, frame.value, frame.facts.get, frame.parameters"]
    for place, node in enumerate(nodes):
        refs = [_reference(kid, values, space) for kid in node.kids]
        own = _expression.dispatch(type(node)) is _expression.dispatch(object)
        # a node that is asked itself finds what it is made of where the frame remembers it
        lines += [f" m[n{values[kid][1:]}] = {values[kid]}" for kid in node.kids if own and kid in values]
        lines.append(f" v{place} = {_expression(node, refs, f'n{place}')}")
    lines.append(f" m.update(zip(nodes, ({' '.join(f'{value},' for value in values.values())})))")
    exec("\n".join(lines), space)  # the text is made of the names above and of nothing from outside
    return space["run"]  # type: ignore[no-any-return]


def _reference(kid: Node, values: dict[Node, str], space: dict[str, Any]) -> str:
    """How a part is read: worked out above, or asked of the frame that it belongs to."""
    if kid in values:
        return values[kid]
    outside = f"k{id(kid)}"
    space[outside] = kid
    return f"value({outside})"


def _either(condition: Pair, a: Pair, b: Pair) -> Pair:
    surely, possibly = condition
    return (
        (surely and a[0]) or (not possibly and b[0]) or (a[0] and b[0]),
        (possibly and a[1]) or (not surely and b[1]),
    )


def _where(condition: Pair, a: Pair, b: Pair) -> Pair:
    surely, possibly = condition
    if surely:
        return a
    return (min(a[0], b[0]), max(a[1], b[1])) if possibly else b


def _told(a: Pair, b: Pair) -> Pair:
    surely, possibly = a[0] or b[0], a[1] and b[1]
    return surely and possibly, surely or possibly


def _overlap(a: Pair, b: Pair) -> Pair:
    low, high = max(a[0], b[0]), min(a[1], b[1])
    return (low, high) if low <= high else (high, low)


@singledispatch
def _expression(node: Node, refs: list[str], name: str) -> str:
    """The value as Python text; `refs` are the texts of the parts, `name` that of the node itself."""
    return f"{name}.evaluate(frame)"


@_expression.register
def _(node: Constant, refs: list[str], name: str) -> str:
    return f"({node.value!r}, {node.value!r})"


@_expression.register
def _(node: Always, refs: list[str], name: str) -> str:
    return "(True, True)"


@_expression.register
def _(node: Parameter, refs: list[str], name: str) -> str:
    return f"par[{node.name!r}].interval"


@_expression.register
def _(node: ParameterFlag, refs: list[str], name: str) -> str:
    return f"((x := par[{node.name!r}].interval)[0] >= 1, x[1] >= 1)"


@_expression.register
def _(node: FactNumber, refs: list[str], name: str) -> str:
    return f"get({node.name!r}, {node.untold!r})"


@_expression.register
def _(node: Flag, refs: list[str], name: str) -> str:
    return f"((x := {refs[0]})[0] >= 1, x[1] >= 1)"


@_expression.register
def _(node: OneOf, refs: list[str], name: str) -> str:
    places = node.positions
    return f"(y := x[0] in {places!r}, y) if (x := {refs[0]})[0] == x[1] else among(*x, {places!r})"


@_expression.register
def _(node: Plus, refs: list[str], name: str) -> str:
    return f"((x := {refs[0]})[0] + (y := {refs[1]})[0], x[1] + y[1])"


@_expression.register
def _(node: Minus, refs: list[str], name: str) -> str:
    return f"((x := {refs[0]})[0] - (y := {refs[1]})[1], x[1] - y[0])"


@_expression.register
def _(node: Times, refs: list[str], name: str) -> str:
    return f"((x := {refs[0]})[0] * (y := {refs[1]})[0], x[1] * y[1])"


@_expression.register
def _(node: Percent, refs: list[str], name: str) -> str:
    return f"((x := {refs[0]})[0] * (y := {refs[1]})[0] / 100, x[1] * y[1] / 100)"


@_expression.register
def _(node: TopUp, refs: list[str], name: str) -> str:
    line, heads, income = refs
    return f"(max((x := {line})[0] * (y := {heads})[0] - (z := {income})[1], 0.0), max(x[1] * y[1] - z[0], 0.0))"


@_expression.register
def _(node: Least, refs: list[str], name: str) -> str:
    return f"(min((x := {refs[0]})[0], (y := {refs[1]})[0]), min(x[1], y[1]))"


@_expression.register
def _(node: Most, refs: list[str], name: str) -> str:
    return f"(max((x := {refs[0]})[0], (y := {refs[1]})[0]), max(x[1], y[1]))"


@_expression.register
def _(node: NotNegative, refs: list[str], name: str) -> str:
    return f"(max((x := {refs[0]})[0], 0.0), max(x[1], 0.0))"


@_expression.register
def _(node: Below, refs: list[str], name: str) -> str:
    return f"((x := {refs[0]})[1] < (y := {refs[1]})[0], x[0] < y[1])"


@_expression.register
def _(node: Not, refs: list[str], name: str) -> str:
    return f"(not (x := {refs[0]})[1], not x[0])"


@_expression.register
def _(node: All, refs: list[str], name: str) -> str:
    return _joined(refs, "and")


@_expression.register
def _(node: AnyOf, refs: list[str], name: str) -> str:
    return _joined(refs, "or")


def _joined(refs: list[str], word: str) -> str:
    surely = f" {word} ".join(f"{ref}[0]" for ref in refs)
    return f"({surely}, {f' {word} '.join(f'{ref}[1]' for ref in refs)})"


@_expression.register
def _(node: Where, refs: list[str], name: str) -> str:
    return f"where({', '.join(refs)})"


@_expression.register
def _(node: Either, refs: list[str], name: str) -> str:
    return f"either({', '.join(refs)})"


@_expression.register
def _(node: Told, refs: list[str], name: str) -> str:
    return f"told({', '.join(refs)})"


@_expression.register
def _(node: ToldNumber, refs: list[str], name: str) -> str:
    return f"overlap({', '.join(refs)})"


@_expression.register
def _(node: UpTo, refs: list[str], name: str) -> str:
    return f"(0.0, max({refs[0]}[1], 0.0))"


@_expression.register
def _(node: Bounded, refs: list[str], name: str) -> str:
    figure, lowest, highest = refs
    return f"x if (x := {figure})[0] == x[1] else ({lowest}[0], {highest}[1])"


@_expression.register
def _(node: UpToStaff, refs: list[str], name: str) -> str:
    return f"(False, {refs[0]}[1])"


@_expression.register(Called)
@_expression.register(Dated)
def _(node: Called | Dated, refs: list[str], name: str) -> str:
    return refs[0]
