"""action_join: 加入 with a code, so that many people are one matter (群体案件) and nobody tells the story again."""

from sqlalchemy import Connection

from actions.aid import contact_value
from actions.interview import Interview
from actions.questions.joining import JoiningQuestions
from actions.said import Said
from actions.services import Services, resident
from actions.summary import Summary
from actions.way_back import WayBack
from backoffice.actors import Actor
from backoffice.drafts import Draft
from backoffice.facts import Unknown
from conversations.messages import Heard, JsonValue, Reply
from conversations.turns import TurnInHand
from nlu.parsers.group_claim import join_code

CODE = "join_code"


class Joining:
    """The undertaking of somebody who joins the matter of others."""

    def __init__(self, services: Services, summary: Summary) -> None:
        self._services, self._summary = services, summary
        self.questions = JoiningQuestions(services.settings.hotlines.legal)

    def value_of(
        self, c: Connection, turn: TurnInHand, draft: Draft, fact: str, parsed: JsonValue
    ) -> JsonValue | Unknown | None:
        """As it was read."""
        return contact_value(self._services, turn, fact, parsed)

    def remarks(self, c: Connection, turn: TurnInHand, draft: Draft, fact: str) -> list[Reply]:
        """Nothing: the matter itself is not told to whoever has a code."""
        return []

    def settled(self, c: Connection, turn: TurnInHand, draft: Draft) -> Said:
        """Refusal of consent, else the summary."""
        if draft.value("consent") is False:
            return self._summary.refused(draft)
        return self._summary.sum_up(c, turn, draft)

    def file(self, c: Connection, turn: TurnInHand, draft: Draft) -> Said:
        """One more claimant of the case; a case that was closed meanwhile takes nobody."""
        case = self._services.office.joint_matters.by_code(c, str(draft.value(CODE)))
        if case is None:
            return Said.of(self._services.texts.say("join.unknown", legal=self._services.settings.hotlines.legal))
        self._services.office.joint_matters.join(c, case.id, draft.id, resident(turn))
        return Said.of(self._summary.receipt("join.joined", self._services.cases.status_of(case)))


class Join:
    """Begins to join with the code that a message names."""

    def __init__(self, services: Services, interview: Interview, way_back: WayBack) -> None:
        self._services, self._interview, self._way_back = services, interview, way_back

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """Ask who joins; a code that leads nowhere, or to a case that they belong to, is said."""
        code, matters = join_code(turn.text) or "", self._services.office.joint_matters
        case = matters.by_code(c, code)
        if case is None:
            legal = self._services.settings.hotlines.legal
            return self._way_back(c, turn, self._services.texts.say("join.unknown", legal=legal))
        if matters.joined_by(c, turn.conversation_id, case.id):
            return self._way_back(c, turn, self._services.texts.say("join.already"))
        draft = self._interview.begin(c, turn, "legal_join")
        self._services.drafts.write_fact(c, draft.id, CODE, code, actor=Actor.bot(), inbox_id=turn.ref.inbox)
        self._services.drafts.set_stage(c, draft.id, "applying")
        begun = self._services.drafts.get(c, draft.id)
        return self._interview.go_on(c, turn, begun, [self._services.texts.say("join.start")])
