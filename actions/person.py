"""action_person, action_report_change, action_complain: the conversation waits for a person."""

from sqlalchemy import Connection

from actions import wording
from actions.policy import Policy
from actions.said import Said
from actions.services import Services
from conversations import handoff
from conversations.messages import Heard, Reply
from conversations.turns import TurnInHand
from knowledge import Quoted


class Person:
    """Calls a person and says when one will answer."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """The resident asked for one."""
        handoff.ask_for_person(c, turn.conversation_id, "asked")
        return Said.of(self.when())

    def when(self) -> Reply:
        """Within or outside duty hours; outside, what to do with what cannot wait."""
        texts, hotlines = self._services.texts, self._services.settings.hotlines
        if self._services.on_duty:
            return texts.say("person.called")
        opens = wording.moment(texts, self._services.next_opening)
        return texts.say("person.called_off_duty", opens=opens, government=hotlines.government, police=hotlines.police)


class ReportChange:
    """Passes a change in the household on to staff."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """The words stay in the thread, where staff read them."""
        handoff.ask_for_person(c, turn.conversation_id, "report_change")
        return Said.of(self._services.texts.say("report_change.noted"))


class Complain:
    """Says how a decision is contested, and passes the complaint on to staff."""

    def __init__(self, services: Services, policy: Policy) -> None:
        self._services, self._policy = services, policy

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """The way of appeal where the law was read, and a person in any case."""
        handoff.ask_for_person(c, turn.conversation_id, "complaint")
        topic = "dibao" if heard.guess.topic in ("none", "general") else heard.guess.topic
        noted = self._services.texts.say("complain.noted")
        said = self._policy.best(topic, "complain_or_appeal", self._policy.question(turn))
        return Said.of(noted) if said is None else Said.of(self._how(said), noted)

    def _how(self, said: Quoted) -> Reply:
        words = self._policy.words([said])
        return self._services.texts.say_from("complain.how", words)
