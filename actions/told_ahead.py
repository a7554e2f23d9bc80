"""What is told at one question and answers another: kept, said back, and the open question comes again.

People tell what comes to their mind (农村的, while they are asked how many they are). Only what can be nothing else is
taken: where the household lives by the words of the choice, and its size by 口.
"""

from sqlalchemy import Connection

from actions import wording
from actions.interview import Interview
from actions.questions.aid import OF_A_PERSON
from actions.questions.rule_facts import possible_value, value_named_in
from actions.said import Said
from actions.services import Services
from backoffice.drafts import Draft
from backoffice.kinds import AIDS
from conversations.messages import JsonValue
from conversations.turns import TurnInHand
from nlu.normalise import normalise
from nlu.parsers import parse_slot
from nlu.parsers.household_size import counts_outright

#: Choices whose words mean nothing else in a short answer.
NAMED = ("area_type", "hukou_county")
#: Characters; a longer message is a story, in which 农村 may be anything.
SHORT = 10


class ToldAhead:
    """Takes answers to questions of an aid that are not the open one."""

    def __init__(self, services: Services, interview: Interview) -> None:
        self._services, self._interview = services, interview

    def __call__(self, c: Connection, turn: TurnInHand, draft: Draft) -> Said | None:
        """Keep what was told, and ask on; None where nothing was."""
        asked = turn.asked.question
        if turn.choice or asked is None or draft.kind not in AIDS or draft.kind in OF_A_PERSON:
            return None
        told = {fact: value for fact, value in self._told(turn.text).items() if fact != asked.fact}
        changed = {fact: value for fact, value in told.items() if draft.has(fact) and draft.value(fact) != value}
        new = {fact: value for fact, value in told.items() if not draft.has(fact)}
        for fact, value in new.items():
            self._interview.write(c, turn, draft, fact, value, confirmed=False)
        if len(changed) == 1 and not new:
            [(fact, value)] = changed.items()
            return self._corrected(c, turn, draft, fact, value)
        if not new:
            return None
        kept = self._services.drafts.get(c, draft.id)
        return self._interview.go_on(c, turn, kept, [self._interview.said_back(kept, turn, new)])

    def _told(self, text: str) -> dict[str, JsonValue]:
        said = normalise(text).text
        told: dict[str, JsonValue] = {}
        if len(said) <= SHORT:
            told |= {fact: value for fact in NAMED if (value := value_named_in(text, fact)) is not None}
        if counts_outright(text):
            told["member_count"] = parse_slot("household_size", text, today=self._services.today)  # type: ignore[assignment]
        return {fact: value for fact, value in told.items() if possible_value(fact, value) is not None}

    def _corrected(self, c: Connection, turn: TurnInHand, draft: Draft, fact: str, value: JsonValue) -> Said | None:
        """An answer given before is told anew: changed as when it is asked for."""
        question = self._interview.question_for(draft, fact, turn)
        if question is None:
            return None
        said = self._interview.take(c, turn, draft, fact, value)
        texts, kept = self._services.texts, self._services.drafts.get(c, draft.id).value(fact)
        words = "" if kept is None else wording.answer(texts, question, kept)
        return said.after([texts.say("edit.changed", label=question.named(texts), value=words)])
