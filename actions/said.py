"""What a step says, and what is open towards the resident afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from conversations.messages import Asked, Option, Question, Reply


@dataclass(frozen=True)
class Said:
    """Replies in order. Only the last may offer options, so that a number or a button means one thing.

    Attributes:
        question: the fact that the last reply asks for, if it does.
        misses: how many times in a row we did not understand.
        still: options that stay open although they are not shown again.
    """

    replies: tuple[Reply, ...]
    question: Question | None = None
    misses: int = 0
    still: tuple[Option, ...] = ()

    @classmethod
    def of(cls, *replies: Reply, misses: int = 0) -> "Said":
        """Replies that ask for no fact; the options of the last one are open."""
        return cls(replies[-1:], misses=misses).after(replies[:-1])

    @property
    def asked(self) -> Asked:
        """What the next message will be read for."""
        shown = self.replies[-1].options if self.replies else ()
        return Asked(self.question, shown or self.still, self.misses)

    def after(self, before: Sequence[Reply]) -> "Said":
        """The same, with other replies said first; what those offered is closed."""
        return replace(self, replies=(*(replace(reply, options=()) for reply in before), *self.replies))
