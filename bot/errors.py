"""What can go wrong in a turn.

BotError
└── EngineError         the engine did not give an answer; nothing of the turn was kept there
    ├── EngineUnreachable   no connection, or no answer in time: the outcome is not known, a retry is safe
    ├── EngineRefused       it answered with an error: an action failed, or the request was not of its form
    └── NoStepDone          it answered, and no step has said anything for the message
"""


class BotError(Exception):
    """Root of this room's errors."""


class EngineError(BotError):
    """The engine gave no answer to this turn; retry it."""


class EngineUnreachable(EngineError):
    """Raised when there is no connection or no answer in time."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The engine did not answer ({why}). Is it running? `assistant doctor` tells.")


class EngineRefused(EngineError):
    """Raised on any answer but a good one; `status` is HTTP's."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(f"The engine answered {status}: {detail[:200]}")
        self.status = status


class NoStepDone(EngineError):
    """Raised when the engine took a turn and no step of ours was done for it."""

    def __init__(self, inbox: int) -> None:
        super().__init__(
            f"The engine answered message {inbox} without a step of ours. Does it run this program's rules?"
        )
