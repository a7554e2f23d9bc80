"""加入别人的事: consent, who and where; what happened was told by the representative."""

from collections.abc import Iterator

from actions.questions import contact
from actions.questions.fixed_list import FixedList
from actions.questions.question import FactQuestion, Occasion


class JoiningQuestions(FixedList):
    """Questions of whoever joins a matter with its code."""

    facts = ("name", "phone", "village")

    def __init__(self, legal_hotline: str) -> None:
        self._consent = contact.consent("legal_help", {"legal": legal_hotline})

    def all(self, occasion: Occasion) -> Iterator[FactQuestion]:
        """Consent, then who and where."""
        yield self._consent
        yield contact.NAME
        yield contact.phone(occasion.on_phone)
        yield contact.VILLAGE
