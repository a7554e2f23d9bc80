"""办事请求 in the dialogue: a change in the household, an objection, a complaint, a house that may fall, a visit at home.

Whoever writes in anger or in haste is asked nothing that staff can ask later: what was written is filed at once, with a receipt.
"""

from collections.abc import Mapping
from typing import Literal

from sqlalchemy import Connection

from actions.card_request import CardRequest
from actions.interview import Interview
from actions.more_of_request import MoreOfRequest
from actions.policy import Policy
from actions.questions.office_request import FACT, OfficeRequestQuestions
from actions.said import Said
from actions.services import Services, resident
from actions.status import Status
from actions.summary import Summary
from backoffice.cases import Urgency
from backoffice.drafts import Draft
from backoffice.facts import Unknown
from backoffice.kinds import REQUESTS, Request
from bot.dialogue.texts import Pick
from conversations.messages import Heard, JsonValue, Reply
from conversations.turns import TurnInHand
from nlu.abuse import is_only_abuse
from nlu.outright import asks_whether_seen, says_outright
from nlu.parsers import card_wish

Wish = Literal["change", "complaint"]
#: The step that each wish leads to when it is picked.
STEPS: Mapping[Wish, str] = {"change": "action_report_change", "complaint": "action_complain"}

#: A message of at least so many characters says what it is about.
TELLS = 6


class OfficeRequest:
    """The undertaking of somebody who wants something of the office that no rule decides."""

    def __init__(self, request: Request, services: Services, summary: Summary) -> None:
        self._services, self._summary = services, summary
        self.questions = OfficeRequestQuestions(request)

    def value_of(
        self, c: Connection, turn: TurnInHand, draft: Draft, fact: str, parsed: JsonValue
    ) -> JsonValue | Unknown | None:
        """As it was written."""
        return parsed

    def remarks(self, c: Connection, turn: TurnInHand, draft: Draft, fact: str) -> list[Reply]:
        """Nothing: it is filed with the answer."""
        return []

    def settled(self, c: Connection, turn: TurnInHand, draft: Draft) -> Said:
        """Nothing is left to ask: it is filed."""
        return self.file(c, turn, draft)

    def file(self, c: Connection, turn: TurnInHand, draft: Draft) -> Said:
        """A case with the words as they were written."""
        case = self._services.cases.file(c, draft.id, resident(turn), urgency=Urgency(danger=turn.danger))
        return Said.of(self._summary.receipt("filed.request", self._services.cases.status_of(case)))


class Ask:
    """Begins a request with the words that came, or asks for them."""

    def __init__(self, services: Services, interview: Interview) -> None:
        self._services, self._interview = services, interview

    def begin(self, c: Connection, turn: TurnInHand, request: Request, before: list[Reply] | None = None) -> Said:
        """File what the message says; ask what it is about where it does not say. A picked option may name another request."""
        picked = self._services.picked(turn)
        request = next((each for each in REQUESTS if each == picked.get("request")), request)
        draft = self._interview.begin(c, turn, request)
        told = str(picked.get("told", "")) if picked or turn.choice else turn.text
        if len(told) >= TELLS:
            self._interview.write(c, turn, draft, FACT, told)
        self._services.drafts.set_stage(c, draft.id, "applying")
        return self._interview.go_on(c, turn, self._services.drafts.get(c, draft.id), before or [])

    def instead_of_answering(self, c: Connection, turn: TurnInHand, wish: Wish, request: Request) -> Said | None:
        """While a question is open, what does not say outright that it is a wish is first of all an answer.

        One that cannot be read is asked about, and nothing is filed before. None where the wish stands.
        """
        if turn.asked.question is None or self._services.picked(turn) or says_outright(turn.text, wish):
            return None
        draft = self._interview.current(c, turn)
        if draft is None:
            return None
        answered = self._interview.answer_in_other_words(c, turn, draft)
        if answered is not None:
            return answered
        step = STEPS[wish]
        options = [
            Pick("once_more", {"step": "action_resume"}),
            Pick("other", {"step": step, "request": request, "told": turn.text}),
        ]
        what = self._services.texts.phrase(f"case.{request}")
        return Said.of(self._services.texts.say("request.or_answer", what=what, options=options))


class ReportChange:
    """action_report_change: work was found, somebody died, moved or was born; also what the menu offers beside that."""

    def __init__(self, ask: Ask, more: MoreOfRequest, card_request: CardRequest) -> None:
        self._ask, self._more, self._card_request = ask, more, card_request

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """Whoever reports a change has done what the law asks of them (ZJ-SA Art. 50). A card that was lost is no such change."""
        if heard.guess.topic == "legal_aid_card" and card_wish.told(turn.text) in ("lost", "renew"):
            return self._card_request(c, turn, heard)
        instead = self._ask.instead_of_answering(c, turn, "change", "household_change")
        return instead or self._more.added(c, turn, "household_change") or self._ask.begin(c, turn, "household_change")


class Complain:
    """action_complain: says how a decision is contested, and files the complaint or the objection to a notice."""

    def __init__(self, services: Services, policy: Policy, ask: Ask, more: MoreOfRequest, status: Status) -> None:
        self._services, self._policy, self._ask, self._more = services, policy, ask, more
        self._status = status

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """The way of appeal where the law was read, and a case; not for abuse alone, nor for a question about what was sent."""
        if not self._services.picked(turn) and turn.asked.question is None:
            if is_only_abuse(turn.text):
                return self._complaint_or_person()
            if asks_whether_seen(turn.text) and self._services.cases.of_conversation(c, turn.conversation_id):
                return self._status(c, turn, heard)
        against_notice = self._services.texts.phrase("word.public_notice") in turn.text
        request: Request = "objection" if against_notice else "complaint"
        instead = self._ask.instead_of_answering(c, turn, "complaint", request) or self._more.added(c, turn, request)
        if instead is not None:
            return instead
        topic = "dibao" if heard.guess.topic in ("none", "general") else heard.guess.topic
        said = self._policy.best(topic, "complain_or_appeal", self._policy.question(turn))
        how = [] if said is None else [self._services.texts.say_from("complain.how", self._policy.words([said]))]
        return self._ask.begin(c, turn, request, how)

    def _complaint_or_person(self) -> Said:
        options = [
            Pick("complaint", {"step": "action_complain", "request": "complaint"}),
            Pick("person", {"step": "action_person"}),
        ]
        return Said.of(self._services.texts.say("complain.or_person", options=options))
