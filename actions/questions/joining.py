"""加入别人的事: consent, who and where; what happened was told by the representative."""

from collections.abc import Iterator

from actions.questions import contact
from actions.questions.question import FactQuestion, Occasion, first_unanswered
from backoffice.drafts import Draft

FACTS = ("name", "phone", "village")


class JoiningQuestions:
    """Questions of whoever joins a matter with its code."""

    def __init__(self, legal_hotline: str) -> None:
        self._consent = contact.consent("legal_help", {"legal": legal_hotline})

    def open_question(self, draft: Draft, occasion: Occasion) -> FactQuestion | None:
        """The first that is not answered; none after a refusal of consent."""
        if draft.value("consent") is False:
            return None
        return first_unanswered(draft, self._all(occasion))

    def question_for(self, draft: Draft, fact: str, occasion: Occasion) -> FactQuestion | None:
        """The question that a fact answers."""
        return next((question for question in self._all(occasion) if question.fact == fact), None)

    def in_order(self, draft: Draft) -> list[str]:
        """In the order in which they are asked."""
        return [fact for fact in FACTS if draft.has(fact)]

    def falls_with(self, draft: Draft, fact: str) -> frozenset[str]:
        """Every answer stands alone."""
        return frozenset()

    def _all(self, occasion: Occasion) -> Iterator[FactQuestion]:
        yield self._consent
        yield contact.NAME
        yield contact.phone(occasion.on_phone)
        yield contact.VILLAGE
