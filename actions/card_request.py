"""A legal-aid card is asked for, to be renewed, reported lost, or used."""

from sqlalchemy import Connection

from actions.interview import Interview
from actions.legal_request import LegalRequest
from actions.said import Said
from actions.services import Services
from actions.whose import Whose
from backoffice.kinds import DraftKind
from conversations.messages import Heard, JsonValue
from conversations.turns import TurnInHand
from nlu.parsers import card_wish
from nlu.parsers.question import QuestionContext

#: What somebody wants with a card that is there, with the words that begin it.
SERVICES: dict[str, tuple[DraftKind, str]] = {
    "lost": ("card_loss", "card_loss.start"),
    "renew": ("card_renewal", "card_renewal.start"),
}


class CardRequest:
    """Begins what is wanted with a card, or goes on with it."""

    def __init__(self, services: Services, interview: Interview, whose: Whose, legal_request: LegalRequest) -> None:
        self._services, self._interview = services, interview
        self._whose, self._legal_request = whose, legal_request

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """By the words of the message or the picked option; a card is used by asking for a lawyer with it."""
        picked = self._services.picked(turn)
        wish = picked.get("wish") or (None if picked else card_wish.told(turn.text))
        if wish == "use":
            return self._legal_request(c, turn, heard)
        kind, start = SERVICES.get(str(wish), ("legal_aid_card", "card_request.start"))
        then: dict[str, JsonValue] = {"step": "action_apply", "topic": "legal_aid_card", "wish": wish or "new"}
        asked = self._whose.ask(c, turn, kind, then)
        if asked is not None:
            return asked
        draft, _ = self._whose.begin(c, turn, kind)
        if draft.facts:
            return self._interview.go_on(c, turn, draft)
        self._services.drafts.set_stage(c, draft.id, "applying")
        number = (
            card_wish.number(turn.text, QuestionContext(self._services.today)) if kind != "legal_aid_card" else None
        )
        if number is not None:
            self._interview.write(c, turn, draft, "card_number", number, confirmed=False)
        begun = self._services.drafts.get(c, draft.id)
        return self._interview.go_on(c, turn, begun, [self._services.texts.say(start)])
