"""action_status: how far a case is, by its receipt number or by the conversation it was filed in."""

from sqlalchemy import Connection

from actions.policy import Policy
from actions.said import Said
from actions.services import Services
from actions.summary import status_words
from actions.way_back import WayBack
from backoffice.cases import CaseStatus
from backoffice.receipts import find_receipt
from bot.dialogue.texts import Pick
from conversations.messages import Heard, Reply
from conversations.turns import TurnInHand

PERSON = Pick("person", {"step": "action_person"})
MOST_OFFERED = 4
#: Price subsidies are paid to whoever is on a list: nobody applies, nobody has a receipt.
PAID_BY_ITSELF = "price_subsidy"


class Status:
    """Tells the stage of a case and what comes next, and nothing about the person."""

    def __init__(self, services: Services, way_back: WayBack, policy: Policy) -> None:
        self._services, self._way_back, self._policy = services, way_back, policy

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """By the number in the message or on the picked option, else by what was filed here."""
        typed = self._services.picked(turn).get("receipt") or find_receipt(turn.text)
        if isinstance(typed, str):
            return self._way_back(c, turn, self._by_receipt(c, typed))
        filed = self._services.cases.of_conversation(c, turn.conversation_id)
        if heard.guess.topic == PAID_BY_ITSELF and all(case.kind != PAID_BY_ITSELF for case in filed):
            return self._way_back(c, turn, self._not_received(turn))
        statuses = [self._services.cases.status_of(case) for case in filed[:MOST_OFFERED]]
        if len(statuses) > 1:
            return Said.of(self._which(statuses))
        reply = self._told(statuses[0]) if statuses else self._say("status.which")
        return self._way_back(c, turn, reply)

    def _not_received(self, turn: TurnInHand) -> Reply:
        """Nobody applied for it, so there is no receipt: how it is paid, and a complaint when it did not come."""
        how = self._policy.best(PAID_BY_ITSELF, "ask_documents")
        missed = self._policy.best(PAID_BY_ITSELF, "ask_procedure", self._policy.question(turn))
        told = {one.statement.id: one for one in (how, missed) if one is not None}
        words = self._policy.words(list(told.values()))
        complaint = {"step": "action_complain", "request": "complaint", "topic": PAID_BY_ITSELF, "told": turn.text}
        options = [
            Pick("complaint", complaint),
            Pick("check", {"step": "action_eligibility", "aid": PAID_BY_ITSELF}),
            PERSON,
        ]
        return self._services.texts.say_from("price_subsidy.not_received", words, options=options)

    def _by_receipt(self, c: Connection, typed: str) -> Reply:
        status = self._services.cases.by_receipt(c, typed)
        if status is not None:
            return self._told(status)
        return self._services.texts.say("status.not_found", receipt=typed, options=[PERSON])

    def _told(self, status: CaseStatus) -> Reply:
        return self._services.texts.say_from(status.template, status_words(self._services, status))

    def _which(self, statuses: list[CaseStatus]) -> Reply:
        texts = self._services.texts
        options = [
            Pick(
                "status.case",
                {"step": "action_status", "receipt": status.receipt},
                words={"what": texts.phrase(f"case.{status.kind}"), "receipt": status.receipt},
            )
            for status in statuses
        ]
        return texts.say("status.several", options=options)

    def _say(self, text_id: str) -> Reply:
        return self._services.texts.say(text_id, options=[PERSON])


def names_receipt(text: str) -> bool:
    """Whether a receipt number stands anywhere in a message."""
    return find_receipt(text) is not None
