"""A second request in one message: "低保怎么申请，另外老板欠我工资".

The message is cut at punctuation and at the words that begin another request. Each part is read by its characters
alone, which costs a fraction of a millisecond; only parts that seem to ask for something else are read again with the
sentence encoder, and count when both readings agree. The dialogue answers the first request and offers the others.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from nlu.components.combinations import Guess, Reading

REQUESTS = frozenset(
    {
        "ask_eligibility",
        "ask_amount",
        "ask_documents",
        "ask_procedure",
        "apply",
        "request_legal_help",
        "check_status",
        "report_change",
        "complain_or_appeal",
        "danger",
        "human",
    }
)
"""Acts that want something done or answered."""

WITHOUT_AID = frozenset({"danger", "human"})
"""Requests that name no aid. All others count only with an aid: vague parts mostly repeat what was said."""
VAGUE_TOPICS = frozenset({"general", "none"})

SHORTEST_PART = 4
MOST_PARTS = 12
MOST_SECOND_REQUESTS = 2

_CUT = re.compile(r"[。．.!！?？;；,，、\n]+|还有就是|还有(?=想|要|我|就|个)|另外|顺便|再就是|以及")

Read = Callable[[Sequence[str]], list[Reading]]


def parts(text: str) -> list[str]:
    """The parts of a message that are long enough to hold a request."""
    cut = (part.strip() for part in _CUT.split(text))
    return [part for part in cut if len(part) >= SHORTEST_PART][:MOST_PARTS]


def requests(text: str, whole: Guess, quick: Read, careful: Read, sure: float) -> tuple[Guess, tuple[Guess, ...]]:
    """The first request of a message and the others.

    Args:
        text: the message.
        whole: the reading of the whole message. It stays the first, unless it is not sure and the parts are two
            requests that it mixes up.
        quick: reads parts by their characters.
        careful: reads parts with everything there is.
        sure: least confidence of a part's careful reading, and of a whole that stays whatever its parts say.
    """
    pieces = parts(text)
    if len(pieces) < 2:
        return whole, ()
    settled = whole.confidence >= sure  # then parts that say the same need no second look
    seeming = {
        piece: reading.best
        for piece, reading in zip(pieces, quick(pieces), strict=True)
        if _asks(reading.best) and not (settled and _same(reading.best, whole))
    }
    found = list(_distinct(_confirmed(seeming, careful, sure)))
    if len(found) > 1 and not settled and not any(_same(guess, whole) for guess in found):
        whole = found[0]
    others = [guess for guess in found if not _same(guess, whole)]
    return whole, tuple(others[:MOST_SECOND_REQUESTS])


def _asks(guess: Guess) -> bool:
    return guess.act in REQUESTS and (guess.act in WITHOUT_AID or guess.topic not in VAGUE_TOPICS)


def _confirmed(seeming: Mapping[str, Guess], careful: Read, sure: float) -> Iterator[Guess]:
    """Careful readings of parts that are sure and say what the quick one said."""
    for quick, reading in zip(seeming.values(), careful(list(seeming)), strict=True):
        if _same(quick, reading.best) and reading.best.confidence >= sure:
            yield reading.best


def _distinct(guesses: Iterator[Guess]) -> Iterator[Guess]:
    seen: list[Guess] = []
    for guess in guesses:
        if not any(_same(guess, other) for other in seen):
            seen.append(guess)
            yield guess


def _same(guess: Guess, other: Guess) -> bool:
    """The same act about the same aid; a dispute named more exactly is no other request."""
    return guess.act == other.act and guess.topic == other.topic
