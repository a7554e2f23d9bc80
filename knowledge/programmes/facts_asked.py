"""Which facts a programme reads: in its rule, its amounts and whatever it says beside them."""

from functools import cache

from knowledge.programmes.rule_book import rule_book, trees_of
from knowledge.situation import CERTIFIED, CERTIFIED_STATUS
from knowledge.trees.nodes import FactNumber, Node, walk


@cache
def facts_asked(programme: str) -> frozenset[str]:
    """Names of the facts that a programme depends on; raises KeyError for an unknown programme."""
    read = frozenset(name for tree in trees_of(rule_book()[programme]) for name in facts_in(tree))
    return read | {CERTIFIED_STATUS} if len(read & set(CERTIFIED)) > 1 else read


def facts_in(node: Node) -> set[str]:
    """Names of the facts that one tree reads."""
    names: set[str] = set()
    walk(node, lambda part: names.add(part.name) if isinstance(part, FactNumber) else None)
    return names
