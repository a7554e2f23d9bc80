"""What a resident is about: the part of a conversation that differs from one kind of draft to the next."""

from typing import Protocol

from sqlalchemy import Connection

from actions.questions.question import Questions
from actions.said import Said
from backoffice.drafts import Draft
from backoffice.facts import Unknown
from conversations.messages import JsonValue, Reply
from conversations.turns import TurnInHand


class Undertaking(Protocol):
    """One kind of draft: its questions, what its answers mean, and what follows when nothing is left to ask."""

    @property
    def questions(self) -> Questions:
        """The questions of this kind."""
        ...

    def value_of(
        self, c: Connection, turn: TurnInHand, draft: Draft, fact: str, parsed: JsonValue
    ) -> JsonValue | Unknown | None:
        """The value to keep for what a parser read; None when it cannot be an answer after all."""
        ...

    def remarks(self, c: Connection, turn: TurnInHand, draft: Draft, fact: str) -> list[Reply]:
        """What is to be said, or done, once a fact was answered; `draft` holds the answer."""
        ...

    def settled(self, c: Connection, turn: TurnInHand, draft: Draft) -> Said:
        """What to say when nothing is left to ask."""
        ...

    def file(self, c: Connection, turn: TurnInHand, draft: Draft) -> Said:
        """Make a case of a draft that was summed up and confirmed."""
        ...
