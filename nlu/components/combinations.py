"""Act, topic and matter that can stand together, and the reading that three separate heads give as a whole.

The heads know nothing of one another: the likeliest act and the likeliest topic may not fit. Every reading that
`nlu.labels` allows gets the product of its probabilities, made to sum to one; the best of them is the reading of the
message, and the act's confidence is the sum over all readings with that act. The matter's head has learnt from legal
messages alone and says which dispute it is, given that there is one: it counts for legal topics only.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlu.labels import LEGAL_TOPICS, combination_fault

Floats = npt.NDArray[np.float32]

ALTERNATIVES = 5
OF_ONE_KIND = 3
"""At most so many alternatives with the same act and topic, so that the choices shown to a resident differ."""


@dataclass(frozen=True)
class Guess:
    """One reading of a message."""

    act: str
    topic: str
    matter: str
    confidence: float


@dataclass(frozen=True)
class Reading:
    """The best guess, whose confidence is that of its act, and the likeliest other ones with their own.

    `danger`: the probability that it is one, whatever the best guess is.
    """

    best: Guess
    alternatives: tuple[Guess, ...]
    danger: float = 0.0


class Combinations:
    """All readings that the labels of three heads allow."""

    def __init__(self, acts: Sequence[str], topics: Sequence[str], matters: Sequence[str]) -> None:
        readings = [
            ((act, topic, matter), (act_column, topic_column, matter_column))
            for act_column, act in enumerate(acts)
            for topic_column, topic in enumerate(topics)
            for matter_column, matter in (enumerate(matters) if topic in LEGAL_TOPICS else [(0, "none")])
            if combination_fault(act, topic, matter) is None
        ]
        self._labels = [labels for labels, _ in readings]
        self._act, self._topic, self._matter = np.array([columns for _, columns in readings], dtype=np.int64).T
        self._danger = np.array([act == "danger" for act, _, _ in self._labels], dtype=np.bool_)
        self._legal = np.array([topic in LEGAL_TOPICS for _, topic, _ in self._labels], dtype=np.bool_)

    def read(self, acts: Floats, topics: Floats, matters: Floats) -> Reading:
        """The best reading and its alternatives, from the log probabilities of the three heads."""
        scores = acts[self._act] + topics[self._topic] + np.where(self._legal, matters[self._matter], 0.0)
        probabilities = np.exp(scores - scores.max())
        probabilities /= probabilities.sum()
        order = np.argsort(-probabilities, kind="stable")
        best = int(order[0])
        act_confidence = float(probabilities[self._act == self._act[best]].sum())
        others = [self._guess(int(index), float(probabilities[index])) for index in order[1 : 1 + 10 * ALTERNATIVES]]
        danger = round(min(float(probabilities[self._danger].sum()), 1.0), 6)
        return Reading(self._guess(best, act_confidence), _varied(others, self._guess(best, act_confidence)), danger)

    def _guess(self, index: int, confidence: float) -> Guess:
        return Guess(*self._labels[index], confidence=round(min(confidence, 1.0), 4))


def _varied(guesses: Sequence[Guess], best: Guess) -> tuple[Guess, ...]:
    """The likeliest guesses, not all of one kind."""
    kinds: dict[tuple[str, str], int] = Counter({(best.act, best.topic): 1})
    varied: list[Guess] = []
    for guess in guesses:
        kinds[guess.act, guess.topic] += 1
        if kinds[guess.act, guess.topic] <= OF_ONE_KIND:
            varied.append(guess)
    return tuple(varied[:ALTERNATIVES])
