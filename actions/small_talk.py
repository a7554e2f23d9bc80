"""action_small_talk, action_help, action_out_of_scope: greeting, thanks, how this works, what is not ours."""

from dataclasses import replace

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
        """The commands, then the open question or the menu; only the menu where that was picked.

        Whoever waits for a person hears how the waiting goes: no question of ours would be taken up meanwhile.
        """
        if turn.waiting:
            return Said.of(self._while_waiting())
        if self._services.picked(turn):
            return self._way_back.menu()
        return self._way_back.or_menu(c, turn, self._how())

    def _while_waiting(self) -> Reply:
        return self._services.texts.say("help.waiting", police=self._services.settings.hotlines.police)

    def _how(self) -> Reply:
        hotlines = self._services.settings.hotlines
        return self._services.texts.say("help.how", police=hotlines.police, government=hotlines.government)


#: Up to so many characters, what follows a question is taken for a try to answer it.
FEW_WORDS = 6


class OutOfScope:
    """Sends elsewhere what is not the office's business."""

    def __init__(self, services: Services, way_back: WayBack, unclear: Unclear) -> None:
        self._services, self._way_back, self._unclear = services, way_back, unclear

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """The general line of the government, then the open question.

        A receipt number is our business, and so are a few words written when something was asked, or whatever comes
        after we did not understand: a name that no list holds looks to the model like something from elsewhere.
        """
        if names_receipt(turn.text) or _may_be_an_answer(turn):
            return self._unclear(c, turn, heard)
        elsewhere = self._services.texts.say(
            "out_of_scope.elsewhere", government=self._services.settings.hotlines.government
        )
        said = self._way_back(c, turn, elsewhere)
        return replace(said, misses=turn.asked.misses + 1) if turn.asked.question else said


def _may_be_an_answer(turn: TurnInHand) -> bool:
    question = turn.asked.question
    if question is None:
        return False
    return question.slot in AS_WRITTEN or turn.asked.misses > 0 or len(turn.text.strip()) <= FEW_WORDS
