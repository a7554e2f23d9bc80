"""Who did something: every change and every read of personal data names one."""

from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["resident", "bot", "staff", "system"]


@dataclass(frozen=True)
class Actor:
    """Somebody or something that acts; `id` is opaque and never a name."""

    kind: ActorKind
    id: str

    @classmethod
    def resident(cls, conversation_id: str) -> "Actor":
        """Whoever writes in a conversation: an address, not a proven person."""
        return cls("resident", conversation_id)

    @classmethod
    def bot(cls) -> "Actor":
        """The assistant itself."""
        return cls("bot", "assistant")

    @classmethod
    def staff(cls, staff_id: str) -> "Actor":
        """A signed-in member of staff."""
        return cls("staff", staff_id)

    @classmethod
    def system(cls, name: str) -> "Actor":
        """A routine such as `retention` or `bootstrap`."""
        return cls("system", name)
