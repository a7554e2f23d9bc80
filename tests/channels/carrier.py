"""A carrier behind Twilio as a mainland one is: it knows templates, counts texts, and its receipts come as they please.

Receipts are late, lost, out of order and doubled, all drawn from one seed, and come when a test calls `flush`.
"""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from channels.templates import Templates
from tests.channels.twilio_stub import StubMessage, TwilioStub

SPAM, UNKNOWN_TEMPLATE = "30007", "30008"


@dataclass(frozen=True)
class Told:
    """One receipt on its way."""

    message: StubMessage
    status: str
    code: str = ""

    @property
    def form(self) -> dict[str, str]:
        """As Twilio posts it."""
        form = {"MessageSid": self.message.sid, "MessageStatus": self.status, "To": self.message.to}
        return {**form, "ErrorCode": self.code} if self.code else form


class Carrier(TwilioStub):
    """`with Carrier(seed=7) as carrier:`, used like the stub.

    Args:
        approved: the texts that it knows; any text when none are given.
        same_text: how often it takes the same text to one number.
        lost, doubled: share of receipts that never come, that come twice; the last word on a message is never lost.
    """

    def __init__(
        self,
        *,
        seed: int = 0,
        approved: Templates | None = None,
        same_text: int = 2,
        lost: float = 0.3,
        doubled: float = 0.3,
    ) -> None:
        super().__init__()
        self._chance = random.Random(seed)
        self._approved, self._same_text, self._lost, self._doubled = approved, same_text, lost, doubled
        self._counted: Counter[tuple[str, str]] = Counter()
        self._coming: list[Told] = []
        self.fates: dict[str, str] = {}

    def take(self, form: dict[str, str]) -> StubMessage:
        """Take it, and decide what becomes of it."""
        taken = super().take(form)
        code = self._objection(taken)
        self.fates[taken.sid] = "failed" if code else "delivered"
        last = Told(taken, "undelivered", code) if code else Told(taken, "delivered")
        told = [one for one in (Told(taken, "queued"), Told(taken, "sent")) if self._chance.random() >= self._lost]
        self._coming += [*told, last, *(one for one in (*told, last) if self._chance.random() < self._doubled)]
        return taken

    def _objection(self, message: StubMessage) -> str:
        if self._approved is not None and self._approved.find(message.body) is None:
            return UNKNOWN_TEMPLATE
        self._counted[message.to, message.body] += 1
        return SPAM if self._counted[message.to, message.body] > self._same_text else ""

    def flush(self, deliver: Callable[[str, dict[str, str]], int]) -> list[int]:
        """Receipts that are on their way, in any order; the statuses of the answers."""
        coming, self._coming = self._coming, []
        self._chance.shuffle(coming)
        return [deliver(told.message.status_callback, told.form) for told in coming]
