"""Danger told in words of one's own: no single sign, but at least two signals and enough points together.

他一喝酒就发疯,刚把碗砸了,我抱着孩子在楼道里: drink, now, things smashed, a child, and no question about money.
Signals and their points are reviewed data (`danger_signals.tsv`). Such a finding is less sure than a sign.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import cast

from nlu.keywords.first_look import FirstLook
from nlu.keywords.keyword import DangerKind, Keyword

_ENOUGH = 23
_GAP = "[^。!?;\n]{0,6}"


def danger_signalled(literal: str) -> Keyword | None:
    """The danger that the signals of a message add up to, or None. `literal`: without ways of speaking."""
    possible = [_signals()[place] for place in _look_for_signals().worth_trying(literal)]
    present = [(signal, found.group()) for signal in possible if (found := signal.pattern.search(literal))]
    telling = [signal for signal, _words in present if signal.points > 0 and signal.name != "first_person"]
    if len(telling) < 2 or sum(signal.points for signal, _words in present) < _ENOUGH:
        return None
    weights: Counter[str] = Counter()
    for signal, _words in present:
        if signal.kind != "-":
            weights[signal.kind] += signal.points
    if not weights:
        return None
    kind = cast(DangerKind, weights.most_common(1)[0][0])
    heard = [words for signal, words in present if signal.kind == kind]
    return Keyword("danger", matched=" ".join(heard), danger=kind, sure=False)


@dataclass(frozen=True)
class _Signal:
    name: str
    points: int
    kind: str
    pattern: re.Pattern[str]


@lru_cache(maxsize=1)
def _signals() -> tuple[_Signal, ...]:
    text = resources.files(__package__).joinpath("danger_signals.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(
        _Signal(name, int(points), kind, re.compile(pattern.replace("…", _GAP)))
        for name, points, kind, _meaning, pattern in rows
    )


@lru_cache(maxsize=1)
def _look_for_signals() -> FirstLook:
    return FirstLook([signal.pattern.pattern for signal in _signals()])
