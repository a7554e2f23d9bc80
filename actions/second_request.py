"""A second request in one message: the first is answered, the second is not lost.

Where nothing is asked, the second is one more choice under the answer. Where the answer ends in a question it is named
before it: a number must mean one thing.
"""

from dataclasses import replace

from actions.said import Said
from actions.wishes import STEP_OF_ACT, pick_of
from bot.dialogue.texts import Pick, Texts
from conversations.messages import Heard, Option

DANGER = "action_danger"


class SecondRequest:
    """Adds what else a message wanted to what is said."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def beside(self, step: str, heard: Heard, said: Said) -> Said:
        """The same words, with the second request offered.

        Args:
            step: the step that answered. Only one that an act leads to has answered a first request, and nothing is
                put beside a danger.
        """
        pick = self._pick(heard) if step in STEP_OF_ACT.values() and step != DANGER else None
        if pick is None or not said.replies:
            return said
        words = self._texts.phrase(pick.key, **pick.words)
        if said.question is not None or said.still:
            return said.after([self._texts.say("second.later", what=words)])
        option = Option(self._texts.phrase("second.also", what=words), pick.intent, pick.facts)
        last = said.replies[-1]
        return replace(said, replies=(*said.replies[:-1], replace(last, options=(*last.options, option))))

    def _pick(self, heard: Heard) -> Pick | None:
        """The first other request that can be offered."""
        picks = (pick_of(guess, self._texts) for guess in heard.also)
        return next((pick for pick in picks if pick is not None), None)
