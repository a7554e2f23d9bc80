"""What was seen from outside, by those who stand around the assistant: carriers, pages, the people at the counter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.channels.telegram_stub import Sent
from tests.channels.twilio_stub import StubMessage


@dataclass(frozen=True)
class Hold:
    """A conversation while a member of staff held it, looked at in the first and in the last transaction of the hold.

    Attributes:
        in_flight: rows that were on their way when the person took over, and were shown to them.
        went_out: rows of the bot or the system that went out in between.
    """

    conversation: str
    in_flight: frozenset[int]
    went_out: frozenset[int]


@dataclass(frozen=True)
class Witness:
    """Nothing here comes from the assistant's own database, but for the holds.

    Attributes:
        delivered: (channel, provider's id) of every message that was delivered until it was acknowledged.
        texts: what the carrier of text messages took.
        chats: what Telegram took.
        receipts: (outbox row, status) of delivery receipts that were acknowledged.
        holds: what staff saw.
        pages: by the key of a web page, the ids of the lines of ours that it was shown, in order.
        cuts: (name, when) of what can cut a send off: a death, an answer that was lost, a clock that was set.
    """

    delivered: frozenset[tuple[str, str]] | set[tuple[str, str]]
    texts: Sequence[StubMessage] = ()
    chats: Sequence[Sent] = ()
    receipts: frozenset[tuple[int, str]] | set[tuple[int, str]] = frozenset()
    holds: Sequence[Hold] = ()
    pages: Mapping[str, Sequence[str]] = field(default_factory=dict)
    cuts: Sequence[tuple[str, float]] = ()
