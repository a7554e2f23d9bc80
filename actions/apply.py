"""action_apply: apply for an aid; also the change of mind of somebody who had refused consent."""

from sqlalchemy import Connection

from actions.card_request import CardRequest
from actions.interview import Interview
from actions.legal_request import LegalRequest
from actions.questions.contact import CONSENT
from actions.said import Said
from actions.services import Services
from bot.dialogue.texts import Pick
from conversations.messages import Heard
from conversations.turns import TurnInHand

#: Topics for which an application for 低保 is what can be made here.
DIBAO = frozenset({"dibao", "dibao_edge", "general", "none"})


class Apply:
    """Begins an application, or moves a check on to one."""

    def __init__(
        self, services: Services, interview: Interview, legal_request: LegalRequest, card_request: CardRequest
    ) -> None:
        self._services, self._interview = services, interview
        self._legal_request, self._card_request = legal_request, card_request

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """Apply for what was named."""
        agreed = self._services.picked(turn).get("agree")
        if isinstance(agreed, str):
            return self._interview.take(c, turn, self._services.drafts.get(c, agreed), CONSENT, True)
        if heard.guess.topic == "legal_aid":
            return self._legal_request(c, turn, heard)
        if heard.guess.topic == "legal_aid_card":
            return self._card_request(c, turn, heard)
        return self._dibao(c, turn) if heard.guess.topic in DIBAO else self._elsewhere(heard.guess.topic)

    def _dibao(self, c: Connection, turn: TurnInHand) -> Said:
        draft = self._interview.begin(c, turn, "dibao")
        if draft.stage == "asking":
            self._services.drafts.set_stage(c, draft.id, "applying")
        return self._interview.go_on(c, turn, self._services.drafts.get(c, draft.id))

    def _elsewhere(self, topic: str) -> Said:
        texts = self._services.texts
        options = [Pick("person", {"step": "action_person", "yes": True}), Pick("menu", {"step": "action_help"})]
        return Said.of(texts.say("apply.elsewhere", topic=texts.phrase(f"topic.{topic}"), options=options))
