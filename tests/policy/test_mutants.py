"""The tests notice when the law is changed: every comparison turned to its neighbour, every figure moved a little.

Judged over the situations beside this file and over households at the lines, told as residents tell them.
"""

from collections import ChainMap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from random import Random

from knowledge import County, Situation
from knowledge.judging import Judged
from knowledge.parameters.dated import ParameterValue, whole_number
from knowledge.programmes.programme import Unit
from knowledge.programmes.rule_book import programmes_on, rule_book
from knowledge.screening import read_document
from knowledge.trees.frames import Frame, Parameters
from knowledge.trees.nodes import Below, Node, Not, Parameter, ParameterFlag, Truth, walk
from tests.knowledge.households import OVERRIDDEN, PENSION_OUT, household, lines_of
from tests.policy.test_situations import document, situations

AT_THE_LINES = 800
CAUGHT_AT_LEAST = 0.95
A_LITTLE = {"multiple": Decimal("0.01"), "square_metres": Decimal("0.01"), "share": Decimal("0.01")}
MONEY = Decimal("0.01")
FIGURES = Parameter | ParameterFlag


@dataclass(frozen=True, eq=False)
class Case:
    """One situation with its day and county, told as a record or as a resident."""

    situation: Situation
    day: date
    county: County
    record: bool

    @property
    def now(self) -> Parameters:
        """The county's figures on the day."""
        return self.county.parameters.at(self.day)

    def frame(self, parameters: Parameters) -> Frame:
        """The household with some figures."""
        return self.situation.frame(parameters, self.day, record=self.record)

    @cached_property
    def top(self) -> Frame:
        """The household with its own county's figures; remembers what was asked of it."""
        return self.frame(self.now)

    def holds(self, programme: str, rule: Node, top: Frame) -> bool | None:
        """Whether a rule holds for the household, or for the applicant."""
        return Judged.of(rule, bearer(programme, top), self.situation).holds


def bearer(programme: str, top: Frame) -> Frame:
    """The household, or the applicant where the unit is a person."""
    return top.persons[0] if rule_book()[programme].unit is Unit.PERSON else top


def frames_at(depth: int, top: Frame) -> list[Frame]:
    """All who could be asked at a depth: the household, its persons, their supporters."""
    frames = [top]
    for _ in range(depth):
        frames = [below for frame in frames for below in frame.persons]
    return frames


@cache
def cases() -> tuple[Case, ...]:
    """All situations, then households at the lines."""
    found = []
    for parameters in situations():
        situation, on, county = read_document(document(*parameters.values))
        found.append(Case(situation, county.day(on), county, True))
    rng, lines = Random(77), lines_of(OVERRIDDEN, PENSION_OUT)
    for _ in range(AT_THE_LINES):
        found.append(Case(Situation.from_answers(household(rng, lines)), PENSION_OUT, OVERRIDDEN, False))
    return tuple(found)


@cache
def rule_on(day: date, programme: str) -> Truth | None:
    """What a programme asks on a day; None where it was not in force."""
    standing = programmes_on(day, [programme])[programme]
    return standing.rule if standing else None


@cache
def verdict(case: Case, programme: str) -> bool | None:
    """What the law says of a case; None too where the programme was not in force."""
    rule = rule_on(case.day, programme)
    return None if rule is None else case.holds(programme, rule, case.top)


def comparisons() -> dict[Below, list[str]]:
    """Every comparison in the law, with the programmes that make it."""
    found: dict[Below, list[str]] = {}
    for name, programme in rule_book().items():
        walk(
            programme.rule,
            lambda node, name=name: found.setdefault(node, []).append(name) if isinstance(node, Below) else None,
        )
    return found


@cache
def mutant(rule: Truth, target: Below) -> tuple[Truth, Truth]:
    """The rule with equality of one comparison counted the other way, and that comparison as it now is."""
    left, right = target.kids
    turned = Not(Below(right, left))
    done: dict[Node, Node] = {target: turned}

    def swapped(node: Node) -> Node:
        if node not in done:
            kids = tuple(swapped(kid) for kid in node.kids)
            same = all(new is old for new, old in zip(kids, node.kids, strict=True))
            done[node] = node if same else node.rebuilt(kids)
        return done[node]

    whole = swapped(rule)
    assert isinstance(whole, Truth)  # a truth stays a truth whatever is swapped in it
    return whole, turned


def notices(programme: str, target: Below) -> bool:
    """Whether some case gets another verdict when equality counts the other way. Only one at the line can."""
    for case in cases():
        rule = rule_on(case.day, programme)
        if rule is not None:
            turned_rule, turned = mutant(rule, target)
            if all(one.value(turned) == one.value(target) for one in frames_at(target.depth, case.top)):
                continue
            who = bearer(programme, case.top)
            other = who.value(turned_rule) != who.value(rule)
            if other and case.holds(programme, turned_rule, case.top) != verdict(case, programme):
                return True
    return False


def test_a_comparison_turned_to_its_neighbour_is_noticed() -> None:
    found = comparisons()
    survivors = [one for one, programmes in found.items() if not any(notices(name, one) for name in programmes)]
    assert 1 - len(survivors) / len(found) >= CAUGHT_AT_LEAST, [_described(one) for one in survivors]


def _described(node: Node) -> str:
    return f"{type(node).__name__}({getattr(node, 'name', '')}{', '.join(map(_described, node.kids))})"


def figures() -> dict[str, list[str]]:
    """Every parameter that the law looks at, with the programmes that do."""
    found: dict[str, list[str]] = {}
    for programme in rule_book().values():
        names: dict[str, None] = {}
        walk(
            programme.rule,
            lambda node, names=names: names.update({node.name: None}) if isinstance(node, FIGURES) else None,
        )
        for name in names:
            found.setdefault(name, []).append(programme.name)
    return found


def moved(now: Parameters, name: str) -> Iterator[Parameters]:
    """The figures of a day with one of them a little higher, a little lower, or switched."""
    figure = now[name]
    for other in _beside(figure):
        point = whole_number(figure.unit, other)
        yield ChainMap({name: replace(figure, interval=point)}, now)  # type: ignore[arg-type]  # only read from


def _beside(figure: ParameterValue) -> tuple[Decimal | bool, ...]:
    if isinstance(figure.value, bool):
        return (not figure.value,)
    if not isinstance(figure.value, Decimal):
        return ()
    step = A_LITTLE.get(figure.unit, MONEY if figure.unit.startswith("yuan") else Decimal(1))
    return tuple(other for other in (figure.value + step, figure.value - step) if other >= 0)


@cache
def looks_at(rule: Truth) -> frozenset[str]:
    """The figures in a rule as it stands on a day."""
    names: set[str] = set()
    walk(rule, lambda node: names.add(node.name) if isinstance(node, FIGURES) else None)
    return frozenset(names)


def moves(programme: str, name: str) -> bool:
    """Whether some case gets another verdict when one figure moves. Only one whose rule comes out otherwise can."""
    for case in cases():
        rule = rule_on(case.day, programme)
        if rule is not None and name in looks_at(rule):
            before = bearer(programme, case.top).value(rule)
            for figures_moved in moved(case.now, name):
                top = case.frame(figures_moved)
                other = bearer(programme, top).value(rule) != before
                if other and case.holds(programme, rule, top) != verdict(case, programme):
                    return True
    return False


def test_a_figure_moved_a_little_is_noticed() -> None:
    found = figures()
    survivors = [
        name for name, programmes in found.items() if not any(moves(programme, name) for programme in programmes)
    ]
    assert 1 - len(survivors) / len(found) >= CAUGHT_AT_LEAST, survivors
