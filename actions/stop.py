"""action_stop: no more messages of ours, or only this form left for now."""

from dataclasses import replace

from sqlalchemy import Connection

from actions.said import Said
from actions.services import Services
from bot.dialogue.texts import Pick
from conversations.inbox import opt_in, opt_out
from conversations.messages import Heard
from conversations.turns import TurnInHand
from nlu.keywords import detect


class Stop:
    """Confirms a stop once, and takes it back when asked. One that a keyword showed took effect on receipt already."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """Stop, leave the form, or start again."""
        texts = self._services.texts
        if self._services.picked(turn).get("start") is True:
            opt_in(c, turn.conversation_id)
            return Said.of(texts.say("start.done"))
        found = detect(turn.text)
        if found is not None and found.target == "form":
            opt_in(c, turn.conversation_id)
            return Said.of(texts.say("stop.form"))
        opt_out(c, turn.conversation_id)
        options = [Pick("start", {"step": "action_stop", "start": True})]
        return Said.of(replace(texts.say("stop.done", options=options), even_if_stopped=True))
