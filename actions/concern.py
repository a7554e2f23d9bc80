"""What staff should look at soon although nobody is in danger now: somebody tells of violence at home and asks how to leave.

Nothing is filed yet and nothing is said of it: the words to the resident are those of what was asked.
"""

from sqlalchemy import Connection

from actions.services import Services
from backoffice.actors import Actor
from conversations.inbox import mark_concern
from conversations.messages import Heard
from conversations.turns import TurnInHand

VIOLENCE = "domestic_violence"


class Concern:
    """Puts such a conversation before staff at once, whatever becomes of it afterwards."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def notice(self, c: Connection, turn: TurnInHand, heard: Heard) -> None:
        """Look at what a message was understood as; a weak guess of violence moves nobody."""
        told = heard.guess.matter == VIOLENCE and heard.intent != "unclear"
        if told or any(other.matter == VIOLENCE for other in heard.also):
            self.mark(c, turn, "violence")

    def mark(self, c: Connection, turn: TurnInHand, kind: str) -> None:
        """Have staff look at the conversation, once; where danger is known, they do already."""
        if mark_concern(c, turn.conversation_id, kind):
            subject = f"conversation:{turn.conversation_id}"
            self._services.office.audit.record(c, Actor.bot(), "concern_marked", subject, {"kind": kind})
