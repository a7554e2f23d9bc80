"""Errors of understanding.

NluError
└── UnknownSlot    a question asks for a kind of answer that no parser reads
"""


class NluError(Exception):
    """Anything that goes wrong while a message or an answer is read."""


class UnknownSlot(NluError, ValueError):
    """No parser reads this kind of answer."""

    def __init__(self, slot: str, known: tuple[str, ...]) -> None:
        super().__init__(f"no parser reads answers of the kind {slot!r}; known kinds: {', '.join(known)}")
        self.slot = slot
