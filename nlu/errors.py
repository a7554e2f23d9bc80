"""Errors of understanding.

NluError
├── UnknownSlot           a question asks for a kind of answer that no parser reads
└── UnreadableMessages    a file of labelled messages cannot be read
"""


class NluError(Exception):
    """Anything that goes wrong while a message or an answer is read."""


class UnknownSlot(NluError, ValueError):
    """No parser reads this kind of answer."""

    def __init__(self, slot: str, known: tuple[str, ...]) -> None:
        super().__init__(f"no parser reads answers of the kind {slot!r}; known kinds: {', '.join(known)}")
        self.slot = slot


class UnreadableMessages(NluError):
    """A file of labelled messages cannot be read."""

    def __init__(self, path: str, line: int, why: str) -> None:
        super().__init__(
            f"{path}, line {line}: {why}. It needs tab-separated columns text, act, topic, matter and, if you like, "
            "source, with labels of nlu/labels.py"
        )
        self.path, self.line = path, line
