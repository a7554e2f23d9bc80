"""换卡、挂失: the card, what only its holder knows, then consent and who and where. A lost number is no hindrance."""

from collections.abc import Iterator

from actions.questions import contact
from actions.questions.legal_help import CARD_FACTOR, CARD_NUMBER
from actions.questions.question import FactQuestion, Occasion, first_unanswered
from backoffice.drafts import Draft
from backoffice.kinds import CardService

FACTS = ("card_number", "name", "phone", "village", "id_number")


class CardServiceQuestions:
    """Questions of whoever has a card and wants it renewed, or lost it."""

    def __init__(self, service: CardService, legal_hotline: str) -> None:
        self._service = service
        self._consent = contact.consent("legal_aid_card", {"legal": legal_hotline})

    def open_question(self, draft: Draft, occasion: Occasion) -> FactQuestion | None:
        """The first that is not answered; none after a refusal of consent."""
        if draft.value("consent") is False:
            return None
        return first_unanswered(draft, self._needed(draft, occasion))

    def question_for(self, draft: Draft, fact: str, occasion: Occasion) -> FactQuestion | None:
        """The question that a fact answers."""
        every = (CARD_NUMBER, CARD_FACTOR, *self._person(occasion))
        return next((question for question in every if question.fact == fact), None)

    def in_order(self, draft: Draft) -> list[str]:
        """In the order in which they are asked."""
        return [fact for fact in FACTS if draft.has(fact)]

    def falls_with(self, draft: Draft, fact: str) -> frozenset[str]:
        """Another number is checked anew."""
        return frozenset({"card_checked"}) if fact == "card_number" else frozenset()

    def _needed(self, draft: Draft, occasion: Occasion) -> Iterator[FactQuestion]:
        yield CARD_NUMBER
        if "card_number" not in draft.unknown:
            yield CARD_FACTOR
        yield from self._person(occasion)

    def _person(self, occasion: Occasion) -> Iterator[FactQuestion]:
        """Without a number on the card staff find the holder by name and identity number."""
        yield self._consent
        yield contact.NAME
        yield contact.phone(occasion.on_phone)
        yield contact.VILLAGE
        if self._service == "card_loss":
            yield contact.ID_NUMBER
