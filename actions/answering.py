"""action_answer, action_choose, action_affirm, action_deny: what a message means for what was open."""

from collections.abc import Mapping

from sqlalchemy import Connection

from actions.corrections import Correct
from actions.handler import Handler
from actions.interview import Interview
from actions.link import Link, asks_itself
from actions.said import Said
from actions.services import Services
from actions.unclear import Unclear
from actions.way_back import WayBack
from conversations.messages import Guess, Heard, JsonValue
from conversations.turns import TurnInHand


class Answer:
    """The open question is answered, in words, with a number or with a button."""

    def __init__(self, services: Services, interview: Interview, way_back: WayBack, link: Link) -> None:
        self._services, self._interview, self._way_back = services, interview, way_back
        self._link = link

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """Keep the answer for the question that was open when the message was first taken."""
        question, answer = turn.asked.question, self._services.answer_in(turn)
        if question is None or answer is None or answer.kind == "stale":
            return self._way_back.or_menu(c, turn)
        if asks_itself(turn):
            return self._link.answered(c, turn, question, answer.value)
        draft = self._services.drafts.get(c, question.draft)
        if not draft.open or draft.conversation_id != turn.conversation_id:
            return self._way_back.or_menu(c, turn)
        value = answer.value if answer.option is None else answer.option.facts["value"]
        self._services.drafts.make_current(c, draft.id)
        return self._interview.take(c, turn, draft, question.fact, value)


class Choose:
    """An offered option is picked: it names the step it stands for."""

    def __init__(self, services: Services, way_back: WayBack, steps: Mapping[str, Handler]) -> None:
        self._services, self._way_back, self._steps = services, way_back, steps

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """Do what the option stands for, as if it had been said."""
        picked = self._services.picked(turn)
        step = self._steps.get(str(picked.get("step")))
        return step(c, turn, as_said(picked)) if step else self._way_back.or_menu(c, turn)


#: A model that is less sure than this of a yes files nothing.
SURE_ENOUGH_TO_FILE = 0.85


#: To these, 没有 means that there is none to tell; to a number it is no answer.
NAMES_NOTHING = frozenset(
    {"date", "event_day", "person_name", "free_text", "party_name", "place", "phone", "id_number", "card_number"}
)


class Affirm:
    """Yes: to the summary, or to the option that is a yes."""

    def __init__(self, interview: Interview, unclear: Unclear, way_back: WayBack, steps: Mapping[str, Handler]) -> None:
        self._interview, self._unclear = interview, unclear
        self._way_back, self._steps = way_back, steps

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """File what was summed up and confirmed."""
        draft = self._interview.current(c, turn)
        if draft is not None and draft.stage == "summary" and _summed_up(turn):
            sure = heard.guess.confidence >= SURE_ENOUGH_TO_FILE
            return self._interview.file(c, turn, draft) if sure else self._unclear(c, turn, heard)
        question = self._interview.open_question(draft, turn) if draft and _outright(turn, heard) else None
        choice = question.said_by("yes") if question else None
        if draft is not None and question is not None and choice is not None:
            return self._interview.take(c, turn, draft, question.fact, choice.value)
        picked = _marked(turn, "yes")
        if picked:
            return self._steps[str(picked["step"])](c, turn, as_said(picked))
        return self._unclear(c, turn, heard) if turn.asked.question else self._way_back.or_menu(c, turn)


class Deny:
    """No: to the summary, to the option that is a no, or to a question that can do without."""

    def __init__(
        self,
        interview: Interview,
        unclear: Unclear,
        correct: Correct,
        way_back: WayBack,
        steps: Mapping[str, Handler],
    ) -> None:
        self._interview, self._unclear, self._correct = interview, unclear, correct
        self._way_back, self._steps = way_back, steps

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """没有 to a date or a name means that there is none to tell."""
        draft = self._interview.current(c, turn)
        if draft is not None and draft.stage == "summary" and _summed_up(turn):
            return self._correct(c, turn, heard)
        question = self._interview.open_question(draft, turn) if draft and _outright(turn, heard) else None
        choice = question.said_by("no") if question else None
        if draft is not None and question is not None and choice is not None:
            return self._interview.take(c, turn, draft, question.fact, choice.value)
        if draft is not None and question is not None and question.slot in NAMES_NOTHING and not question.must:
            return self._interview.not_known(c, turn, draft, question)
        picked = _marked(turn, "no")
        if picked:
            return self._steps[str(picked["step"])](c, turn, as_said(picked))
        return self._unclear(c, turn, heard) if turn.asked.question else self._way_back.or_menu(c, turn)


def _summed_up(turn: TurnInHand) -> bool:
    """Whether the summary is what is open, and not something that was asked beside it."""
    others = (option for option in turn.asked.options if option.facts.get("step") != "action_affirm")
    return turn.asked.question is None and not any({"yes", "no"} & set(option.facts) for option in others)


def _outright(turn: TurnInHand, heard: Heard) -> bool:
    """Whether a plain yes or no was said to a question.

    Only the keyword layer is certain. A fact is never settled by what a model takes for a yes: it has heard one in
    "3口人".
    """
    return turn.asked.question is not None and asks_itself(turn) is None and heard.guess.confidence == 1.0


def as_said(picked: Mapping[str, JsonValue]) -> Heard:
    """An option as if its wish had been written."""
    act, topic, matter = (str(picked.get(head, "none")) for head in ("act", "topic", "matter"))
    return Heard(act, Guess(act, topic, matter, 1.0))


def _marked(turn: TurnInHand, mark: str) -> dict[str, JsonValue]:
    return next((dict(option.facts) for option in turn.asked.options if option.facts.get(mark) is True), {})
