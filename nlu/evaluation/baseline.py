"""The product beside stock Rasa, which was trained on the same messages and read the same file."""

from collections.abc import Sequence
from dataclasses import dataclass

from nlu.evaluation.messages import LabelledMessage
from nlu.evaluation.reading import Reading
from nlu.evaluation.share import Share


@dataclass(frozen=True)
class Baseline:
    """Accuracy of the act: (strict, lenient) of the product and of stock Rasa.

    Attributes:
        lead: how many more of the messages the product gets right, as a share from -1 to 1, strict and lenient.
    """

    product: tuple[Share, Share]
    stock: tuple[Share, Share]

    @property
    def lead(self) -> tuple[float, float]:
        strict, lenient = ((mine.hits - its.hits) / mine.of for mine, its in zip(self.product, self.stock, strict=True))
        return strict, lenient

    def as_json(self) -> "dict[str, object]":
        """For results.json."""
        names = ("strict", "lenient")
        return {
            "product": {name: share.as_json() for name, share in zip(names, self.product, strict=True)},
            "stock": {name: share.as_json() for name, share in zip(names, self.stock, strict=True)},
            "lead": {name: round(lead, 4) for name, lead in zip(names, self.lead, strict=True)},
        }


def beside(messages: Sequence[LabelledMessage], readings: Sequence[Reading], acts: Sequence[str]) -> Baseline:
    """Compare; `acts` are stock Rasa's, one a message, in the same order."""
    return Baseline(_accuracy(messages, [reading.best.labels.act for reading in readings]), _accuracy(messages, acts))


def _accuracy(messages: Sequence[LabelledMessage], acts: Sequence[str]) -> tuple[Share, Share]:
    pairs = list(zip(messages, acts, strict=True))
    return (
        Share.counted(message.labels.act == act for message, act in pairs),
        Share.counted(act in message.accepted("act") for message, act in pairs),
    )
