"""What one person has begun and filed, here and at the addresses that were proved to be theirs; and how it is named.

Several people may use one telephone, so what is offered is named by its aid, the day on which it was begun, and where;
a case by its aid and the end of its receipt number. Never by a person: a name beside an aid may tell of an illness.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection

from actions import wording
from actions.services import Services
from backoffice.cases import Case
from backoffice.drafts import Draft
from bot.dialogue.texts import Pick
from conversations.messages import JsonValue
from conversations.turns import TurnInHand

#: Who writes again on one telephone within this time is taken for the same person.
SITTING = timedelta(hours=1)


class Whereabouts:
    """Looks from one address to the others of the same person."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._drafts, self._links, self._texts = services.drafts, services.office.links, services.texts

    def here(self, c: Connection, turn: TurnInHand) -> list[Draft]:
        """What is open in this conversation, the current one first."""
        return self._drafts.list_open(c, turn.conversation_id)

    def elsewhere(self, c: Connection, turn: TurnInHand) -> list[Draft]:
        """What is open at the person's other addresses."""
        others = self._links.others(c, turn.conversation_id)
        return [draft for other in others for draft in self._drafts.list_open(c, other.conversation_id)]

    def cases(self, c: Connection, turn: TurnInHand) -> list[Case]:
        """What was filed here and elsewhere, the newest first."""
        others = [other.conversation_id for other in self._links.others(c, turn.conversation_id)]
        filed = [
            case
            for conversation_id in (turn.conversation_id, *others)
            for case in self._services.cases.of_conversation(c, conversation_id)
        ]
        return sorted(filed, key=lambda case: case.id, reverse=True)

    def go_on_with(self, c: Connection, turn: TurnInHand, draft_id: str) -> Draft:
        """Make a draft current here, wherever it was begun.

        Raises:
            UnknownDraft, DraftClosed: it is not to be seen from here, or takes no more answers.
        """
        return self._links.take_along(c, draft_id, turn.conversation_id)

    def picks(self, c: Connection, turn: TurnInHand, drafts: Sequence[Draft]) -> list[Pick]:
        """Choices among drafts; day and place are told only where the aid alone would not tell them apart."""
        channels = {other.conversation_id: other.channel for other in self._links.others(c, turn.conversation_id)}
        same = Counter(draft.kind for draft in drafts)
        return [self._pick(draft, channels.get(draft.conversation_id), alike=same[draft.kind] > 1) for draft in drafts]

    def _pick(self, draft: Draft, channel: str | None, *, alike: bool) -> Pick:
        goes_on: dict[str, JsonValue] = {"step": "action_resume", "draft": draft.id}
        named = f"draft.{draft.kind}"
        if channel is None and not alike:
            return Pick(named, goes_on)
        words = {"what": self._texts.phrase(named), "date": self.begun(draft)}
        if channel is None:
            return Pick("draft.begun", goes_on, words=words)
        return Pick("draft.elsewhere", goes_on, words={**words, "where": self._texts.phrase(f"where.{channel}")})

    def in_this_sitting(self, draft: Draft) -> bool:
        """Whether something was answered in it just now, presumably by whoever writes."""
        told = [fact.at for fact in draft.facts.values()]
        return self._services.clock.now() - max(told, default=draft.opened_at) <= SITTING

    def begun(self, draft: Draft) -> str:
        """The day on which it was begun."""
        return wording.day(self._texts, draft.opened_at.date(), self._services.today)


def tail(receipt: str) -> str:
    """The end of a receipt number, by which a case can be told from others of the same aid."""
    return receipt.rpartition("-")[2]
