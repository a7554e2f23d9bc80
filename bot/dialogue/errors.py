"""What can be wrong with the registered texts.

TextError
├── TextFileError      a response file is malformed: the path, what is wrong, what to write instead
├── UnknownText        code asked for an id that no file registers
└── WrongVariables     code passed too few or too many variables, or an option that the text does not have
"""

from pathlib import Path


class TextError(Exception):
    """Root of this package's errors."""


class TextFileError(TextError):
    """Raised while loading: nothing is served from a registry with a hole in it."""

    def __init__(self, file: Path, entry: str, problem: str) -> None:
        super().__init__(f"{file.name}, {entry}: {problem}.")


class UnknownText(TextError):
    """Raised when an id is not registered; register it under bot/dialogue/responses/."""

    def __init__(self, text_id: str, kind: str) -> None:
        super().__init__(f"No {kind} is registered as {text_id!r}; add it under bot/dialogue/responses/.")


class WrongVariables(TextError):
    """Raised when what code passes is not what the text takes."""

    def __init__(self, text_id: str, given: set[str], taken: set[str]) -> None:
        missing, extra = sorted(taken - given), sorted(given - taken)
        super().__init__(f"Text {text_id!r} misses {missing or 'nothing'} and does not take {extra or 'nothing'}.")
