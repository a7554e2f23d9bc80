"""action_danger for a child that writes without a word of danger: it is asked for a grown-up, and staff look at once."""

from sqlalchemy import Connection

from actions.concern import Concern
from actions.rescue import Rescue
from actions.said import Said
from actions.services import Services
from bot.dialogue.texts import Pick
from conversations.inbox import CHILD_WRITES, in_danger
from conversations.messages import Heard
from conversations.turns import TurnInHand
from nlu.child_writer import writes_as_child


class Child:
    """Speaks to a child in a child's words; what is asked of a household is asked of a grown-up (民法典第十九、二十条).

    Everybody else, and a child in danger, is rescued.
    """

    def __init__(self, services: Services, rescue: Rescue, concern: Concern) -> None:
        self._services, self._rescue, self._concern = services, rescue, concern

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """Where danger was told before, that it is a child who told it changes the words."""
        if heard.intent == "danger" or not writes_as_child(turn.text):
            return self._rescue(c, turn, heard)
        if in_danger(c, turn.conversation_id):
            return self._rescue.call(c, turn, CHILD_WRITES)
        self._concern.mark(c, turn, "child")
        options = [Pick("person", {"step": "action_person"})]
        hotlines = self._services.settings.hotlines.as_variables()
        return Said.of(self._services.texts.say_from("child.hello", hotlines, options=options))
