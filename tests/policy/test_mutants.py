"""The tests notice when the law is changed: every comparison turned to its neighbour, every figure moved a little.

Judged over the situations beside this file and over households at the lines, told as residents tell them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from random import Random
from typing import Any

from knowledge import County, Situation
from knowledge.judging import Judged
from knowledge.programmes.programme import Unit
from knowledge.programmes.rule_book import programmes_on, rule_book
from knowledge.screening import read_document
from knowledge.trees.frames import Frame
from knowledge.trees.nodes import Below, Node, Not, Parameter, ParameterFlag, walk
from tests.knowledge.households import OVERRIDDEN, PENSION_OUT, household, lines_of
from tests.policy.test_situations import document, situations

AT_THE_LINES = 250
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

    def frame(self, county: County) -> Frame:
        """The situation under a county's figures."""
        return self.situation.frame(county.parameters.at(self.day), self.day, record=self.record)

    @cached_property
    def as_it_is(self) -> Frame:
        """The situation under its own county's figures."""
        return self.frame(self.county)

    def holds(self, programme: str, rule: Node, frame: Frame | None = None) -> bool | None:
        """Whether a rule holds for the household, or for the applicant."""
        return Judged.of(rule, _bearer(programme, frame or self.as_it_is), self.situation).holds

    def stands_at(self, comparison: Below) -> bool:
        """Whether somebody here may stand exactly at the line: only there does it matter which way equality counts."""
        frames = [self.as_it_is]
        for _ in range(comparison.depth):
            frames = [one for frame in frames for one in frame.persons]
        sides = [[frame.value(kid) for kid in comparison.kids] for frame in frames]
        return any(left[1] == right[0] or left[0] == right[1] for left, right in sides)


def _bearer(programme: str, frame: Frame) -> Frame:
    return frame.persons[0] if rule_book()[programme].unit is Unit.PERSON else frame


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
def verdict(case: Case, programme: str) -> bool | None:
    """What the law says of a case; None too where the programme was not in force."""
    standing = programmes_on(case.day, [programme])[programme]
    return case.holds(programme, standing.rule) if standing else None


def comparisons() -> dict[Below, list[str]]:
    """Every comparison in the law, with the programmes that make it."""
    found: dict[Below, list[str]] = {}
    for name, programme in rule_book().items():
        walk(
            programme.rule,
            lambda node, name=name: found.setdefault(node, []).append(name) if isinstance(node, Below) else None,
        )
    return found


def swapped(rule: Node, target: Node, other: Node) -> Node:
    """The rule with one part replaced."""
    if rule is target:
        return other
    kids = tuple(swapped(kid, target, other) for kid in rule.kids)
    return rule if all(new is old for new, old in zip(kids, rule.kids, strict=True)) else rule.rebuilt(kids)


def notices(programme: str, target: Below) -> bool:
    """Whether some case gets another verdict when equality counts the other way."""
    left, right = target.kids
    turned = Not(Below(right, left))
    for case in cases():
        standing = programmes_on(case.day, [programme])[programme]
        if standing is not None and case.stands_at(target):
            mutant = swapped(standing.rule, target, turned)
            if mutant is not standing.rule and case.holds(programme, mutant) != verdict(case, programme):
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


def moved(county: County, day: date, name: str) -> Iterator[County]:
    """The county with one figure a little higher, a little lower, or switched."""
    value = county.parameters.at(day)[name].value
    if isinstance(value, bool):
        yield county.with_parameters({name: not value})
    elif isinstance(value, Decimal):
        unit = county.parameters[name].unit
        step = A_LITTLE.get(unit, MONEY if unit.startswith("yuan") else Decimal(1))
        for other in (value + step, value - step):
            if other >= 0:
                yield county.with_parameters({name: other})


def moves(programme: str, name: str) -> bool:
    """Whether some case gets another verdict when one figure moves: the rule must take another value there to begin with."""
    for case in cases():
        standing: Any = programmes_on(case.day, [programme])[programme]
        if standing is not None:
            before = _bearer(programme, case.as_it_is).value(standing.rule)
            for county in moved(case.county, case.day, name):
                frame = case.frame(county)
                other = _bearer(programme, frame).value(standing.rule) != before
                if other and case.holds(programme, standing.rule, frame) != verdict(case, programme):
                    return True
    return False


def test_a_figure_moved_a_little_is_noticed() -> None:
    found = figures()
    survivors = [
        name for name, programmes in found.items() if not any(moves(programme, name) for programme in programmes)
    ]
    assert 1 - len(survivors) / len(found) >= CAUGHT_AT_LEAST, survivors
