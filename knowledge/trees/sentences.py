"""A tree in Chinese: as one sentence, and as rows for a table."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import singledispatch

from knowledge.facts import FactKind, vocabulary
from knowledge.trees.nodes import (
    SUPPORTERS,
    All,
    Always,
    AnyOf,
    ApplicantIs,
    ApplicantNumber,
    Below,
    Bounded,
    ByChoice,
    Called,
    Constant,
    CountOf,
    Criterion,
    Dated,
    Either,
    EveryPerson,
    FactNumber,
    Flag,
    InParameterList,
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
    SomePerson,
    Summed,
    Times,
    Today,
    Told,
    ToldNumber,
    TopUp,
    UpTo,
    UpToStaff,
    Where,
    walk,
)
from knowledge.trees.reasons import criteria_of

NameOf = Callable[[str], str]
IN_HUNDREDTHS = 100
PERSONS_ZH = {SUPPORTERS: "义务人"}


@dataclass(frozen=True)
class Row:
    """One named criterion as a table shows it."""

    id: str
    label_zh: str
    law: str
    since: str
    until: str
    sentence_zh: str


def rows(node: Node, name: NameOf) -> list[Row]:
    """The named criteria of a rule, in the law's order; `name` gives a parameter's Chinese name."""
    return [_row(criterion, name) for criterion in criteria_of(node)]


def _row(criterion: Criterion, name: NameOf) -> Row:
    since, until = (day.isoformat() if day else "" for day in (criterion.since, criterion.until))
    return Row(criterion.id, criterion.label_zh, criterion.law, since, until, sentence_zh(criterion.kids[0], name))


def definitions(node: Node, name: NameOf) -> dict[str, str]:
    """The named numbers of a rule and what each is made of."""
    found: dict[str, str] = {}

    def collect(part: Node) -> None:
        if isinstance(part, Called):
            found[part.label_zh] = sentence_zh(part.kids[0], name)

    walk(node, collect)
    return found


@singledispatch
def _words(node: Node, say: "Words") -> str:
    raise NotImplementedError(f"{type(node).__name__} has no Chinese words")


class Words:
    """How parts are worded; `name` gives the Chinese name of a parameter."""

    def __init__(self, name: NameOf) -> None:
        self.name = name

    def __call__(self, node: Node) -> str:
        return _words(node, self)

    def all(self, node: Node, between: str) -> str:
        """The parts of a node, joined."""
        return between.join(self(kid) for kid in node.kids)

    def within(self, node: Node) -> str:
        """A part of something that binds tighter: in brackets where it would be read wrongly without."""
        return f"（{self(node)}）" if isinstance(node, All | Plus | Least | Most) else self(node)


def sentence_zh(node: Node, name: NameOf) -> str:
    """The rule as one Chinese sentence; numbers are named, not computed."""
    return Words(name)(node)


@_words.register
def _(node: Constant, say: Words) -> str:
    return f"{node.value:g}"


@_words.register(Parameter)
@_words.register(ParameterFlag)
def _(node: Parameter | ParameterFlag, say: Words) -> str:
    return f"【{say.name(node.name)}】"


@_words.register
def _(node: Today, say: Words) -> str:
    return "所问的日期"


@_words.register
def _(node: FactNumber, say: Words) -> str:
    return vocabulary()[node.name].label_zh


@_words.register
def _(node: Flag, say: Words) -> str:
    return say(node.kids[0])


@_words.register
def _(node: OneOf, say: Words) -> str:
    fact = node.kids[0]
    assert isinstance(fact, FactNumber)  # the constructor takes nothing else
    labels = "、".join(vocabulary()[fact.name].label_of(code) for code in node.codes)
    return f"{say(fact)}为{labels}"


@_words.register
def _(node: InParameterList, say: Words) -> str:
    return f"{say(node.kids[0])}在【{say.name(node.name)}】之内"


@_words.register
def _(node: Plus, say: Words) -> str:
    return say.all(node, "加")


@_words.register
def _(node: Minus, say: Words) -> str:
    return f"（{say(node.kids[0])}减{say.within(node.kids[1])}）"


@_words.register
def _(node: Times, say: Words) -> str:
    """A hundred to one is how the rules hold a number against a product with a percentage; people do not count so."""
    plain = [
        Constant(kid.value / IN_HUNDREDTHS) if isinstance(kid, Constant) and kid.value % IN_HUNDREDTHS == 0 else kid
        for kid in node.kids
    ]
    return "×".join(say.within(kid) for kid in plain if not (isinstance(kid, Constant) and kid.value == 1))


@_words.register
def _(node: Least, say: Words) -> str:
    return f"{say.all(node, '与')}中较小的一个"


@_words.register
def _(node: Most, say: Words) -> str:
    return f"{say.all(node, '与')}中较大的一个"


@_words.register
def _(node: Percent, say: Words) -> str:
    return say.all(node, "×")


@_words.register
def _(node: TopUp, say: Words) -> str:
    line, heads, income = (say(kid) for kid in node.kids)
    return f"（{line}×{heads}减{income}）"


@_words.register
def _(node: ByChoice, say: Words) -> str:
    fact = node.kids[0]
    assert isinstance(fact, FactNumber)  # the constructor takes nothing else
    labels = [vocabulary()[fact.name].label_of(code) for code in node.codes]
    rows = "，".join(f"{label}的{say(kid)}" for label, kid in zip(labels, node.kids[1:-1], strict=True))
    return f"（{say(fact)}：{rows}，其他的{say(node.kids[-1])}）"


@_words.register
def _(node: CountOf, say: Words) -> str:
    return f"{say(node.kids[0])}的人数"


@_words.register(Bounded)
@_words.register(NotNegative)
@_words.register(Told)
@_words.register(ToldNumber)
@_words.register(ApplicantIs)
@_words.register(ApplicantNumber)
@_words.register(Dated)
def _(node: Node, say: Words) -> str:
    return say(node.kids[0])


@_words.register
def _(node: Called, say: Words) -> str:
    return node.label_zh


@_words.register
def _(node: UpTo, say: Words) -> str:
    return f"不超过{say(node.kids[0])}"


@_words.register
def _(node: Where, say: Words) -> str:
    condition, then, otherwise = (say(kid) for kid in node.kids)
    return f"（{condition}时{then}，否则{otherwise}）"


@_words.register
def _(node: Either, say: Words) -> str:
    condition, then, otherwise = (say(kid) for kid in node.kids)
    return f"（{condition}的，{then}；否则，{otherwise}）"


@_words.register
def _(node: Summed, say: Words) -> str:
    return f"各人{say(node.kids[0])}合计"


@_words.register
def _(node: Below, say: Words) -> str:
    """Reads from the fact to the line, whichever side it stands on."""
    left, right = node.kids
    if isinstance(left, Parameter | Constant) and not isinstance(right, Parameter | Constant):
        return f"{say(right)}高于{say(left)}"
    return f"{say(left)}低于{say(right)}"


@_words.register
def _(node: Always, say: Words) -> str:
    return "任何情况"


@_words.register
def _(node: All, say: Words) -> str:
    return say.all(node, "，并且")


@_words.register
def _(node: AnyOf, say: Words) -> str:
    return f"（{'，或者'.join(say.within(kid) for kid in node.kids)}）"


@_words.register
def _(node: Not, say: Words) -> str:
    kid = node.kids[0].kids[0] if isinstance(node.kids[0], Told) else node.kids[0]
    if isinstance(kid, Below):
        return _not_below_zh(kid.kids[0], kid.kids[1], say)
    if isinstance(kid, Flag) and _reads_as_not(kid):
        return f"不是“{say(kid)}”"
    return f"不符合“{say(kid)}”"


def _not_below_zh(left: Node, right: Node, say: Words) -> str:
    """Reads from the fact to the line: age not above 60 rather than 60 not below age."""
    if isinstance(left, Parameter | Constant) or isinstance(right, FactNumber):
        return f"{say(right)}不超过{say(left)}"
    return f"{say(left)}不低于{say(right)}"


def _reads_as_not(flag: Flag) -> bool:
    fact = flag.kids[0]
    return isinstance(fact, FactNumber) and vocabulary()[fact.name].kind is FactKind.FLAG


@_words.register
def _(node: SomePerson, say: Words) -> str:
    return f"至少一名{PERSONS_ZH.get(node.roster, '家庭成员')}{say(node.kids[0])}"


@_words.register
def _(node: EveryPerson, say: Words) -> str:
    return f"每一名{PERSONS_ZH.get(node.roster, '家庭成员')}{say(node.kids[0])}"


@_words.register
def _(node: UpToStaff, say: Words) -> str:
    return f"{say(node.kids[0])}（由工作人员认定）"


@_words.register
def _(node: Criterion, say: Words) -> str:
    return f"“{node.label_zh}”"
