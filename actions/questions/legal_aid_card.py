"""法律援助卡: consent, the ground for a card, who and where."""

from collections.abc import Iterator

from actions.questions import contact
from actions.questions.fixed_list import FixedList
from actions.questions.question import Choice, FactQuestion, Occasion

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


class LegalAidCardQuestions(FixedList):
    """Questions of a request for a card."""

    facts = ("card_group", "name", "phone", "village", "id_number")

    def __init__(self, legal_hotline: str) -> None:
        self._consent = contact.consent("legal_aid_card", {"legal": legal_hotline})

    def all(self, occasion: Occasion) -> Iterator[FactQuestion]:
        """The ground, consent, then who and where."""
        yield GROUP
        yield self._consent
        yield contact.NAME
        yield contact.phone(occasion.on_phone)
        yield contact.VILLAGE
        yield contact.ID_NUMBER
