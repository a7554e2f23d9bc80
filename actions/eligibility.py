"""action_eligibility: may the household get it, and how much."""

from sqlalchemy import Connection

from actions import wording
from actions.interview import Interview
from actions.legal_request import LegalRequest, is_story
from actions.offered import offered_facts
from actions.policy import Policy
from actions.questions.dibao import FIRST_CHECK
from actions.questions.rule_facts import possible_value
from actions.said import Said
from actions.services import Services
from actions.verdict import FirstCheck
from actions.way_back import WayBack
from backoffice.drafts import Draft
from conversations.messages import Heard, Reply
from conversations.turns import TurnInHand

#: Topics that begin with the check of 低保, the door to most other aid.
CHECKED = frozenset({"dibao", "dibao_edge", "general", "none"})


class Eligibility:
    """Checks a household by questions, or says what the law says."""

    def __init__(
        self,
        services: Services,
        interview: Interview,
        way_back: WayBack,
        policy: Policy,
        legal_request: LegalRequest,
    ) -> None:
        self._services, self._interview, self._way_back = services, interview, way_back
        self._policy, self._legal_request = policy, legal_request

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """Go on with the check, tell its verdict again, or begin one."""
        draft = self._interview.current(c, turn)
        if draft is None and is_story(turn, heard):
            return self._legal_request(c, turn, heard)
        if heard.guess.topic not in CHECKED:
            return self._policy(c, turn, heard)
        told = draft is not None and draft.kind == "dibao" and draft.has(FIRST_CHECK)
        if draft is not None and told:
            return self._tell_again(c, turn, draft, how=self._asks_how(turn, heard))
        if heard.intent == "ask_amount":
            return self._policy(c, turn, heard)
        particular = self._particular(turn, heard) if draft is None else None
        return self._way_back(c, turn, particular) if particular else self._check(c, turn)

    def _particular(self, turn: TurnInHand, heard: Heard) -> Reply | None:
        """The answer where a point of law is asked (儿子在外打工算不算一家), not whether this household may get it."""
        if self._services.picked(turn) or offered_facts(turn.text, self._services.today):
            return None
        topic = "dibao" if heard.guess.topic in ("none", "general") else heard.guess.topic
        return self._policy.particular(topic, "ask_eligibility", self._policy.question(turn))

    def _asks_how(self, turn: TurnInHand, heard: Heard) -> bool:
        return heard.intent == "ask_amount" or self._services.picked(turn).get("how") is True

    def _tell_again(self, c: Connection, turn: TurnInHand, draft: Draft, *, how: bool) -> Said:
        check = FirstCheck.of(self._services, draft, turn)
        words = check.how() if how else check.said()
        return Said.of(words) if draft.stage == "asking" else self._interview.go_on(c, turn, draft, [words])

    def _check(self, c: Connection, turn: TurnInHand) -> Said:
        draft = self._interview.begin(c, turn, "dibao")
        if draft.facts:
            return self._interview.go_on(c, turn, draft)
        offered = {} if self._services.picked(turn) else offered_facts(turn.text, self._services.today)
        for fact, value in offered.items():
            if possible_value(fact, value) is None:
                continue
            self._interview.write(c, turn, draft, fact, value, confirmed=False)
        begun = self._services.drafts.get(c, draft.id)
        start = self._services.texts.say("dibao.start")
        noted = [self._noted(begun, turn)] if begun.facts else []
        return self._interview.go_on(c, turn, begun, [start, *noted])

    def _noted(self, draft: Draft, turn: TurnInHand) -> Reply:
        """What was taken from the first message is said back, so that it can be changed."""
        texts = self._services.texts
        parts = [
            texts.phrase("answer.choice", label=question.named(texts), value=wording.answer(texts, question, value))
            for question in self._interview.answered_in_order(draft, turn)
            if (value := draft.value(question.fact)) is not None
        ]
        return texts.say("dibao.noted", facts=texts.phrase("list.then").join(parts))
