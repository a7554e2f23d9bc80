"""法律援助卡: consent, the ground for a card, who and where."""

from collections.abc import Iterator

from actions.questions import contact
from actions.questions.question import Choice, FactQuestion, Occasion, first_unanswered
from backoffice.drafts import Draft

GROUP = FactQuestion(
    fact="card_group",
    slot="choice",
    text="question.card_group",
    label="fact.card_group",
    choices=(
        *(Choice(group, group) for group in ("dibao", "tekun", "disabled", "laid_off")),
        Choice("none", "none", said_by="no"),
    ),
)
FACTS = ("card_group", "name", "phone", "village", "id_number")


class LegalAidCardQuestions:
    """Questions of a request for a card."""

    def __init__(self, legal_hotline: str) -> None:
        self._consent = contact.consent("legal_aid_card", {"legal": legal_hotline})

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
        yield GROUP
        yield self._consent
        yield contact.NAME
        yield contact.phone(occasion.on_phone)
        yield contact.VILLAGE
        yield contact.ID_NUMBER
