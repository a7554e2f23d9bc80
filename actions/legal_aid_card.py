"""法律援助卡 in the dialogue: a request for one."""

from sqlalchemy import Connection

from actions.aid import contact_value
from actions.questions.legal_aid_card import LegalAidCardQuestions
from actions.said import Said
from actions.services import Services, resident
from actions.summary import Summary
from backoffice.cases import Urgency
from backoffice.drafts import Draft
from backoffice.facts import Unknown
from conversations.messages import JsonValue, Reply
from conversations.turns import TurnInHand


class LegalAidCard:
    """The undertaking of somebody who asks for a card."""

    def __init__(self, services: Services, summary: Summary) -> None:
        self._services, self._summary = services, summary
        self.questions = LegalAidCardQuestions(services.settings.hotlines.legal)

    def value_of(
        self, c: Connection, turn: TurnInHand, draft: Draft, fact: str, parsed: JsonValue
    ) -> JsonValue | Unknown | None:
        """As it was read."""
        return contact_value(self._services, turn, fact, parsed)

    def remarks(self, c: Connection, turn: TurnInHand, draft: Draft, fact: str) -> list[Reply]:
        """Who belongs to no group hears whom the card is for, and may ask all the same."""
        outside = fact == "card_group" and draft.value("card_group") == "none"
        return [self._services.texts.say("card_request.not_listed")] if outside else []

    def settled(self, c: Connection, turn: TurnInHand, draft: Draft) -> Said:
        """Refusal of consent, else the summary."""
        if draft.value("consent") is False:
            return self._summary.refused(draft)
        return self._summary.sum_up(c, turn, draft)

    def file(self, c: Connection, turn: TurnInHand, draft: Draft) -> Said:
        """A case of the legal-aid officers."""
        case = self._services.cases.file(c, draft.id, resident(turn), urgency=Urgency(danger=turn.danger))
        return Said.of(self._summary.receipt("filed.legal_aid_card", self._services.cases.status_of(case)))
