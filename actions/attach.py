"""action_attach: a picture, a document, a sound or a place, without a written word."""

from sqlalchemy import Connection

from actions.papers import Papers
from actions.said import Said
from actions.services import Services
from actions.way_back import WayBack
from conversations.messages import Heard
from conversations.turns import TurnInHand, follows_a_file

#: Photos of one album, or those that somebody takes one after the other, come within so many seconds.
AT_ONCE = 60.0


class Attach:
    """Says that it came, who will look at it, and that we cannot read it; then the open question."""

    def __init__(self, services: Services, way_back: WayBack, papers: Papers) -> None:
        self._services, self._way_back, self._papers = services, way_back, papers

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """What is open stays open and is asked again; where nothing is, which paper it shows, else what can be done here.

        Of several photos sent at once the first is answered for all.
        """
        if turn.wordless == "file" and follows_a_file(c, self._services.vault, turn, within=AT_ONCE):
            return self._way_back.leave_open(turn)
        which = self._papers.which(c, turn) if turn.wordless == "file" else None
        if which is not None:
            return Said.of(which)
        came = "place.came" if turn.wordless == "place" else "file.came"
        return self._way_back.or_menu(c, turn, self._services.texts.say(came))
