"""办事请求 in the dialogue: a change in the household, an objection, a complaint, a house that may fall, a visit at home.

Whoever writes in anger or in haste is asked nothing that staff can ask later: what was written is filed at once, with a receipt.
"""

from sqlalchemy import Connection

from actions.card_request import CardRequest
from actions.interview import Interview
from actions.policy import Policy
from actions.questions.office_request import FACT, OfficeRequestQuestions
from actions.said import Said
from actions.services import Services, resident
from actions.summary import Summary
from backoffice.cases import Urgency
from backoffice.drafts import Draft
from backoffice.facts import Unknown
from backoffice.kinds import REQUESTS, Request
from conversations.messages import Heard, JsonValue, Reply
from conversations.turns import TurnInHand
from nlu.parsers import card_wish

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
        named = self._services.picked(turn).get("request")
        request = next((each for each in REQUESTS if each == named), request)
        draft = self._interview.begin(c, turn, request)
        if turn.choice is None and not self._services.picked(turn) and len(turn.text) >= TELLS:
            self._interview.write(c, turn, draft, FACT, turn.text)
        self._services.drafts.set_stage(c, draft.id, "applying")
        return self._interview.go_on(c, turn, self._services.drafts.get(c, draft.id), before or [])


class ReportChange:
    """action_report_change: work was found, somebody died, moved or was born; also what the menu offers beside that."""

    def __init__(self, ask: Ask, card_request: CardRequest) -> None:
        self._ask, self._card_request = ask, card_request

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """Whoever reports a change has done what the law asks of them (ZJ-SA Art. 50). A card that was lost is no such change."""
        if heard.guess.topic == "legal_aid_card" and card_wish.told(turn.text) in ("lost", "renew"):
            return self._card_request(c, turn, heard)
        return self._ask.begin(c, turn, "household_change")


class Complain:
    """action_complain: says how a decision is contested, and files the complaint or the objection to a notice."""

    def __init__(self, services: Services, policy: Policy, ask: Ask) -> None:
        self._services, self._policy, self._ask = services, policy, ask

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """The way of appeal where the law was read, and a case in any case."""
        topic = "dibao" if heard.guess.topic in ("none", "general") else heard.guess.topic
        said = self._policy.best(topic, "complain_or_appeal", self._policy.question(turn))
        how = [] if said is None else [self._services.texts.say_from("complain.how", self._policy.words([said]))]
        against_notice = self._services.texts.phrase("word.public_notice") in turn.text
        return self._ask.begin(c, turn, "objection" if against_notice else "complaint", how)
