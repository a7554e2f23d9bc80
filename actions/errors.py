"""What can go wrong in a dialogue step.

ActionError
└── UnknownStep     the engine or a payload named a step that no class handles
"""


class ActionError(Exception):
    """Root of this room's errors."""


class UnknownStep(ActionError):
    """Raised when a step has no handler; the rules of the engine and actions/steps.py must name the same steps."""

    def __init__(self, step: str) -> None:
        super().__init__(f"No dialogue step is called {step!r}; see the table in actions/steps.py.")
