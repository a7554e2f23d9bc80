"""One household that applies for several aids answers each question once: what it told before is taken over and said back.

Only what the rules of the new aid read goes over: its offices have no business with anything else (PIPL Art. 6).
"""

from collections.abc import Iterator

from sqlalchemy import Connection

from actions import wording
from actions.interview import Interview
from actions.questions.rule_facts import is_rule_fact
from actions.services import Services, resident
from backoffice.drafts import Draft
from backoffice.facts import Unknown
from conversations.messages import JsonValue, Reply
from conversations.turns import TurnInHand
from knowledge import PROMISES, FactRef
from knowledge.programmes.facts_asked import facts_asked

#: Answers about the applicant that stay the same from one application to the next.
ABOUT_APPLICANT = ("for_whom", "name", "contact_name", "phone", "village", "id_number")
#: Longer lists are not said back whole in a text message; every answer stands in the summary.
MOST_SAID_BACK = 4


class CarryingOver:
    """Takes over what the same household told for another aid."""

    def __init__(self, services: Services, interview: Interview) -> None:
        self._services, self._interview = services, interview
        self._drafts, self._texts = services.drafts, services.texts

    def __call__(self, c: Connection, turn: TurnInHand, draft: Draft, former: Draft | None) -> list[Reply]:
        """Fill an empty draft from a former one; what was taken is said back, so that it can be changed."""
        if former is None:
            return []
        for fact, value in self._worth_keeping(c, turn, former, facts_asked(draft.kind)):
            self._interview.write(c, turn, draft, fact, value, confirmed=False)
        return self._said_back(self._drafts.get(c, draft.id), turn)

    def _worth_keeping(
        self, c: Connection, turn: TurnInHand, former: Draft, asked: frozenset[str]
    ) -> Iterator[tuple[str, JsonValue]]:
        for fact, value in former.facts.items():
            if isinstance(value.value, Unknown):
                continue
            if is_rule_fact(fact) and FactRef.parse(fact).name in asked - set(PROMISES):
                yield fact, value.value
            elif fact in ABOUT_APPLICANT:
                told = value.value if not value.personal else self._revealed(c, turn, former, fact)
                if told is not None:
                    yield fact, told

    def _revealed(self, c: Connection, turn: TurnInHand, former: Draft, fact: str) -> str | None:
        return self._drafts.reveal(c, former.id, fact, actor=resident(turn), purpose="next_application")

    def _said_back(self, draft: Draft, turn: TurnInHand) -> list[Reply]:
        parts = [
            self._texts.phrase("answer.choice", label=question.named(self._texts), value=words)
            for question in self._interview.answered_in_order(draft, turn)
            if is_rule_fact(question.fact)
            for words in (wording.answer(self._texts, question, draft.facts[question.fact].value),)
        ]
        if not parts:
            return []
        facts = self._texts.phrase("list.then").join(parts[:MOST_SAID_BACK])
        return [self._texts.say("aid.known_already", facts=facts)]
