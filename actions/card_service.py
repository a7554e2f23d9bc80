"""换卡 and 挂失 in the dialogue: a card that expired or broke is renewed, a lost one is closed at once and issued anew."""

from sqlalchemy import Connection

from actions.aid import contact_value
from actions.card_check import check_card, forget_mismatch, outcome_of, said_of_card
from actions.questions.card_service import CardServiceQuestions
from actions.said import Said
from actions.services import Services, resident
from actions.summary import Summary
from backoffice.cards import CardResult
from backoffice.cases import Urgency
from backoffice.drafts import Draft
from backoffice.facts import Unknown
from backoffice.kinds import CardService
from conversations.messages import JsonValue, Reply
from conversations.turns import TurnInHand

#: Outcomes after which the holder is known to have asked.
KNOWN_HOLDER = frozenset({"valid", "expired", "lost"})


class CardServiceRequest:
    """The undertaking of somebody who has a card and wants it renewed or closed."""

    def __init__(self, service: CardService, services: Services, summary: Summary) -> None:
        self._service, self._services, self._summary = service, services, summary
        self.questions = CardServiceQuestions(service, services.settings.hotlines.legal)

    def value_of(
        self, c: Connection, turn: TurnInHand, draft: Draft, fact: str, parsed: JsonValue
    ) -> JsonValue | Unknown | None:
        """A lost card opens nothing from the moment in which its holder is known to report it."""
        if fact != "card_checked":
            return contact_value(self._services, turn, fact, parsed)
        found = check_card(self._services, c, turn, draft, str(parsed))
        if self._service == "card_loss" and found.card_id is not None and found.result is not CardResult.LOST:
            self._services.cards.report_lost(c, found.card_id, resident(turn))
        return outcome_of(found)

    def remarks(self, c: Connection, turn: TurnInHand, draft: Draft, fact: str) -> list[Reply]:
        """What the roll says, and that nobody else can use a lost card any more."""
        if fact != "card_checked":
            return []
        outcome = str(draft.value("card_checked"))
        said = self._said(draft, outcome)
        forget_mismatch(self._services, c, draft)
        return [said]

    def settled(self, c: Connection, turn: TurnInHand, draft: Draft) -> Said:
        """Refusal of consent, else the summary."""
        if draft.value("consent") is False:
            return self._summary.refused(draft)
        return self._summary.sum_up(c, turn, draft)

    def file(self, c: Connection, turn: TurnInHand, draft: Draft) -> Said:
        """A case of the legal-aid officers; the card goes with it where its holder was known."""
        known = draft.value("card_checked") in KNOWN_HOLDER
        number = str(draft.value("card_number")) if known else None
        danger = Urgency(danger=turn.danger)
        case = self._services.cases.file(c, draft.id, resident(turn), urgency=danger, card_number=number)
        return Said.of(self._summary.receipt("filed.legal_aid_card", self._services.cases.status_of(case)))

    def _said(self, draft: Draft, outcome: str) -> Reply:
        texts = self._services.texts
        if outcome in KNOWN_HOLDER:
            return texts.say("card.closed" if self._service == "card_loss" else "card.renewable")
        return said_of_card(self._services, draft)
