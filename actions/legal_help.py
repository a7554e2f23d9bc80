"""法律援助 in the dialogue: the matter, what cannot wait, a card or the means, filed towards the legal-aid officers."""

from datetime import date, timedelta

from sqlalchemy import Connection

from actions.aid import contact_value
from actions.card_check import check_card, forget_mismatch, outcome_of, said_of_card
from actions.concern import VIOLENCE, Concern
from actions.legal_limit import LegalLimit
from actions.legal_matter import LegalMatter
from actions.questions.legal_help import LegalHelpQuestions
from actions.rescue import Rescue
from actions.said import Said
from actions.services import Services, resident
from actions.stations import NearestStation
from actions.summary import Summary
from actions.ways_of_help import WaysOfHelp
from backoffice.cases import Case, Urgency, UrgentReason
from backoffice.drafts import Draft
from backoffice.facts import Unknown
from backoffice.limitation import rule_of
from conversations.messages import JsonValue, Reply
from conversations.turns import TurnInHand
from knowledge import LastDay
from nlu.parsers import group_claim, legal_matter, legal_paper, parse_slot, urgency
from nlu.parsers.event_day import ONGOING

#: A last day told in the first message is near; one that is further off is rather a day of last year.
NEAR = timedelta(days=90)


class LegalHelp:
    """The undertaking of somebody who needs a lawyer."""

    def __init__(self, services: Services, summary: Summary, rescue: Rescue, concern: Concern) -> None:
        self._services, self._summary, self._rescue, self._concern = services, summary, rescue, concern
        self._texts, self._drafts = services.texts, services.drafts
        self._stations, self._ways = NearestStation(services), WaysOfHelp(services)
        self.questions = LegalHelpQuestions(services.settings.hotlines.legal)

    def value_of(
        self, c: Connection, turn: TurnInHand, draft: Draft, fact: str, parsed: JsonValue
    ) -> JsonValue | Unknown | None:
        """What only the holder of a card knows is compared, and only the outcome kept."""
        if fact == "card_checked":
            return outcome_of(check_card(self._services, c, turn, draft, str(parsed)))
        if fact == "event_date" and parsed == ONGOING:
            rule = rule_of(draft)
            return parsed if rule is not None and rule.event == "left" else None
        if fact == "deadline_date":
            return _ahead(turn.text, self._services.today) or parsed
        return contact_value(self._services, turn, fact, parsed)

    def remarks(self, c: Connection, turn: TurnInHand, draft: Draft, fact: str) -> list[Reply]:
        """What the law gives once the matter is known, what the roll says of a card, whether income counts."""
        if fact == "matter_text":
            self.take_urgency(c, turn, draft)
            return self._take_matter(c, turn, draft)
        if fact == "matter_type":
            if draft.value("matter_type") == VIOLENCE:
                self._concern.mark(c, turn, "violence")
            return self._about_matter(draft)
        if fact == "urgency":
            return self._about_urgency(c, turn, draft)
        if fact == "event_date":
            return LegalLimit.of(self._services, draft).said()
        if fact == "means_group":
            return [LegalMatter.of(self._services, draft).means()]
        if fact == "card_checked":
            return self._about_card(c, draft)
        return []

    def settled(self, c: Connection, turn: TurnInHand, draft: Draft) -> Said:
        """Refusal of consent, else the summary."""
        if draft.value("consent") is False:
            return self._summary.refused(draft)
        return self._summary.sum_up(c, turn, draft)

    def file(self, c: Connection, turn: TurnInHand, draft: Draft) -> Said:
        """A case with its urgency; a checked card goes with it."""
        told = _urgency(draft, turn.danger, LegalLimit.of(self._services, draft).ahead)
        number = str(draft.value("card_number")) if draft.value("card_checked") == "valid" else None
        case = self._services.cases.file(c, draft.id, resident(turn), urgency=told, card_number=number)
        urgent = (
            LegalMatter.of(self._services, draft).urgent
            or told.reason is not None
            or draft.value("urgency") == "danger"
        )
        text_id = "filed.legal_aid_urgent" if urgent else "filed.legal_aid"
        receipt = self._summary.receipt(text_id, self._services.cases.status_of(case))
        return Said.of(receipt, *self._code(c, turn, draft, case), *self._afterwards(c, turn, draft))

    def _code(self, c: Connection, turn: TurnInHand, draft: Draft, case: Case) -> list[Reply]:
        """With what the others join; whoever turns out to be alone needs none."""
        told = draft.value("claimant_count")
        if draft.value("together") is not True or (isinstance(told, int) and told < 2):
            return []
        number = told if isinstance(told, int) else None
        matter = self._services.office.joint_matters.open(c, case.id, number, resident(turn))
        return [self._texts.say("filed.joint", code=matter.code)]

    def _afterwards(self, c: Connection, turn: TurnInHand, draft: Draft) -> list[Reply]:
        """Where to go, and what else helps; nothing of the kind to whoever is in danger, whose telephone others may read."""
        private = turn.danger is not None or draft.value("urgency") == "danger"
        if private or draft.value("matter_type") == "domestic_violence":
            return []
        return [*self._stations.for_draft(c, turn, draft), *self._ways.offered(draft)]

    def take_urgency(self, c: Connection, turn: TurnInHand, draft: Draft) -> None:
        """What cannot wait is told with the matter itself: it is not asked again."""
        self._take_paper(c, turn, draft)
        self._take_others(c, turn, draft)
        kind, day = urgency.told(turn.text), _ahead(turn.text, self._services.today)
        near = day is not None and date.fromisoformat(day) - self._services.today <= NEAR
        if draft.has("urgency") or kind is None or (kind == "deadline" and not near):
            return
        self._keep(c, turn, draft, "urgency", kind)
        if kind == "deadline":
            self._keep(c, turn, draft, "deadline_date", day)

    def _take_matter(self, c: Connection, turn: TurnInHand, draft: Draft) -> list[Reply]:
        """The kind of matter, where the answer names it outright; the summary shows it to be confirmed."""
        kind = legal_matter.told(turn.text) if draft.has("matter_text") and not draft.has("matter_type") else None
        if kind is None:
            return []
        self._keep(c, turn, draft, "matter_type", kind)
        return self.remarks(c, turn, self._drafts.get(c, draft.id), "matter_type")

    def _take_others(self, c: Connection, turn: TurnInHand, draft: Draft) -> None:
        """The story of many people, with their number where it is told."""
        number = group_claim.told(turn.text)
        if number is None or draft.has("together"):
            return
        self._keep(c, turn, draft, "together", True)
        if isinstance(number, int):
            self._keep(c, turn, draft, "claimant_count", number)

    def _take_paper(self, c: Connection, turn: TurnInHand, draft: Draft) -> None:
        """A judgment, an award or a decision that came, with the day where it is told."""
        paper = legal_paper.told(turn.text)
        if paper is None or draft.has("paper"):
            return
        self._keep(c, turn, draft, "paper", paper)
        day = legal_paper.received_on(turn.text, self._services.today)
        if day is not None:
            self._keep(c, turn, draft, "event_date", day.isoformat())

    def _about_urgency(self, c: Connection, turn: TurnInHand, draft: Draft) -> list[Reply]:
        """Danger is answered at once, and the request goes on; the last day is taken from the same words."""
        kind = draft.value("urgency")
        if kind == "danger":
            violent = draft.value("matter_type") == "domestic_violence"
            return [self._rescue.warn(c, turn, "violence" if violent else "any")]
        day = None if turn.choice else _ahead(turn.text, self._services.today)
        if kind == "deadline" and day is not None:
            self._keep(c, turn, draft, "deadline_date", day)
        return []

    def _keep(self, c: Connection, turn: TurnInHand, draft: Draft, fact: str, value: JsonValue) -> None:
        """An answer read from other words than those of its own question: the summary shows it to be confirmed."""
        actor, inbox = resident(turn), turn.ref.inbox
        self._drafts.write_fact(c, draft.id, fact, value, actor=actor, inbox_id=inbox, confirmed=False)

    def _about_matter(self, draft: Draft) -> list[Reply]:
        matter = LegalMatter.of(self._services, draft)
        limit = LegalLimit.of(self._services, draft)
        if draft.value("matter_type") != VIOLENCE:
            return [matter.scope(), *limit.none_runs(), *limit.said()]
        safety = self._texts.say_from("legal_help.safety", self._services.settings.hotlines.as_variables())
        return [safety, matter.means()]

    def _about_card(self, c: Connection, draft: Draft) -> list[Reply]:
        said = said_of_card(self._services, draft)
        forget_mismatch(self._services, c, draft)
        return [said]


def _ahead(text: str, today: date) -> str | None:
    """A deadline without a year lies ahead; a day that is over is none."""
    day = parse_slot("date", text, today=today, future=True)
    return str(day) if day is not None and date.fromisoformat(str(day)) >= today else None


def _urgency(draft: Draft, danger: str | None, reckoned: LastDay | None) -> Urgency:
    """A last day that the resident named goes before one that was reckoned."""
    kind, day = draft.value("urgency"), draft.value("deadline_date")
    deadline = date.fromisoformat(day) if isinstance(day, str) else None
    reason: UrgentReason | None = (
        "detained" if kind == "detained" else "preservation" if kind == "preservation" else None
    )
    danger = danger or ("threat" if kind == "danger" else None)
    if deadline is None and reckoned is not None:
        return Urgency(reason, reckoned.day, danger, reckoned_by=reckoned.rule.id)
    return Urgency(reason, deadline, danger)
