"""action_person: the conversation waits for a person."""

from sqlalchemy import Connection

from actions import wording
from actions.said import Said
from actions.services import Services
from conversations import handoff
from conversations.messages import Heard, Reply
from conversations.turns import TurnInHand


class Person:
    """Calls a person and says when one will answer."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """The resident asked for one."""
        handoff.ask_for_person(c, turn.conversation_id, "asked")
        return Said.of(self.when())

    def when(self) -> Reply:
        """Within or outside duty hours; outside, what to do with what cannot wait."""
        texts, hotlines = self._services.texts, self._services.settings.hotlines
        if self._services.on_duty:
            return texts.say("person.called")
        opens = wording.moment(texts, self._services.next_opening)
        return texts.say("person.called_off_duty", opens=opens, government=hotlines.government, police=hotlines.police)
