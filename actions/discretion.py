"""While somebody is in danger, what a step says is said in neutral words, and what has none is left to a person."""

from dataclasses import replace

from sqlalchemy import Connection

from actions.said import Said
from actions.services import Services
from conversations import handoff
from conversations.inbox import in_danger
from conversations.turns import TurnInHand


class Discretion:
    """Rewords what steps say; the outbox lets nothing else leave, so that without this there would be silence."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def applied(self, c: Connection, turn: TurnInHand, said: Said) -> Said:
        """The same where nobody is in danger.

        A last reply that tells too much is replaced by the word that a person will speak of it, and what it asked is not
        open: nobody answers a question that they did not read.
        """
        if not said.replies or not in_danger(c, turn.conversation_id):
            return said
        before = [told for reply in said.replies[:-1] if (told := reply.told_in_danger()) is not None]
        last = said.replies[-1].told_in_danger()
        if last is None:
            return self._left_to_a_person(c, turn).after(before)
        return replace(said, replies=(*before, last))

    def _left_to_a_person(self, c: Connection, turn: TurnInHand) -> Said:
        """Whoever asks for it once more is not told the same again: a person is called, and where to ring them asked."""
        once_more = turn.asked.misses > 0 and bool(turn.text)  # not where staff have just given it back
        if once_more:
            handoff.ask_for_person(c, turn.conversation_id, "danger")
        words = "danger.by_person" if once_more else "danger.not_here"
        reply = self._services.texts.say(words, police=self._services.settings.hotlines.police)
        return Said.of(reply, misses=turn.asked.misses + 1)
