"""Acts that must be noticed and must not be imagined: danger above all."""

from collections.abc import Sequence
from dataclasses import dataclass

from nlu.evaluation.messages import LabelledMessage
from nlu.evaluation.reading import Reading
from nlu.evaluation.share import Share

WATCHED = ("danger", "stop", "human", "help")


@dataclass(frozen=True)
class Detection:
    """How one act is noticed.

    Attributes:
        recall: of the messages with the act, those understood so.
        precision: of the messages understood so, those with the act, or with it among their alternates.
        false_hits: of the messages that nobody could say have the act, those understood so.
    """

    act: str
    recall: Share
    precision: Share
    false_hits: Share

    def as_json(self) -> "dict[str, object]":
        """For results.json."""
        return {name: getattr(self, name).as_json() for name in ("recall", "precision", "false_hits")}


def detect_act(act: str, messages: Sequence[LabelledMessage], readings: Sequence[Reading]) -> Detection:
    """How one act is noticed in these messages."""
    pairs = [
        (message.labels.act == act, act in message.accepted("act"), reading.best.labels.act == act)
        for message, reading in zip(messages, readings, strict=True)
    ]
    return Detection(
        act,
        recall=Share.counted(said for has, _, said in pairs if has),
        precision=Share.counted(may_have for _, may_have, said in pairs if said),
        false_hits=Share.counted(said for _, may_have, said in pairs if not may_have),
    )
