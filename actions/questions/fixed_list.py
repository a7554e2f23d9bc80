"""Questions that are asked one after the other, whatever was answered before: only a refusal of consent ends them."""

from abc import ABC, abstractmethod
from collections.abc import Iterator

from actions.questions.question import FactQuestion, Occasion, first_unanswered
from backoffice.drafts import Draft


class FixedList(ABC):
    """The questions of an undertaking in which every answer stands alone."""

    #: Facts that are shown in the summary, in the order in which they are asked.
    facts: tuple[str, ...]

    @abstractmethod
    def all(self, occasion: Occasion) -> Iterator[FactQuestion]:
        """Every question, in order."""

    def open_question(self, draft: Draft, occasion: Occasion) -> FactQuestion | None:
        """The first that is not answered; none after a refusal of consent."""
        if draft.value("consent") is False:
            return None
        return first_unanswered(draft, self.all(occasion))

    def question_for(self, draft: Draft, fact: str, occasion: Occasion) -> FactQuestion | None:
        """The question that a fact answers."""
        return next((question for question in self.all(occasion) if question.fact == fact), None)

    def in_order(self, draft: Draft) -> list[str]:
        """In the order in which they are asked."""
        return [fact for fact in self.facts if draft.has(fact)]

    def falls_with(self, draft: Draft, fact: str) -> frozenset[str]:
        """Every answer stands alone."""
        return frozenset()
