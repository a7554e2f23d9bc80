"""Somebody is in danger: few neutral words, the right number, a person at once, whatever the hour."""

from sqlalchemy import Connection

from actions.said import Said
from actions.services import Services, resident
from actions.settings import Hotlines
from bot.dialogue.texts import Texts
from conversations import handoff
from conversations.inbox import CHILD_WRITES, mark_danger
from conversations.messages import Heard, Reply
from conversations.turns import TurnInHand
from nlu.child_writer import writes_as_child
from nlu.keywords import detect, likely_danger

#: What the model's topic says of the kind of danger, where no keyword was found; else the words say it.
BY_TOPIC = {"house_renovation": "collapse", "temporary": "hunger"}
#: How danger of no particular kind is marked for staff.
UNNAMED = "threat"


class Rescue:
    """Tells the number and calls a person."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """Act on a message that speaks of danger."""
        self._keep_story(c, turn)
        found = detect(turn.text)
        if writes_as_child(turn.text) or turn.danger == CHILD_WRITES:
            return self.call(c, turn, CHILD_WRITES)
        if found is not None and found.danger is not None:
            return self.call(c, turn, found.danger)
        likely = likely_danger(turn.text) or "any"
        return self.call(c, turn, BY_TOPIC.get(heard.guess.topic, likely))

    def _keep_story(self, c: Connection, turn: TurnInHand) -> None:
        """Danger told in answer to "what happened?" is the answer: nobody has to tell it twice."""
        question = turn.asked.question
        if question is None or question.slot != "free_text":
            return
        drafts = self._services.drafts
        if drafts.get(c, question.draft).open:
            actor, inbox = resident(turn), turn.ref.inbox
            drafts.write_fact(c, question.draft, question.fact, turn.text, actor=actor, inbox_id=inbox, confirmed=False)

    def call(self, c: Connection, turn: TurnInHand, kind: str) -> Said:
        """Have the conversation wait for a person, first of all, and say where help is now."""
        handoff.ask_for_person(c, turn.conversation_id, "danger")
        return Said.of(self.warn(c, turn, kind))

    def warn(self, c: Connection, turn: TurnInHand, kind: str) -> Reply:
        """Put the conversation before staff as one in danger and say where help is now, but let the talk go on.

        For danger that is an answer among others: staff see it at once, and what was begun can be finished meanwhile.
        """
        named = UNNAMED if kind == "any" else kind
        mark_danger(c, turn.conversation_id, named, instead=kind == CHILD_WRITES)
        return self._services.texts.say_from(f"danger.{kind}", self._services.settings.hotlines.as_variables())


def while_waiting(texts: Texts, hotlines: Hotlines, kind: str) -> Reply:
    """What somebody in danger of a kind hears when they write on while nobody has come yet."""
    text_id = "danger.waiting_child" if kind == CHILD_WRITES else "danger.waiting"
    return texts.say_from(text_id, hotlines.as_variables())
