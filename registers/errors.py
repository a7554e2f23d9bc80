"""What can go wrong with a register. A row that cannot be read is no error but a finding: it is listed and left out.

RegisterError              root: where, what, remedy
├── HeadingError           a column that names no fact, or names one twice
├── FormatError            a file that is no table of a kind that is read
└── ChangeError            a file of changed figures that is not well formed

These messages are for staff and developers.
"""


class RegisterError(Exception):
    """Something with a register's file is wrong: says where, what, and what to do next."""

    def __init__(self, where: str, what: str, remedy: str) -> None:
        super().__init__(f"{where}: {what}. {remedy}")
        self.where = where
        self.what = what
        self.remedy = remedy


class HeadingError(RegisterError):
    """A column that names no fact, or names one twice."""


class FormatError(RegisterError):
    """A file that is no table of a kind that is read."""


class ChangeError(RegisterError):
    """A file of changed figures that is not well formed."""
