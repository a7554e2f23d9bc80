"""action_apply: apply for an aid; also the change of mind of somebody who had refused consent."""

from collections.abc import Sequence

from sqlalchemy import Connection

from actions.aid import note_whom
from actions.aids_meant import aids_meant
from actions.card_request import CardRequest
from actions.carrying_over import CarryingOver
from actions.interview import Interview
from actions.legal_request import LegalRequest
from actions.questions.contact import CONSENT
from actions.said import Said
from actions.services import Services
from actions.whose import Whose
from backoffice.kinds import Aid
from bot.dialogue.texts import Pick
from conversations.messages import Heard
from conversations.turns import TurnInHand


class Apply:
    """Begins an application, or moves a check on to one."""

    def __init__(
        self,
        services: Services,
        interview: Interview,
        carrying_over: CarryingOver,
        whose: Whose,
        legal_request: LegalRequest,
        card_request: CardRequest,
    ) -> None:
        self._services, self._interview = services, interview
        self._carrying_over, self._whose = carrying_over, whose
        self._legal_request, self._card_request = legal_request, card_request

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """Apply for what was named; where none was, for 低保, the door to most other aid."""
        picked = self._services.picked(turn)
        if isinstance(picked.get("agree"), str):
            refused = self._services.drafts.get(c, str(picked["agree"]))
            return self._interview.take(c, turn, refused, CONSENT, True)
        meant = aids_meant(self._services.texts, turn, picked, heard)
        if not meant and heard.guess.topic == "legal_aid":
            return self._legal_request(c, turn, heard)
        if not meant and heard.guess.topic == "legal_aid_card":
            return self._card_request(c, turn, heard)
        if len(meant) > 1:
            return self._which(meant)
        return self._begin(c, turn, meant[0] if meant else "dibao")

    def _begin(self, c: Connection, turn: TurnInHand, aid: Aid) -> Said:
        whose = self._whose.ask(c, turn, aid, {"step": "action_apply", "aid": aid})
        if whose is not None:
            return whose
        draft, former = self._whose.begin(c, turn, aid)
        known = [] if draft.facts else self._carrying_over(c, turn, draft, former)
        note_whom(c, self._services, turn, draft)
        if draft.stage == "asking":
            self._services.drafts.set_stage(c, draft.id, "applying")
        return self._interview.go_on(c, turn, self._services.drafts.get(c, draft.id), known)

    def _which(self, meant: Sequence[Aid]) -> Said:
        options = [Pick(f"aid.{aid}", {"step": "action_apply", "aid": aid}) for aid in meant]
        return Said.of(self._services.texts.say("apply.which", options=options))
