"""The labels of understanding as staff read them; which of them fit together is another room's knowledge, handed in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from backoffice.unclear_messages import Meaning


@dataclass(frozen=True)
class Labels:
    """What can be said about a message.

    Attributes:
        acts: label to Chinese words, in the order of the choices; so are `topics` and `matters`.
        fault: why an act, a topic and a matter cannot stand together; None when they can.
    """

    acts: Mapping[str, str]
    topics: Mapping[str, str]
    matters: Mapping[str, str]
    fault: Callable[[str, str, str], str | None]

    def in_words(self, meaning: Meaning) -> str:
        """问能不能享受 · 最低生活保障(低保)."""
        named = ((self.acts, meaning.act), (self.topics, meaning.topic), (self.matters, meaning.matter))
        return " · ".join(table.get(label, label) for table, label in named if label != "none")

    def fit(self, meaning: Meaning) -> bool:
        """Whether the labels can stand together."""
        return self.fault(meaning.act, meaning.topic, meaning.matter) is None
