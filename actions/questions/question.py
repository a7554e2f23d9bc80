"""One question: the fact it is about, how its answer is read, and the registered words it is asked in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, Protocol

from backoffice.drafts import Draft
from bot.dialogue.texts import AGAIN, WHY, Pick, Texts
from conversations.messages import JsonValue, Option, Question, Reply


@dataclass(frozen=True)
class Choice:
    """An answer to pick: the key of its words in the question's text, and the value that it stands for.

    Attributes:
        label: the words themselves, where the rules give them instead of the registered text.
        said_by: whether a bare yes or no means this one (都没有 to "which of these?").
        spoken: other names by which people call it.
    """

    key: str
    value: JsonValue
    label: str | None = None
    said_by: Literal["yes", "no"] | None = None
    spoken: tuple[str, ...] = ()

    def words(self, texts: Texts, text_id: str) -> str:
        """What stands on the button."""
        return self.label if self.label is not None else texts.choice_words(text_id, self.key)


@dataclass(frozen=True)
class FactQuestion:
    """A question about one fact of a draft.

    Attributes:
        slot: the parser of `nlu.parsers` that reads the answer.
        text: id of the registered question.
        label: id of the phrase that names the answer in a summary, or the words themselves from the rules.
        variables: values for the words of the question, its second wording and its reason.
        choices: what can be picked; nothing for numbers, where a bare 2 is the number two.
        unit: of money, as the parser names it; of a count, as it is said.
        whom: by which word the question names the person it is about, in the place of 您; an empty one for 您 itself.
        must: without an answer the matter cannot go on, so that it cannot be skipped.
    """

    fact: str
    slot: str
    text: str
    label: str
    variables: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    unit: str | None = None
    must: bool = False
    whom: str = ""

    def ask(self, texts: Texts, *, again: bool = False) -> Reply:
        """The question, or the same in other words."""
        text_id = self.text + (AGAIN if again else "")
        options = [self._option(texts, choice) for choice in self.choices]
        return self._about(texts, texts.say_from(text_id, self.variables, options=options))

    def said_by(self, word: Literal["yes", "no"]) -> Choice | None:
        """The choice that a bare yes or no means, if one does."""
        return next((choice for choice in self.choices if choice.said_by == word), None)

    def why(self, texts: Texts) -> Reply:
        """The reason for asking."""
        return self._about(texts, texts.say_from(self.text + WHY, self.variables))

    def _about(self, texts: Texts, reply: Reply) -> Reply:
        """Of somebody else is not asked as if the one who writes were meant."""
        if not self.whom:
            return reply
        text = reply.text.replace(texts.phrase("whom.you"), texts.phrase(self.whom))
        return replace(reply, text=text, neutral=reply.neutral and text)

    def names(self, texts: Texts) -> tuple[str, ...]:
        """How residents may name the answer when they change it."""
        return (*texts.called(self.text), self.named(texts))

    def named(self, texts: Texts) -> str:
        """How a summary names the answer."""
        return texts.phrase(self.label) if texts.has(self.label) else self.label

    def open_as(self, draft_id: str, asked: Reply) -> Question:
        """The open question, by which the next message is read."""
        pickable = self.choices if self.slot == "choice" else ()
        return Question(
            draft=draft_id,
            fact=self.fact,
            slot=self.slot,
            unit=self.unit if self.slot == "money" else None,
            labels=tuple(option.label for option in asked.options) if pickable else (),
            values=tuple(choice.value for choice in pickable),
            words=asked.text,
            spoken=tuple(choice.spoken for choice in pickable) if any(choice.spoken for choice in pickable) else (),
        )

    def _option(self, texts: Texts, choice: Choice) -> Pick | Option:
        facts = {"fact": self.fact, "value": choice.value}
        return Option(choice.words(texts, self.text), "answer", facts)


@dataclass(frozen=True)
class Occasion:
    """What a question may depend on besides the draft.

    Attributes:
        on_phone: the sender's address is a telephone number.
        private: nobody but the resident is likely to read along, so that illness may be asked about.
    """

    today: date
    on_phone: bool
    private: bool


class Questions(Protocol):
    """The questions of one kind of draft."""

    def open_question(self, draft: Draft, occasion: Occasion) -> FactQuestion | None:
        """What is to be asked now; None when nothing is, or when something must be said first."""
        ...

    def question_for(self, draft: Draft, fact: str, occasion: Occasion) -> FactQuestion | None:
        """The question that a fact answers; None for a fact that no resident is asked for."""
        ...

    def in_order(self, draft: Draft) -> list[str]:
        """The answered facts that a resident sees in a summary, in its order."""
        ...

    def falls_with(self, draft: Draft, fact: str) -> frozenset[str]:
        """The answers that stand on this one and fall when it changes."""
        ...


def first_unanswered(draft: Draft, questions: Iterable[FactQuestion]) -> FactQuestion | None:
    """The first question whose fact the draft does not have."""
    return next((question for question in questions if not draft.has(question.fact)), None)
