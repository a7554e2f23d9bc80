"""Receipt numbers that a resident was never told, because a person took over between the filing and the answer.

Without the number nobody can ask how it stands, and who does not know that it was filed files it again.
"""

from sqlalchemy import Connection

from actions.services import Services
from actions.summary import status_words
from backoffice.cases import Case
from backoffice.receipts import find_receipt
from conversations import reading
from conversations.messages import Reply
from conversations.turns import TurnInHand

#: What became of words that nobody has read.
NOT_READ = frozenset({"withheld", "failed"})


class UntoldReceipts:
    """Says them once the bot may speak again."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def __call__(self, c: Connection, turn: TurnInHand) -> list[Reply]:
        """One reply for each open case of this conversation whose number stands in nothing that was sent."""
        cases = self._services.cases.of_conversation(c, turn.conversation_id)
        open_cases = [case for case in reversed(cases) if case.closed_at is None]
        if not open_cases:
            return []
        lines = reading.thread(c, self._services.vault, turn.conversation_id)
        told = {find_receipt(line.text) for line in lines if line.who != "resident" and line.state not in NOT_READ}
        return [self._said(case) for case in open_cases if case.receipt not in told]

    def _said(self, case: Case) -> Reply:
        words = status_words(self._services, self._services.cases.status_of(case))
        return self._services.texts.say_from("receipt.untold", words)
