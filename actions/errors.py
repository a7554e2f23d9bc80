"""What can go wrong in a dialogue step.

ActionError
├── UnknownStep     the engine or a payload named a step that no class handles
└── NoRules         a draft was to be judged that no rule decides
"""


class ActionError(Exception):
    """Root of this room's errors."""


class UnknownStep(ActionError):
    """Raised when a step has no handler; the rules of the engine and actions/steps.py must name the same steps."""

    def __init__(self, step: str) -> None:
        super().__init__(f"No dialogue step is called {step!r}; see the table in actions/steps.py.")


class NoRules(ActionError):
    """Raised when a draft is judged whose kind no programme of knowledge decides; a person decides it."""

    def __init__(self, kind: str) -> None:
        super().__init__(
            f"No rules decide a draft of kind {kind!r}; see AIDS in backoffice/kinds.py for those that do."
        )
