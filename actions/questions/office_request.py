"""办事请求: what is asked of the office besides an aid needs one answer, what it is about; everything else staff ask."""

from actions.questions.question import FactQuestion, Occasion
from backoffice.drafts import Draft
from backoffice.kinds import Request

FACT = "matter_text"


class OfficeRequestQuestions:
    """The one question of a request."""

    def __init__(self, request: Request) -> None:
        self._what = FactQuestion(FACT, "free_text", f"question.{request}", "fact.matter_text", must=True)

    def open_question(self, draft: Draft, occasion: Occasion) -> FactQuestion | None:
        """What it is about, until that was told."""
        return None if draft.has(FACT) else self._what

    def question_for(self, draft: Draft, fact: str, occasion: Occasion) -> FactQuestion | None:
        """The question that a fact answers."""
        return self._what if fact == FACT else None

    def in_order(self, draft: Draft) -> list[str]:
        """The one answer."""
        return [FACT] if draft.has(FACT) else []

    def falls_with(self, draft: Draft, fact: str) -> frozenset[str]:
        """Nothing stands on it."""
        return frozenset()
