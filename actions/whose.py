"""A telephone that several people use: whose application is it that begins?

One number may be a whole family's, or a village's. Who begins an application there is asked once whether it is of the
same household as the one before. Only then are answers taken over or is a begun draft gone on with; else it is a new
one, and the other stays as it is.
"""

from sqlalchemy import Connection

from actions.interview import Interview
from actions.said import Said
from actions.services import Services
from actions.whereabouts import Whereabouts, tail
from backoffice.drafts import Draft
from backoffice.kinds import AIDS, DraftKind
from bot.dialogue.texts import Pick
from conversations.messages import JsonValue
from conversations.turns import TurnInHand

OTHER = "other"


class Whose:
    """Asks whose application it is where that is not plain."""

    def __init__(self, services: Services, interview: Interview, whereabouts: Whereabouts) -> None:
        self._services, self._interview, self._whereabouts = services, interview, whereabouts
        self._texts, self._drafts = services.texts, services.drafts

    def ask(self, c: Connection, turn: TurnInHand, kind: DraftKind, then: dict[str, JsonValue]) -> Said | None:
        """The question, with what was wanted behind each answer; None where nobody needs to be asked."""
        if turn.channel not in self._services.settings.phone_channels or "household" in self._services.picked(turn):
            return None
        former = self._former(c, turn, kind)
        if former is None:
            return None
        options = [
            Pick("same", {**then, "household": former.id}),
            Pick("other", {**then, "household": OTHER}),
        ]
        what = self._texts.phrase(f"draft.{former.kind}")
        return Said.of(self._texts.say("whose.ask", what=what, which=self._which(c, former), options=options))

    def begin(self, c: Connection, turn: TurnInHand, kind: DraftKind) -> tuple[Draft, Draft | None]:
        """The draft of the application, and the former one of the same household whose answers may be taken over.

        Where nobody needed to be asked that is the newest of the conversation.
        """
        household = self._services.picked(turn).get("household")
        if household is None:
            draft = self._interview.begin(c, turn, kind)
            return draft, self._newest(c, turn, besides=draft)
        if household == OTHER:
            return self._interview.begin(c, turn, kind, anew=True), None
        former = self._drafts.get(c, str(household))
        if former.open and former.kind == kind:
            return self._whereabouts.go_on_with(c, turn, former.id), None
        return self._interview.begin(c, turn, kind, anew=True), former

    def _newest(self, c: Connection, turn: TurnInHand, *, besides: Draft) -> Draft | None:
        told = self._drafts.told_in(c, turn.conversation_id)
        return next((one for one in told if one.id != besides.id and one.kind in AIDS and one.facts), None)

    def _former(self, c: Connection, turn: TurnInHand, kind: DraftKind) -> Draft | None:
        """The application before, if it was filed or told in another sitting; none while this one is being told.

        Only among aids do answers go over; of anything else only an open one of the same kind matters.
        """
        told = [draft for draft in self._drafts.told_in(c, turn.conversation_id) if draft.facts]
        here = self._whereabouts.in_this_sitting
        if any(draft.open and draft.kind == kind and here(draft) for draft in told):
            return None
        alike = [draft for draft in told if (draft.kind in AIDS if kind in AIDS else draft.open and draft.kind == kind)]
        return next((draft for draft in alike if not (draft.open and here(draft))), None)

    def _which(self, c: Connection, former: Draft) -> str:
        """By the end of its receipt number, or by the day on which it was begun."""
        case = self._services.cases.of_draft(c, former.id)
        if case is not None:
            return self._texts.phrase("whose.filed", tail=tail(case.receipt))
        return self._texts.phrase("whose.begun", date=self._whereabouts.begun(former))
