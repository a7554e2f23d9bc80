"""News of a case: whoever filed it hears of each step, and of papers that staff miss, in the conversation in which it was filed.

Who joined the matter of many people hears of each step where they joined.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from actions.paper_words import PaperWords
from actions.services import Services
from actions.summary import status_words
from backoffice.cases import Case
from backoffice.papers import Paper
from conversations import handoff, outbox
from conversations.messages import Reply


class CaseNews:
    """Tells residents what becomes of their cases, once for each thing that happened.

    Nothing while a member of staff holds the conversation, who can say it better, nor where somebody is or was in danger:
    a message that nobody asked for may be read by the wrong person.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._papers = PaperWords(services)

    def tell(self, c: Connection, case: Case) -> bool:
        """Queue the words for the stage that a case stands in now; False where nothing is said."""
        status = self._services.cases.status_of(case)
        words = self._services.texts.say_from(status.template, status_words(self._services, status))
        return self._put(c, case, words, others=True)

    def ask_for_papers(self, c: Connection, case: Case, missing: Sequence[Paper]) -> bool:
        """Queue the names of what is missing and how to hand it in; False where nothing is said."""
        texts, talk = self._services.texts, handoff.lock(c, case.conversation_id)
        words = texts.say(
            "papers.asked_for",
            receipt=case.receipt,
            what=texts.phrase(f"case.{case.kind}"),
            papers=self._papers.names(missing, talk.channel),
        )
        return self._put(c, case, words)

    def _put(self, c: Connection, case: Case, words: Reply, *, others: bool = False) -> bool:
        """Queue them where the case was filed and, with `others`, to those who joined it; whether any were queued.

        Conversations are locked in the order of their ids, so that two who write to several never wait for each other.
        """
        newest = self._services.cases.history(c, case.id)[-1]
        joined = self._services.office.joint_matters.claimants(c, case.id) if others else []
        to = {case.conversation_id, *(claimant.conversation_id for claimant in joined)}
        told = [self._put_to(c, talk, case, newest.id, words) for talk in sorted(to)]
        return any(told)

    def _put_to(self, c: Connection, conversation_id: str, case: Case, event: int, words: Reply) -> bool:
        talk = handoff.lock(c, conversation_id)
        first = conversation_id == case.conversation_id
        if talk.hold == "staff" or talk.danger is not None or (first and case.danger is not None):
            return False
        origin = f"case:{case.id}:{event}" if first else f"case:{case.id}:{event}:{conversation_id}"
        draft = outbox.Draft(talk.id, origin, 0, words, "system", talk.epoch)
        return outbox.put(c, self._services.vault, draft) is not None
