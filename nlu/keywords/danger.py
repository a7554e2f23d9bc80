"""Danger in a message: violence, self-harm, hunger, collapse, a child, threats, disaster, no shelter, a life at risk.

Rules as reviewed data: signs (`danger_signs.tsv`), ways of speaking that only sound like danger and frames that take
the danger out of a likely sign (`danger_frames.tsv`), lists of words for both (`danger_words.tsv`). Where no sign is
found, signals are added up (`danger_signals.py`).
A missed danger costs more than a false one, so a certain sign needs no further proof.
"""

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from typing import cast

from nlu.keywords.danger_kinds import kind_by_who
from nlu.keywords.danger_signals import danger_signalled
from nlu.keywords.first_look import FirstLook, alternatives
from nlu.keywords.keyword import DangerKind, Keyword
from nlu.keywords.likeness import likeness

#: In logits, as the likeness is. A sign adds to what the words are like; none decides alone.
_COUNTS = {"certain": 3.0, "clear": 2.5, "likely": 1.5, "signals": 0.75}
_TOLD = frozenset({"dream", "story"})
_TOLD_COUNTS = 1.5
_ENOUGH = 1.1
_GAP = "[^。!?;\n]{0,6}"
_CUT = "□"
_OUTWEIGHED_BY: dict[str, frozenset[str]] = {
    "certain": frozenset(),
    "clear": frozenset({"legal"}),
    "likely": frozenset({"legal", "past", "supposed", "question"}),
}
_SPOKEN = frozenset({"urgent", "dream", "story", "past", "supposed", "question", "legal"})
_NOT_HERE_AND_NOW = frozenset({"dream", "story", "past", "supposed"})
#: Whom to call when a message tells of several kinds: from people who strike (110) first, and a mere cry for help last.
_FIRST_TO_ANSWER: tuple[DangerKind, ...] = (
    "violence",
    "assault",
    "captive",
    "self_harm",
    "child",
    "threat",
    "collapse",
    "disaster",
    "medical",
    "hunger",
    "homeless",
)


@dataclass(frozen=True)
class Weighed:
    """`points`: how much speaks for danger, in logits. `danger`: what it would be, whether or not it is enough."""

    points: float
    danger: Keyword


@dataclass(frozen=True)
class _Sign:
    kind: DangerKind
    weight: str
    pattern: re.Pattern[str]


def danger_in(normal: str) -> Keyword | None:
    """The danger that a normalised message tells of, or None."""
    weighed = weigh(normal)
    return weighed.danger if weighed.points >= _ENOUGH else None


def weigh(normal: str) -> Weighed:
    """How much in a normalised message speaks for danger.

    Added up: what the words are like (`likeness`), the heaviest sign that nothing outweighs, else signals, and whether
    all of it was dreamt or only read. With a sign the finding is `sure`.
    """
    literal = without_ways_of_speaking(normal)
    frames = _frames_of(normal)
    heard = _heard_in(literal, frames)
    like = likeness(literal)
    points = like.score + (heard[0] if heard else 0.0) - (_TOLD_COUNTS if frames & _TOLD else 0.0)
    found = heard[1] if heard else Keyword("danger", matched=literal, danger=like.kind, sure=False)
    kind = kind_by_who(cast(DangerKind, found.danger), literal)
    return Weighed(points, replace(found, danger=kind))


def _heard_in(literal: str, frames: frozenset[str]) -> tuple[float, Keyword] | None:
    """What the rules find, and what it counts: the heaviest weight of any sign, the kind that is answered first."""
    possible = _possible_signs(literal)
    signs = {
        weight: found
        for weight, outweighed_by in _OUTWEIGHED_BY.items()
        if not frames & outweighed_by and (found := _signs_of(literal, possible, weight, frames))
    }
    if signs:
        first = min((sign for found in signs.values() for sign in found), key=_turn_to_be_answered)
        return max(_COUNTS[weight] for weight in signs), first
    signalled = None if frames & _NOT_HERE_AND_NOW else danger_signalled(literal)
    return (_COUNTS["signals"], signalled) if signalled else None


def without_ways_of_speaking(normal: str) -> str:
    """The message with 笑死了, 打电话, 没打我 … cut out."""
    for frame in ("harmless", "negated"):
        if frame in _frames_in(normal, frozenset({frame})):
            normal = _frame(frame).sub(_CUT, normal)
    return normal


def _signs_of(literal: str, possible: tuple[_Sign, ...], weight: str, frames: frozenset[str]) -> list[Keyword]:
    """The first sign of each kind that has this weight and is not merely told."""
    found: dict[DangerKind, Keyword] = {}
    for sign in possible:
        heard = sign.pattern.search(literal) if sign.weight == weight and sign.kind not in found else None
        if heard:
            keyword = Keyword("danger", matched=heard.group(), danger=sign.kind)
            if not _is_told(keyword, frames):
                found[sign.kind] = keyword
    return list(found.values())


def _turn_to_be_answered(sign: Keyword) -> int:
    return _FIRST_TO_ANSWER.index(cast(DangerKind, sign.danger))


def _frames_of(normal: str) -> frozenset[str]:
    """How the message speaks; a word of urgency takes every frame away."""
    found = _frames_in(normal, _SPOKEN)
    return frozenset() if "urgent" in found else found


def _frames_in(normal: str, wanted: frozenset[str]) -> frozenset[str]:
    """Which of the wanted frames a message has."""
    found: set[str] = set()
    looking, parts = _parts_of_frames()
    for place in looking.worth_trying(normal):
        frame, pattern = parts[place]
        if frame in wanted and frame not in found and pattern.search(normal):
            found.add(frame)
    return frozenset(found)


def _is_told(sign: Keyword, frames: frozenset[str]) -> bool:
    """Whether it was dreamt or played, or read or heard and the writer has no part in it."""
    return "dream" in frames or ("story" in frames and "我" not in sign.matched)


@lru_cache(maxsize=1)
def _signs() -> tuple[_Sign, ...]:
    rows = [line.split("\t") for line in _lines("danger_signs.tsv")]
    return tuple(_Sign(cast(DangerKind, kind), weight, _compiled(pattern)) for kind, weight, pattern, _purpose in rows)


@lru_cache(maxsize=1)
def _look_for_signs() -> FirstLook:
    return FirstLook([sign.pattern.pattern for sign in _signs()])


def _possible_signs(literal: str) -> tuple[_Sign, ...]:
    return tuple(_signs()[place] for place in _look_for_signs().worth_trying(literal))


@lru_cache(maxsize=1)
def _parts_of_frames() -> tuple[FirstLook, tuple[tuple[str, re.Pattern[str]], ...]]:
    """Every alternative of every frame by itself: each is short and needs characters that most messages lack."""
    rows = [line.split("\t") for line in _lines("danger_frames.tsv")]
    parts = [(frame, _compiled(part)) for frame, pattern in rows for part in alternatives(pattern)]
    return FirstLook([pattern.pattern for _frame, pattern in parts]), tuple(parts)


@cache
def _frame(name: str) -> re.Pattern[str]:
    rows = [line.split("\t") for line in _lines("danger_frames.tsv")]
    return _compiled("|".join(pattern for frame, pattern in rows if frame == name))


def _compiled(pattern: str) -> re.Pattern[str]:
    for name, words in _words().items():
        pattern = pattern.replace("{" + name + "}", f"(?:{words})")
    return re.compile(pattern.replace("…", _GAP))


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    return dict(cast("tuple[str, str]", tuple(line.split("\t"))) for line in _lines("danger_words.tsv"))


def _lines(name: str) -> list[str]:
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
