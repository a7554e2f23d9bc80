"""The shape of a dialogue step."""

from typing import Protocol

from sqlalchemy import Connection

from actions.said import Said
from conversations.messages import Heard
from conversations.turns import TurnInHand


class Handler(Protocol):
    """Does one step's command in the caller's transaction and says what follows."""

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """Handle one message."""
        ...
