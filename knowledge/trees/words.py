"""Short words to write rules with: whose fact it is, yes, one of."""

from knowledge.errors import TreeError
from knowledge.facts import FactKind, Scope, vocabulary
from knowledge.trees.numbers import FactNumber
from knowledge.trees.truths import Flag, OneOf


def household(name: str) -> FactNumber:
    """A fact of the household."""
    return _fact(name, Scope.HOUSEHOLD)


def matter(name: str) -> FactNumber:
    """A fact of the legal matter."""
    return _fact(name, Scope.MATTER)


def person(name: str) -> FactNumber:
    """A fact of one person."""
    return _fact(name, Scope.PERSON)


def supporter(name: str) -> FactNumber:
    """A fact of somebody who has a legal duty to support the person."""
    return _fact(name, Scope.SUPPORTER)


def _fact(name: str, scope: Scope) -> FactNumber:
    fact = vocabulary()[name]
    if scope is not fact.scope and scope not in fact.also:
        raise TreeError(name, f"is a fact of the {fact.scope}, not of the {scope}", "Correct the rule or facts.yml")
    return FactNumber(name, scope)


def yes(fact: FactNumber) -> Flag:
    """The fact is yes; raises on a fact that is no flag."""
    if vocabulary()[fact.name].kind is not FactKind.FLAG:
        raise TreeError(fact.name, "is not a yes-or-no fact", "Use one_of or a comparison")
    return Flag(fact)


def one_of(fact: FactNumber, *codes: str) -> OneOf:
    """The choice is one of these codes."""
    return OneOf(fact, codes)
