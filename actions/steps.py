"""The table of dialogue steps, and how one runs: once per message, in one transaction, whatever happens around it."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from actions.aid import AidApplication
from actions.answering import Affirm, Answer, Choose, Deny
from actions.apply import Apply
from actions.attach import Attach
from actions.card_request import CardRequest
from actions.card_service import CardServiceRequest
from actions.carrying_over import CarryingOver
from actions.child import Child
from actions.concern import Concern
from actions.corrections import Correct
from actions.discretion import Discretion
from actions.eligibility import Eligibility
from actions.errors import UnknownStep
from actions.handler import Handler
from actions.interview import Interview
from actions.joining import Join, Joining
from actions.legal_aid_card import LegalAidCard
from actions.legal_help import LegalHelp
from actions.legal_request import LegalRequest
from actions.link import Link, Unlink
from actions.more_of_request import MoreOfRequest
from actions.office_request import Ask, Complain, OfficeRequest, ReportChange
from actions.papers import Papers
from actions.person import Person
from actions.policy import More, Policy
from actions.rescue import Rescue
from actions.said import Said
from actions.second_request import SecondRequest
from actions.services import Services
from actions.small_talk import Help, OutOfScope, SmallTalk
from actions.status import Status
from actions.steering import Previous, Resume, Skip, StartOver, Why
from actions.stop import Stop
from actions.summary import Summary
from actions.unclear import Inform, Unclear
from actions.undertaking import Undertaking
from actions.way_back import WayBack
from actions.whereabouts import Whereabouts
from actions.whose import Whose
from actions.withdrawal import Withdrawal
from backoffice.kinds import AIDS, CARD_SERVICES, REQUESTS, DraftKind
from conversations import turns
from conversations.messages import Asked, Heard, Reply, TurnRef
from conversations.turns import TurnInHand
from storage.database import Database


class Steps:
    """Runs dialogue steps; safe to use from several threads.

    Args:
        at_boundary: called with the name of each crash boundary; tests stop the process there.
    """

    def __init__(
        self, database: Database, services: Services, *, at_boundary: Callable[[str], None] = lambda name: None
    ) -> None:
        self._database, self._vault, self._at = database, services.vault, at_boundary
        self._handlers = handlers(services)
        self._second = SecondRequest(services.texts)
        self._concern, self._discretion = Concern(services), Discretion(services)

    @property
    def names(self) -> tuple[str, ...]:
        """Every step, as the rules of the engine name them."""
        return tuple(self._handlers)

    def run(self, step: str, ref: TurnRef, heard: Heard) -> list[Reply]:
        """Do one step for one message and keep what it said; a message that was answered gets the same answer.

        Raises:
            Overtaken: another worker or a person has the conversation now; nothing was done.
            UnknownStep: no handler has that name.
        """
        if step not in self._handlers:
            raise UnknownStep(step)
        with self._database.write() as c:
            turn = turns.hold_turn(c, self._vault, ref)
            done = turns.result_of(c, self._vault, ref.inbox)
            if done is not None:
                return done
            said = self._second.beside(step, heard, self._handlers[step](c, turn, heard))
            self._concern.notice(c, turn, heard)
            said = self._discretion.applied(c, turn, said)
            turns.record_result(c, self._vault, turn, step, said.replies, still_open(turn, said))
            self._at("act.before")
        self._at("act.after")
        return list(said.replies)


#: Texts that end what was offered before them.
ENDS_OFFERS = ("filed.", "danger.", "stop.", "start.", "person.")


def still_open(turn: TurnInHand, said: Said) -> Asked:
    """What the next message will be read for: the choices offered last stay until others are offered or one is done."""
    asked = said.asked
    ended = any(reply.template.startswith(ENDS_OFFERS) for reply in said.replies)
    if asked.question is not None or asked.options or ended:
        return asked
    return replace(asked, options=turn.asked.options)


def handlers(services: Services) -> Mapping[str, Handler]:
    """Every step by name, each with the parts it needs."""
    undertakings: dict[DraftKind, Undertaking] = {}
    interview = Interview(services, undertakings)
    summary, rescue, concern = Summary(services, interview), Rescue(services), Concern(services)
    for aid in AIDS:
        undertakings[aid] = AidApplication(aid, services, interview, summary)
    for request in REQUESTS:
        undertakings[request] = OfficeRequest(request, services, summary)
    for service in CARD_SERVICES:
        undertakings[service] = CardServiceRequest(service, services, summary)
    undertakings["legal_join"] = Joining(services, summary)
    undertakings["legal_help"] = LegalHelp(services, summary, rescue, concern)
    undertakings["legal_aid_card"] = LegalAidCard(services, summary)

    way_back = WayBack(services, interview)
    whereabouts = Whereabouts(services)
    policy = Policy(services, way_back)
    papers = Papers(services, interview, way_back, policy)
    status = Status(services, way_back, whereabouts, policy, papers)
    link = Link(services, way_back, whereabouts)
    carrying_over, whose = CarryingOver(services, interview), Whose(services, interview, whereabouts)
    legal_request = LegalRequest(services, interview, whose)
    card_request = CardRequest(services, interview, whose, legal_request)
    eligibility = Eligibility(services, interview, way_back, carrying_over, whose, policy, legal_request)
    ask, more = Ask(services, interview), MoreOfRequest(services, way_back)
    unclear = Unclear(services, interview, way_back, status, link, more)
    correct = Correct(services, interview, way_back, whereabouts)
    skip = Skip(services, interview, way_back, unclear)

    steps: dict[str, Handler] = {
        "action_eligibility": eligibility,
        "action_policy": policy,
        "action_papers": papers,
        "action_more": More(services, policy, way_back),
        "action_apply": Apply(services, interview, carrying_over, whose, legal_request, card_request),
        "action_legal_help": legal_request,
        "action_status": status,
        "action_report_change": ReportChange(ask, more, card_request),
        "action_complain": Complain(services, policy, ask, more, status),
        "action_danger": Child(services, rescue, concern),
        "action_person": Person(services),
        "action_stop": Stop(services, Withdrawal(services, interview, whereabouts)),
        "action_help": Help(services, way_back),
        "action_small_talk": SmallTalk(services, way_back),
        "action_out_of_scope": OutOfScope(services, way_back, unclear),
        "action_unclear": unclear,
        "action_inform": Inform(services, interview, unclear, eligibility, legal_request, card_request),
        "action_answer": Answer(services, interview, way_back, link),
        "action_correct": correct,
        "action_resume": Resume(services, interview, way_back, whereabouts),
        "action_previous": Previous(services, interview, way_back),
        "action_skip": skip,
        "action_dont_know": skip,
        "action_why": Why(services, interview, way_back, link),
        "action_attach": Attach(services, way_back, papers),
        "action_link": link,
        "action_unlink": Unlink(services, way_back),
        "action_join": Join(services, interview, way_back),
        "action_start_over": StartOver(services, interview, way_back),
    }
    steps["action_choose"] = Choose(services, way_back, steps)
    steps["action_affirm"] = Affirm(interview, unclear, way_back, steps)
    steps["action_deny"] = Deny(interview, unclear, correct, way_back, steps)
    return steps
