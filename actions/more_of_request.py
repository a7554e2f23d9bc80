"""What is written after a request was filed belongs to it: it is added, and no second request is opened."""

from datetime import timedelta

from sqlalchemy import Connection

from actions.said import Said
from actions.services import Services, resident
from actions.way_back import WayBack
from backoffice.cases import Case
from backoffice.kinds import REQUESTS, Request
from conversations.turns import TurnInHand
from nlu.outright import begins_another

#: So long after filing what follows is taken for more of the same.
STILL_TELLING = timedelta(hours=24)


class MoreOfRequest:
    """Adds words to the request that was filed last in a conversation."""

    def __init__(self, services: Services, way_back: WayBack) -> None:
        self._services, self._way_back = services, way_back

    def added(self, c: Connection, turn: TurnInHand, request: Request | None = None) -> Said | None:
        """Add a written message; none where there is nothing to add it to, or another matter is begun.

        Args:
            request: only to one of this kind.
        """
        if turn.choice is not None or self._services.picked(turn) or begins_another(turn.text):
            return None
        case = self._just_filed(c, turn)
        if case is None or request not in (None, case.kind):
            return None
        self._services.cases.tell_more(c, case.id, resident(turn), turn.text)
        return self._way_back(c, turn, self._services.texts.say("request.added", receipt=case.receipt))

    def _just_filed(self, c: Connection, turn: TurnInHand) -> Case | None:
        cases = self._services.cases.of_conversation(c, turn.conversation_id)
        if not cases or cases[0].kind not in REQUESTS or cases[0].closed_at is not None:
            return None
        fresh = self._services.clock.now() - cases[0].filed_at < STILL_TELLING
        return cases[0] if fresh else None
