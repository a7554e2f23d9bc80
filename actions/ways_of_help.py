"""What a request for legal aid can be joined with once it is filed: mediation (人民调解) and a visit at home (上门服务).

Mediation costs nothing and keeps nobody from arbitration or court (《人民调解法》第三条、第四条); no last day waits for
it, which is said with the offer. A visit is offered to who may be old or disabled (《法律援助法》第四十五条).
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from sqlalchemy import Connection

from actions import wording
from actions.legal_limit import LegalLimit
from actions.said import Said
from actions.services import Services, resident
from backoffice.cases import Case
from backoffice.drafts import Draft
from bot.dialogue.texts import Pick
from conversations.messages import Reply
from conversations.turns import TurnInHand

Way = Literal["mediation", "visit"]
STEP = "action_legal_help"
#: Disputes between people or with an employer that can wait for a talk; what happened to a body, or at home, is not for a
#: mediator first.
MEDIATED = frozenset({"wages", "support", "traffic"})
#: The answer to the means of who is old, disabled or a minor.
VISITED = frozenset({"no_fixed_income"})

_WISHES: Mapping[Way, Literal["wants_mediation", "wants_visit"]] = {
    "mediation": "wants_mediation",
    "visit": "wants_visit",
}
_NOTED: Mapping[Way, str] = {"mediation": "ways.mediation_noted", "visit": "ways.visit_noted"}


class WaysOfHelp:
    """Offers them after filing and passes on which are wanted; staff arrange the rest."""

    def __init__(self, services: Services) -> None:
        self._services, self._texts = services, services.texts

    def offered(self, draft: Draft) -> list[Reply]:
        """One message with the ways that fit this request; nothing where none does."""
        ways = self._fitting(draft)
        if not ways:
            return []
        picks = [Pick(f"ways.{way}", {"step": STEP, "way": way}) for way in ways]
        if "mediation" not in ways:
            return [self._texts.say("ways.visit_only", options=picks)]
        last = LegalLimit.of(self._services, draft).ahead
        if last is None:
            return [self._texts.say("ways.offered", options=picks)]
        day = wording.day(self._texts, last.day, self._services.today)
        return [self._texts.say("ways.offered_until", date=day, options=picks)]

    def picked(self, c: Connection, turn: TurnInHand) -> Said | None:
        """Pass on what was picked; None where nothing of this was."""
        way = next((way for way in _WISHES if way == self._services.picked(turn).get("way")), None)
        case = self._newest(c, turn) if way is not None else None
        if way is None or case is None:
            return None
        self._services.cases.wish(c, case.id, _WISHES[way], resident(turn))
        left = [option for option in turn.asked.options if option.facts.get("way") not in (None, way)]
        return Said.of(self._texts.say(_NOTED[way], options=left))

    def _fitting(self, draft: Draft) -> Sequence[Way]:
        ways: list[Way] = []
        if draft.value("together") is True:
            return ways  # staff speak with who stands for all of them
        if draft.value("matter_type") in MEDIATED and draft.value("urgency") in (None, "none"):
            ways.append("mediation")
        if draft.value("means_group") in VISITED:
            ways.append("visit")
        return ways

    def _newest(self, c: Connection, turn: TurnInHand) -> Case | None:
        cases = self._services.cases.of_conversation(c, turn.conversation_id)
        return next((case for case in cases if case.kind == "legal_aid" and case.closed_at is None), None)
