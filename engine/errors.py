"""What can go wrong between the application and Rasa.

EngineError
├── SettingsError     the environment lacks a setting or holds one that cannot be used
├── RequestError      the caller's body is not what the channel's contract asks for (400)
├── TurnError         the turn was given up and nothing of it was saved
│   ├── ActionFailed  the action endpoint did not give an answer that can be used (502)
│   ├── NoPrediction  the policies chose no action for this message (502)
│   └── Busy          the conversation's lock could not be had (503)
├── SealError         a stored turn cannot be opened with the keys given
└── TrainingError     the training data or the trained model is not usable
"""


class EngineError(Exception):
    """Root of this room's errors."""


class SettingsError(EngineError):
    """Raised at start, before anything listens."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}.")


class RequestError(EngineError):
    """Raised on reading a request; the sentence goes back to the caller, so it never quotes the resident's words."""


class TurnError(EngineError):
    """A turn that left no trace: the same message may be sent again."""


class ActionFailed(TurnError):
    """Raised when the action endpoint refused, was late, was not there, or answered something unusable."""

    def __init__(self, action: str, why: str, status: int | None = None) -> None:
        super().__init__(f"{action} failed: {why}")
        self.status = status
        """HTTP status of the action endpoint, when there was one."""


class NoPrediction(TurnError):
    """Raised when no rule of bot/dialogue covers the message's intent."""

    def __init__(self, intent: str | None) -> None:
        super().__init__(f"no rule leads from intent {intent!r} to one action and back to listening")


class Busy(TurnError):
    """Raised when another message of the conversation is being handled, or the locks cannot be reached."""

    def __init__(self, conversation: str, why: str) -> None:
        super().__init__(f"conversation {conversation} could not be locked: {why}")


class SealError(EngineError):
    """Raised on reading a stored turn whose key is missing or whose bytes were changed."""


class TrainingError(EngineError):
    """Raised while training; says which file or line to mend."""
