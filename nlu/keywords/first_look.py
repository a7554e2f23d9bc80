"""Which patterns are worth trying on a message: each of some hundred is asked of every message while its provider waits.

A pattern is left out only where it cannot match. 跳(楼|河) needs 跳 and one of 楼河; of what a message of thirty
characters lacks, nearly every pattern needs something.
"""

import importlib
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

# The standard library reads patterns here; the name without underscore goes in a later version.
_reading: Any = importlib.import_module("re._parser" if sys.version_info >= (3, 11) else "sre_parse")

_Needs = tuple[frozenset[str], ...]
_WIDEST_RANGE = 64
"""Characters: of more, a message has one anyway."""


class FirstLook:
    """Patterns by the characters that they need.

    Args:
        patterns: regular expressions as they are searched or matched, without flags.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self._always: set[int] = set()
        self._by_character: dict[str, list[tuple[int, _Needs]]] = defaultdict(list)
        needs = [(place, way) for place, pattern in enumerate(patterns) for way in _ways(pattern)]
        common = Counter(character for _, way in needs for one_of in way for character in one_of)
        for place, way in needs:
            if not way:
                self._always.add(place)
                continue
            rarest = min(way, key=lambda one_of: sum(common[character] for character in one_of))
            others = tuple(one_of for one_of in way if one_of is not rarest)
            for character in rarest:
                self._by_character[character].append((place, others))

    def worth_trying(self, text: str) -> list[int]:
        """The places of the patterns that may match somewhere in `text`, in their order."""
        found, characters = set(self._always), set(text)
        for character in characters:
            for place, others in self._by_character.get(character, ()):
                if place not in found and not any(one_of.isdisjoint(characters) for one_of in others):
                    found.add(place)
        return sorted(found)


def alternatives(pattern: str) -> list[str]:
    """A pattern cut at each | that is in no bracket: it matches where one of these does."""
    parts, depth, in_class = [""], 0, False
    for piece in re.findall(r"\\.|.", pattern):
        in_class = piece == "[" or (in_class and piece != "]")
        depth += 0 if in_class else (piece == "(") - (piece == ")")
        if piece == "|" and not depth and not in_class:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def _ways(pattern: str) -> Iterator[_Needs]:
    """For each alternative of a pattern what every match of it has: a character of each of these sets."""
    parsed = _reading.parse(pattern)
    if parsed.state.flags & ~re.UNICODE:
        yield ()
        return
    items = list(parsed)
    while len(items) == 1 and str(items[0][0]) == "SUBPATTERN":
        items = list(items[0][1][3])
    if len(items) == 1 and str(items[0][0]) == "BRANCH":
        yield from (tuple(_needed(branch)) for branch in items[0][1][1])
    else:
        yield tuple(_needed(items))


def _needed(items: Any) -> Iterator[frozenset[str]]:
    for kind, value in items:
        match str(kind):
            case "LITERAL":
                yield frozenset(chr(value))
            case "IN":
                yield from _one_of(value)
            case "SUBPATTERN":
                yield from _needed(value[3])
            case "MAX_REPEAT" | "MIN_REPEAT" if value[0] > 0:
                yield from _needed(value[2])
            case "BRANCH":
                yield from _needed_by_each(value[1])


def _needed_by_each(branches: Any) -> Iterator[frozenset[str]]:
    """One character of the shortest set of every branch; nothing where a branch needs nothing."""
    shortest = [min(needs, key=len, default=None) for needs in map(list, map(_needed, branches))]
    if all(one_of is not None for one_of in shortest):
        yield frozenset().union(*(one_of for one_of in shortest if one_of is not None))


def _one_of(members: Any) -> Iterator[frozenset[str]]:
    """The characters of a class, where it names them."""
    named: set[str] = set()
    for kind, value in members:
        match str(kind):
            case "LITERAL":
                named.add(chr(value))
            case "RANGE" if value[1] - value[0] < _WIDEST_RANGE:
                named.update(map(chr, range(value[0], value[1] + 1)))
            case _:
                return
    yield frozenset(named)
