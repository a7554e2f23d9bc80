"""A legal-aid card is asked for."""

from sqlalchemy import Connection

from actions.interview import Interview
from actions.said import Said
from actions.services import Services
from actions.whose import Whose
from conversations.messages import Heard
from conversations.turns import TurnInHand


class CardRequest:
    """Begins a request for a card, or goes on with it."""

    def __init__(self, services: Services, interview: Interview, whose: Whose) -> None:
        self._services, self._interview, self._whose = services, interview, whose

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """Ask what is open."""
        asked = self._whose.ask(c, turn, "legal_aid_card", {"step": "action_apply", "topic": "legal_aid_card"})
        if asked is not None:
            return asked
        draft, _ = self._whose.begin(c, turn, "legal_aid_card")
        if draft.facts:
            return self._interview.go_on(c, turn, draft)
        self._services.drafts.set_stage(c, draft.id, "applying")
        start = self._services.texts.say("card_request.start")
        return self._interview.go_on(c, turn, self._services.drafts.get(c, draft.id), [start])
