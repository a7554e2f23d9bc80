"""action_small_talk, action_help, action_out_of_scope: greeting, thanks, how this works, what is not ours."""

from sqlalchemy import Connection

from actions.interview import AS_WRITTEN
from actions.said import Said
from actions.services import Services
from actions.status import names_receipt
from actions.unclear import Unclear
from actions.way_back import MENU, WayBack
from conversations.messages import Heard, Reply
from conversations.turns import TurnInHand


class SmallTalk:
    """Greets, is thanked, says goodbye."""

    def __init__(self, services: Services, way_back: WayBack) -> None:
        self._services, self._way_back = services, way_back

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """Thanks and goodbye leave the open question open without asking it again; a greeting asks it."""
        texts = self._services.texts
        if heard.guess.act == "thanks":
            return self._way_back.leave_open(turn, texts.say("thanks.welcome"))
        if heard.guess.act == "bye":
            return self._way_back.leave_open(turn, texts.say("bye.bye"))
        if self._services.drafts.current(c, turn.conversation_id) is not None:
            return self._way_back(c, turn)
        return Said.of(texts.say("greet.first", county=self._services.county_words, options=MENU))


class Help:
    """Says how this works and what can be done here."""

    def __init__(self, services: Services, way_back: WayBack) -> None:
        self._services, self._way_back = services, way_back

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """The commands, then the open question or the menu; only the menu where that was picked."""
        if self._services.picked(turn):
            return self._way_back.menu()
        return self._way_back.or_menu(c, turn, self._how())

    def _how(self) -> Reply:
        hotlines = self._services.settings.hotlines
        return self._services.texts.say("help.how", police=hotlines.police, government=hotlines.government)


class OutOfScope:
    """Sends elsewhere what is not the office's business."""

    def __init__(self, services: Services, way_back: WayBack, unclear: Unclear) -> None:
        self._services, self._way_back, self._unclear = services, way_back, unclear

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """The general line of the government, then the open question.

        A receipt number is our business, and so is what was written when a name or a place was asked: a name that no
        list holds looks to the model like something from elsewhere.
        """
        if names_receipt(turn.text) or _was_asked_for_a_name(turn):
            return self._unclear(c, turn, heard)
        elsewhere = self._services.texts.say(
            "out_of_scope.elsewhere", government=self._services.settings.hotlines.government
        )
        return self._way_back(c, turn, elsewhere)


def _was_asked_for_a_name(turn: TurnInHand) -> bool:
    return turn.asked.question is not None and turn.asked.question.slot in AS_WRITTEN
