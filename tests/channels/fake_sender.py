"""A provider in memory that keeps the port's contract (test_sender_contract.py holds it to that)."""

import itertools
import time
from collections import deque
from collections.abc import Callable, Sequence

from channels.errors import LookupFailed
from channels.port import Accepted, Capabilities, OutboundMessage, SendResult, Unknown


class FakeSender:
    """Takes messages, remembers them, and gives the outcomes that it was told to give."""

    timeout = 0.1
    settle = 10.0  # a busy machine is no reason to give a send back

    def __init__(self, channel: str = "twilio", *, can_look_up: bool = True, max_segments: int | None = None) -> None:
        self.channel = channel
        self.capabilities = Capabilities(can_look_up=can_look_up, max_segments=max_segments)
        self.taken: list[tuple[str, OutboundMessage]] = []
        self.lookups = 0
        self.lookup_fails = False
        self._outcomes: deque[SendResult | str] = deque()
        self._ids = itertools.count(1)

    def next(self, *outcomes: SendResult | str) -> None:
        """Outcomes of the next sends, in order: `"accepted"`, `"taken"` (and the answer lost), or a result."""
        self._outcomes.extend(outcomes)

    def forget(self) -> None:
        """Whatever was to come does not."""
        self._outcomes.clear()

    @property
    def texts(self) -> list[str]:
        """The words that reached the provider, in order."""
        return [message.text for _, message in self.taken]

    def send(self, messages: Sequence[OutboundMessage]) -> list[SendResult]:
        return [self._one(message) for message in messages]

    def _one(self, message: OutboundMessage) -> SendResult:
        outcome = self._outcomes.popleft() if self._outcomes else "accepted"
        if not isinstance(outcome, str):
            return outcome
        ref = f"fake-{next(self._ids)}"
        self.taken.append((ref, message))
        return Unknown("answer lost") if outcome == "taken" else Accepted(ref)

    def lookup(self, message: OutboundMessage, is_taken: Callable[[str], bool]) -> str | None:
        self.lookups += 1
        if self.lookup_fails:
            raise LookupFailed("the provider does not answer")
        same = (ref for ref, known in self.taken if _same(known, message) and not is_taken(ref))
        return next(same, None)


def _same(known: OutboundMessage, message: OutboundMessage) -> bool:
    return (known.recipient, known.text) == (message.recipient, message.text) and time.time() >= message.created_at - 1
