"""What can go wrong in the durable side of talking.

ConversationError
├── Overtaken             a turn or action was overtaken: by another worker, or by a person who took over
├── UnknownConversation   there is no conversation with that id
└── HeldByAnother         a staff member acts on a conversation that a colleague holds
"""

from vault.errors import VaultError

#: What opening a sealed value may raise: its key is gone, it was changed, or an older release wrote it differently.
UNREADABLE = (VaultError, ValueError, KeyError, TypeError)


class ConversationError(Exception):
    """Root of this room's errors."""


class Overtaken(ConversationError):
    """Raised inside a transaction whose turn is no longer the one that may act; nothing of it is kept.

    The message is not lost: it is handled by whoever holds the turn now, or after the person releases.
    """

    def __init__(self, inbox_id: int, why: str) -> None:
        super().__init__(f"Turn of inbox message {inbox_id} was overtaken: {why}.")


class UnknownConversation(ConversationError):
    """Raised when an id names no conversation."""

    def __init__(self, conversation_id: str) -> None:
        super().__init__(f"There is no conversation {conversation_id}.")


class HeldByAnother(ConversationError):
    """Raised when staff act on a conversation that a colleague took; ask the colleague or transfer it."""

    def __init__(self, conversation_id: str, holder: str) -> None:
        super().__init__(f"Conversation {conversation_id} is held by {holder}; transfer it first.")
        self.holder = holder
