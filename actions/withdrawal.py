"""An application is taken back: what was not handed over is put away or cleared, what was is withdrawn by a person."""

from collections.abc import Sequence

from sqlalchemy import Connection

from actions.interview import Interview
from actions.person import Person
from actions.said import Said
from actions.services import Services, resident
from actions.way_back import MENU
from actions.whereabouts import Whereabouts, tail
from backoffice.cases import Case
from backoffice.drafts import Draft
from backoffice.errors import DraftClosed, UnknownDraft
from bot.dialogue.texts import Pick
from conversations.messages import Heard
from conversations.turns import TurnInHand

MOST_OFFERED = 4


class Withdrawal:
    """Says who can take back what, and does what is picked of it; nobody is unsubscribed by it."""

    def __init__(self, services: Services, interview: Interview, whereabouts: Whereabouts) -> None:
        self._services, self._interview, self._whereabouts = services, interview, whereabouts
        self._person = Person(services)

    def concerns_filed(self, c: Connection, turn: TurnInHand) -> bool:
        """Whether nothing is being filled in and something filed is not closed yet."""
        return self._interview.current(c, turn) is None and bool(self._filed(c, turn))

    def __call__(self, c: Connection, turn: TurnInHand) -> Said:
        """What is being filled in comes first; else what was filed."""
        draft, filed = self._interview.current(c, turn), self._filed(c, turn)
        if draft is not None:
            return self._not_handed_over(draft)
        if not filed:
            return self._nothing()
        return self._by_a_person(filed[0]) if len(filed) == 1 else self._which(filed[:MOST_OFFERED])

    def picked(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said | None:
        """Do what was picked; None where nothing of this was offered."""
        picked = self._services.picked(turn)
        case = next((each for each in self._filed(c, turn) if each.receipt == picked.get("withdraw")), None)
        if case is not None and picked.get("yes") is True:
            wish = self._services.texts.phrase("withdraw.wish")
            self._services.cases.tell_more(c, case.id, resident(turn), wish)
            return self._person(c, turn, heard)
        if case is not None:
            return self._by_a_person(case)
        if picked.get("put_away") is True:
            return Said.of(self._services.texts.say("stop.form"))
        if isinstance(picked.get("clear"), str):
            return self._cleared(c, turn, str(picked["clear"]))
        return None

    def _cleared(self, c: Connection, turn: TurnInHand, draft_id: str) -> Said:
        """One that was cleared or filed meanwhile is not there to clear."""
        try:
            self._services.drafts.drop(c, draft_id, actor=resident(turn))
        except (UnknownDraft, DraftClosed):
            return self(c, turn)
        return Said.of(self._services.texts.say("withdraw.cleared"))

    def _filed(self, c: Connection, turn: TurnInHand) -> list[Case]:
        return [case for case in self._whereabouts.cases(c, turn) if case.closed_at is None]

    def _nothing(self) -> Said:
        texts = self._services.texts
        return Said.of(texts.say("menu.what", options=MENU)).after([texts.say("withdraw.nothing")])

    def _not_handed_over(self, draft: Draft) -> Said:
        options = [
            Pick("put_away", {"step": "action_stop", "put_away": True, "yes": True}),
            Pick("clear", {"step": "action_stop", "clear": draft.id}),
            Pick("go_on", {"step": "action_resume", "draft": draft.id, "no": True}),
        ]
        return Said.of(self._services.texts.say("withdraw.draft", options=options))

    def _by_a_person(self, case: Case) -> Said:
        options = [
            Pick("person", {"step": "action_stop", "withdraw": case.receipt, "yes": True}),
            Pick("keep", {"step": "action_status", "receipt": case.receipt, "no": True}),
        ]
        return Said.of(self._services.texts.say("withdraw.filed", receipt=case.receipt, options=options))

    def _which(self, filed: Sequence[Case]) -> Said:
        texts = self._services.texts
        options = [
            Pick(
                "status.case",
                {"step": "action_stop", "withdraw": case.receipt},
                words={"what": texts.phrase(f"case.{case.kind}"), "tail": tail(case.receipt)},
            )
            for case in filed
        ]
        return Said.of(texts.say("withdraw.which", options=options))
