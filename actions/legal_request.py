"""action_legal_help: a lawyer is asked for, often with the whole story in the first message."""

from sqlalchemy import Connection

from actions.interview import Interview
from actions.said import Said
from actions.services import Services
from actions.ways_of_help import WaysOfHelp
from actions.whose import Whose
from backoffice.drafts import Draft
from conversations.messages import Heard, Reply
from conversations.turns import TurnInHand
from nlu.labels import MATTERS
from nlu.parsers import card_wish
from nlu.parsers.question import QuestionContext

#: A message of at least so many characters that names a matter is the story itself.
STORY = 8


class LegalRequest:
    """Begins a request for legal aid, or goes on with it."""

    def __init__(self, services: Services, interview: Interview, whose: Whose) -> None:
        self._services, self._interview, self._whose = services, interview, whose
        self._ways = WaysOfHelp(services)

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """Take the story from the message where it is one, and ask what is open."""
        wished = self._ways.picked(c, turn)
        if wished is not None:
            return wished
        asked = self._whose.ask(c, turn, "legal_help", {"step": "action_legal_help"})
        if asked is not None:
            return asked
        draft, _ = self._whose.begin(c, turn, "legal_help")
        if draft.facts:
            self._take_card(c, turn, draft)
            return self._interview.go_on(c, turn, self._services.drafts.get(c, draft.id))
        self._services.drafts.set_stage(c, draft.id, "applying")
        self._interview.of(draft).remarks(c, turn, draft, "matter_text")
        self._take_card(c, turn, draft)
        remarks = self._told(c, turn, draft, heard.guess.matter) if is_story(turn, heard) else []
        begun = self._services.drafts.get(c, draft.id)
        return self._interview.go_on(c, turn, begun, remarks or [self._services.texts.say("legal_help.start")])

    def _take_card(self, c: Connection, turn: TurnInHand, draft: Draft) -> None:
        """A card that the message speaks of, with its number where that is named; it is checked before it counts."""
        number = card_wish.number(turn.text, QuestionContext(self._services.today))
        if draft.has("has_card") or turn.choice or (number is None and card_wish.told(turn.text) != "use"):
            return
        self._interview.write(c, turn, draft, "has_card", True, confirmed=False)
        if number is not None:
            self._interview.write(c, turn, draft, "card_number", number, confirmed=False)

    def _told(self, c: Connection, turn: TurnInHand, draft: Draft, matter: str) -> list[Reply]:
        """Keep the words as they were written, and the kind of matter as it was understood."""
        self._interview.write(c, turn, draft, "matter_text", turn.text)
        self._interview.write(c, turn, draft, "matter_type", matter, confirmed=False)
        told = self._services.drafts.get(c, draft.id)
        return self._interview.of(told).remarks(c, turn, told, "matter_type")


def is_story(turn: TurnInHand, heard: Heard) -> bool:
    """Whether a message tells a legal matter, and does not only ask for a lawyer."""
    named = heard.guess.matter in MATTERS and heard.guess.matter not in ("none", "other")
    return named and len(turn.text) >= STORY and turn.choice is None
