"""A second request in one message: "低保怎么申请，另外老板欠我工资".

The message is cut at punctuation and at the words that begin another request. Each part is read by its characters
alone, which costs a fraction of a millisecond; a part that surely asks for something else than the whole message does
is a second request. The dialogue answers the first and offers the second.
"""

import re
from collections.abc import Callable, Iterator, Sequence

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

VAGUE_TOPICS = frozenset({"general", "none"})

_CUT = re.compile(r"[。．.!！?？;；,，、\n]+|还有就是|还有(?=想|要|我|就|个)|另外|顺便|再就是|以及")
SHORTEST_PART = 4
MOST_PARTS = 12
MOST_SECOND_REQUESTS = 2


def parts(text: str) -> list[str]:
    """The parts of a message that are long enough to hold a request."""
    cut = (part.strip() for part in _CUT.split(text))
    return [part for part in cut if len(part) >= SHORTEST_PART][:MOST_PARTS]


def second_requests(
    text: str, whole: Guess, read: Callable[[Sequence[str]], list[Reading]], sure: float
) -> tuple[Guess, ...]:
    """What else the message asks for.

    Args:
        text: the message.
        whole: the reading of the whole message.
        read: reads parts.
        sure: least confidence of a part's reading.
    """
    pieces = parts(text)
    if len(pieces) < 2:
        return ()
    found: list[Guess] = []
    for guess in _sure_requests(read(pieces), sure):
        if all(_differs(guess, other) for other in (whole, *found)):
            found.append(guess)
    return tuple(found[:MOST_SECOND_REQUESTS])


def _sure_requests(readings: Sequence[Reading], sure: float) -> Iterator[Guess]:
    return (reading.best for reading in readings if reading.best.act in REQUESTS and reading.best.confidence >= sure)


def _differs(guess: Guess, other: Guess) -> bool:
    """Another aid or dispute, or another act about an aid that is named; vague parts only repeat what was said."""
    if guess.topic in VAGUE_TOPICS and guess.act not in ("danger", "human"):
        return False
    if guess.act == other.act:
        return guess.topic != other.topic or guess.matter != other.matter
    return True
