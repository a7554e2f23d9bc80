"""action_eligibility: may the household get it, and how much."""

from collections.abc import Sequence

from sqlalchemy import Connection

from actions.aids_meant import aids_meant
from actions.carrying_over import CarryingOver
from actions.first_check import FirstCheck, checked
from actions.interview import Interview
from actions.legal_request import LegalRequest, is_story
from actions.offered import offered_facts
from actions.policy import Policy
from actions.questions.aid import FIRST_CHECK, OF_A_PERSON
from actions.questions.rule_facts import possible_value
from actions.said import Said
from actions.services import Services
from actions.way_back import WayBack
from actions.whose import Whose
from backoffice.drafts import Draft
from backoffice.kinds import AIDS, Aid
from bot.dialogue.texts import Pick
from conversations.messages import Heard, Reply
from conversations.turns import TurnInHand

#: Topics about which the law is told, not a household checked.
TOLD_ONLY = frozenset({"legal_aid", "legal_aid_card"})


class Eligibility:
    """Checks a household by questions, or says what the law says."""

    def __init__(
        self,
        services: Services,
        interview: Interview,
        way_back: WayBack,
        carrying_over: CarryingOver,
        whose: Whose,
        policy: Policy,
        legal_request: LegalRequest,
    ) -> None:
        self._services, self._interview = services, interview
        self._way_back, self._carrying_over, self._whose = way_back, carrying_over, whose
        self._policy, self._legal_request = policy, legal_request

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """Go on with the check, tell its verdict again, or begin one; of 低保, the door to most other aid, where none is named."""
        draft, picked = self._interview.current(c, turn), self._services.picked(turn)
        if draft is None and is_story(turn, heard):
            return self._legal_request(c, turn, heard)
        if heard.guess.topic in TOLD_ONLY and "aid" not in picked:
            return self._policy(c, turn, heard)
        meant = aids_meant(self._services.texts, turn, picked, heard)
        told = (
            draft is not None and draft.kind in AIDS and draft.has(FIRST_CHECK) and (not meant or draft.kind in meant)
        )
        if draft is not None and told:
            return self._tell_again(c, turn, draft, how=heard.intent == "ask_amount" or picked.get("how") is True)
        if heard.intent == "ask_amount":
            return self._policy(c, turn, heard)
        if draft is None and (particular := self._particular(turn, heard, meant)) is not None:
            return self._way_back(c, turn, particular)
        if len(meant) > 1:
            return self._which(meant)
        return self._check(c, turn, meant[0] if meant else "dibao")

    def _particular(self, turn: TurnInHand, heard: Heard, meant: Sequence[Aid]) -> Reply | None:
        """The answer where a point of law is asked (儿子在外打工算不算一家), not whether this household may get it."""
        if self._services.picked(turn) or offered_facts(turn.text, self._services.today):
            return None
        topic = heard.guess.topic if meant else "dibao"
        return self._policy.particular(topic, "ask_eligibility", self._policy.question(turn))

    def _tell_again(self, c: Connection, turn: TurnInHand, draft: Draft, *, how: bool) -> Said:
        check = checked(self._services, draft, turn)
        said = self._explained(check) if how else [check.said()]
        return Said.of(*said) if draft.stage == "asking" else self._interview.go_on(c, turn, draft, said)

    def _explained(self, check: FirstCheck) -> list[Reply]:
        """Where the verdict would turn, then the arithmetic with what can be done next."""
        turns = check.if_income_changed()
        return [check.how()] if turns is None else [turns, check.how()]

    def _which(self, meant: Sequence[Aid]) -> Said:
        options = [Pick(f"aid.{aid}", {"step": "action_eligibility", "aid": aid}) for aid in meant]
        return Said.of(self._services.texts.say("apply.which", options=options))

    def _check(self, c: Connection, turn: TurnInHand, aid: Aid) -> Said:
        told = offered_facts(turn.text, self._services.today)
        whose = self._whose.ask(c, turn, aid, {"step": "action_eligibility", "aid": aid, "told": told})
        if whose is not None:
            return whose
        draft, former = self._whose.begin(c, turn, aid)
        if draft.facts:
            return self._interview.go_on(c, turn, draft)
        known = self._carrying_over(c, turn, draft, former)
        noted = self._from_first_message(c, turn, draft)
        start = self._services.texts.say("aid.start", aid=self._services.texts.phrase(f"aid.{aid}"))
        return self._interview.go_on(c, turn, self._services.drafts.get(c, draft.id), [start, *known, *noted])

    def _from_first_message(self, c: Connection, turn: TurnInHand, draft: Draft) -> list[Reply]:
        """What the message itself tells of the household, or told before it was asked whose it is."""
        picked = self._services.picked(turn)
        told = picked.get("told", {}) if picked else offered_facts(turn.text, self._services.today)
        if not isinstance(told, dict) or draft.kind in OF_A_PERSON:
            return []
        possible = {fact: value for fact, value in told.items() if possible_value(fact, value) is not None}
        for fact, value in possible.items():
            self._interview.write(c, turn, draft, fact, value, confirmed=False)
        begun = self._services.drafts.get(c, draft.id)
        return [self._interview.said_back(begun, turn)] if possible else []
