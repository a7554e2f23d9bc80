"""action_stop: no more messages of ours, only this form left for now, or an application taken back."""

from dataclasses import replace

from sqlalchemy import Connection

from actions.said import Said
from actions.services import Services
from actions.withdrawal import Withdrawal
from bot.dialogue.texts import Pick
from conversations.inbox import opt_in, opt_out
from conversations.messages import Heard
from conversations.turns import TurnInHand
from nlu.keywords import Keyword, detect
from nlu.withdrawal import leaves_off, withdraws


class Stop:
    """Confirms a stop once, and takes it back when asked. One that a keyword showed took effect on receipt already."""

    def __init__(self, services: Services, withdrawal: Withdrawal) -> None:
        self._services, self._withdrawal = services, withdrawal

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """Stop, leave the form, or start again."""
        texts = self._services.texts
        if self._services.picked(turn).get("start") is True:
            opt_in(c, turn.conversation_id)
            return Said.of(texts.say("start.done"))
        picked = self._withdrawal.picked(c, turn, heard)
        if picked is not None:
            return picked
        found = detect(turn.text)
        if self._takes_back(c, turn, found):
            return self._withdrawal(c, turn)
        if (found is not None and found.target == "form") or (found is None and leaves_off(turn.text)):
            opt_in(c, turn.conversation_id)
            return Said.of(texts.say("stop.form"))
        opt_out(c, turn.conversation_id)
        options = [Pick("start", {"step": "action_stop", "start": True})]
        return Said.of(replace(texts.say("stop.done", options=options), even_if_stopped=True))

    def _takes_back(self, c: Connection, turn: TurnInHand, found: Keyword | None) -> bool:
        """取消申请 leaves what is being filled in, and takes back what was filed."""
        if found is None or found.target == "application":
            return found is not None or withdraws(turn.text)
        return found.target == "form" and withdraws(turn.text) and self._withdrawal.concerns_filed(c, turn)
