"""The staff's web edge: sign-in, the queue, conversations, cases, the card roll, accounts, the log; and `/card/{token}`."""

from backoffice.console.parts import ConsoleParts, Live
from backoffice.console.router import card_router, console_router

__all__ = ["ConsoleParts", "Live", "card_router", "console_router"]
