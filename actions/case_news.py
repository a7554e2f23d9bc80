"""News of a case: whoever filed it hears of each step, in the conversation in which it was filed."""

from sqlalchemy import Connection

from actions.services import Services
from actions.summary import status_words
from backoffice.cases import Case
from conversations import handoff, outbox


class CaseNews:
    """Tells residents where their cases stand, once a step."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def tell(self, c: Connection, case: Case) -> bool:
        """Queue the words for the stage that a case stands in now; False where nothing is said.

        Nothing while a member of staff holds the conversation, who can say it better, nor where somebody is or was in
        danger: a message that nobody asked for may be read by the wrong person.
        """
        talk = handoff.lock(c, case.conversation_id)
        if talk.hold == "staff" or case.danger is not None:
            return False
        status = self._services.cases.status_of(case)
        words = self._services.texts.say_from(status.template, status_words(self._services, status))
        moved = self._services.cases.history(c, case.id)[-1]
        draft = outbox.Draft(talk.id, f"case:{case.id}:{moved.id}", 0, words, "system", talk.epoch)
        return outbox.put(c, self._services.vault, draft) is not None
