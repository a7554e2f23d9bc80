"""What the safety layer can say about a message."""

from dataclasses import dataclass
from typing import Literal

CommandKind = Literal[
    "stop",
    "person",
    "help",
    "yes",
    "no",
    "go_back",
    "skip",
    "restart",
    "dont_know",
    "why",
    "resume",
    "more",
    "change",
    "link",
    "unlink",
    "join",
]
KeywordKind = Literal["danger"] | CommandKind
DangerKind = Literal[
    "violence",
    "assault",
    "captive",
    "self_harm",
    "hunger",
    "collapse",
    "child",
    "threat",
    "disaster",
    "homeless",
    "medical",
]

# The kinds that are acts of the public contract, with the name they have there.
ACTS: dict[KeywordKind, str] = {
    "danger": "danger",
    "stop": "stop",
    "person": "human",
    "help": "help",
    "yes": "affirm",
    "no": "deny",
    "change": "correct",
}


@dataclass(frozen=True)
class Keyword:
    """One finding. `matched` holds the normalised words; `danger` is set for kind danger only.

    `target`: for kind change what is to be changed (收入 in 改收入, 3 in 改3; None for a bare 改); for kind stop
    "messages" (no more messages at all) or "form" (only this conversation ends); for kind link "code" where the message is a code to type
    (绑定123456) or asks for one (绑定码). `sure` is False for danger that was
    added up from signals: about one in five of these is none, so the model may be heard on them where it runs.
    """

    kind: KeywordKind
    matched: str
    danger: DangerKind | None = None
    sure: bool = True
    target: str | None = None

    @property
    def act(self) -> str | None:
        """The act of the contract, None for the commands that steer a conversation only (返回, 跳过 …)."""
        return ACTS.get(self.kind)
