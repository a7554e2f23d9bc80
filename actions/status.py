"""action_status: how far a case is, by its receipt number or by the conversation it was filed in."""

from collections.abc import Sequence

from sqlalchemy import Connection

from actions.lateness import Lateness
from actions.papers import Papers
from actions.policy import Policy
from actions.said import Said
from actions.services import Services
from actions.summary import status_words
from actions.way_back import BY_TEXT_MESSAGE, WayBack
from actions.whereabouts import Whereabouts, tail
from backoffice.cases import Case
from backoffice.receipts import find_receipt
from bot.dialogue.texts import Pick
from conversations.messages import Heard, Reply
from conversations.turns import TurnInHand
from nlu.keywords.lateness import asks_why_late
from nlu.outright import asks_whether_seen

PERSON = Pick("person", {"step": "action_person"})
MOST_OFFERED = 4
#: Price subsidies are paid to whoever is on a list: nobody applies, nobody has a receipt.
PAID_BY_ITSELF = "price_subsidy"


class Status:
    """Tells the stage of a case and what comes next, and nothing about the person."""

    def __init__(
        self, services: Services, way_back: WayBack, whereabouts: Whereabouts, policy: Policy, papers: Papers
    ) -> None:
        self._services, self._way_back, self._whereabouts = services, way_back, whereabouts
        self._policy, self._papers = policy, papers
        self._lateness = Lateness(services)

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """By the number in the message or on the picked option, else by what the same person filed."""
        picked = self._services.picked(turn)
        typed, late = picked.get("receipt") or find_receipt(turn.text), picked.get("late") or asks_why_late(turn.text)
        if isinstance(typed, str):
            return self._way_back(c, turn, self._by_receipt(c, turn, typed, late=bool(late)))
        filed = self._whereabouts.cases(c, turn)
        if heard.guess.topic == PAID_BY_ITSELF and all(case.kind != PAID_BY_ITSELF for case in filed):
            return self._way_back(c, turn, self._not_received(turn))
        offered = filed[:MOST_OFFERED]
        if len(offered) > 1:
            return Said.of(self._which(offered, late=bool(late)))
        reply = self._told(filed[0], late=bool(late)) if filed else self._none_here(turn)
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

    def _none_here(self, turn: TurnInHand) -> Reply:
        """It may have been filed elsewhere: by its number, or, in a chat, by text message."""
        in_chat = turn.channel not in self._services.settings.phone_channels
        return self._services.texts.say("status.which", options=[PERSON, *([BY_TEXT_MESSAGE] if in_chat else [])])

    def _by_receipt(self, c: Connection, turn: TurnInHand, typed: str, *, late: bool) -> Reply:
        case = self._services.cases.find(c, typed)
        if case is not None:
            return self._told(case, self._papers.offer(c, turn, case.receipt), late=late)
        return self._services.texts.say("status.not_found", receipt=typed, options=[PERSON])

    def _told(self, case: Case, options: Sequence[Pick] = (), *, late: bool = False) -> Reply:
        """Where it stands; by the clock of the law where that is asked for, or has run out."""
        by_the_clock = self._lateness.why(case) if not options and (late or self._lateness.is_over(case)) else None
        if by_the_clock is not None:
            return by_the_clock
        status = self._services.cases.status_of(case)
        return self._services.texts.say_from(status.template, status_words(self._services, status), options=options)

    def _which(self, filed: Sequence[Case], *, late: bool) -> Reply:
        texts = self._services.texts
        options = [
            Pick(
                "status.case",
                {"step": "action_status", "receipt": case.receipt, "late": late},
                words={"what": texts.phrase(f"case.{case.kind}"), "tail": tail(case.receipt)},
            )
            for case in filed
        ]
        return texts.say("status.several", options=options)


def names_receipt(text: str) -> bool:
    """Whether a receipt number stands anywhere in a message."""
    return find_receipt(text) is not None


def asks_about_filed(services: Services, c: Connection, turn: TurnInHand) -> bool:
    """Whether somebody who filed something here asks why nothing has happened, or whether it was looked at."""
    asks = asks_why_late(turn.text) or asks_whether_seen(turn.text)
    return asks and bool(services.cases.of_conversation(c, turn.conversation_id))
