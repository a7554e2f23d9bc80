"""The trained model: features of a text, three heads, the reading they give, and its files.

Two sets of heads are trained: on characters and sentence vector together, and on characters alone. The second set
reads on machines that cannot run the encoder, and it reads the parts of a message when a second request is looked for.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from nlu.components.characters import CharacterFeatures, SparseRow
from nlu.components.combinations import Combinations, Reading
from nlu.components.encoder import DIMENSIONS, SentenceEncoder
from nlu.components.features import FeatureTable, Floats
from nlu.components.heads import Head, fit_head
from nlu.labels import LEGAL_TOPICS

Chosen = npt.NDArray[np.bool_]
Encode = Callable[[Sequence[str]], Floats]

FAMILIES = ("act", "topic", "matter")
ARRAYS_FILE = "heads.npz"
GROUPS_FILE = "characters.json"
NO_VECTOR: Floats = np.empty(0, dtype=np.float32)


@dataclass(frozen=True)
class Example:
    """One training message with its labels."""

    text: str
    act: str
    topic: str
    matter: str


@dataclass(frozen=True)
class TrainingChoices:
    """What cross-validation on the training data chose (docs/understanding.md)."""

    encoder_weight: float = 0.7
    """Length of a typical sentence vector beside the characters' length of 1."""
    freedom: float = 10.0
    """Inverse strength of the regularisation."""
    texts_with_group: int = 2
    """A group of characters must occur in so many texts."""


class HeadSet:
    """The three heads over one kind of features."""

    def __init__(self, heads: Mapping[str, Head]) -> None:
        self.heads = heads
        self._combinations = Combinations(*(heads[family].labels for family in FAMILIES))

    def read(self, row: SparseRow, vector: Floats) -> Reading:
        """The reading of one text."""
        return self._combinations.read(*(self.heads[family].log_probabilities(row, vector) for family in FAMILIES))


class TrainedModel:
    """Reads texts. Made by `train` or `load`."""

    def __init__(
        self,
        characters: CharacterFeatures,
        centre: Floats,
        scale: float,
        with_vector: HeadSet | None,
        characters_only: HeadSet,
        encoder: SentenceEncoder | None,
    ) -> None:
        self._characters = characters
        self._centre = centre
        self._scale = scale
        self._with_vector = with_vector
        self._characters_only = characters_only
        self._encoder = encoder

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """The reading of each text, with the encoder where there is one."""
        if self._encoder is None or self._with_vector is None:
            return self.read_characters(texts)
        vectors = (self._encoder.encode(texts) - self._centre) * np.float32(self._scale)
        return [
            self._with_vector.read(self._characters.row(text), vector)
            for text, vector in zip(texts, vectors, strict=False)
        ]

    def read_characters(self, texts: Sequence[str]) -> list[Reading]:
        """The reading of each text by its characters alone: less accurate and within a millisecond."""
        return [self._characters_only.read(self._characters.row(text), NO_VECTOR) for text in texts]

    def save(self, directory: Path) -> None:
        """Write the model as arrays and JSON."""
        arrays: dict[str, npt.NDArray[np.generic]] = {"centre": self._centre, "scale": np.array(self._scale)}
        arrays["rarity"] = self._characters.rarity
        for name, heads in (("vector", self._with_vector), ("characters", self._characters_only)):
            for family in FAMILIES if heads else ():
                arrays.update(heads.heads[family].arrays(f"{name}.{family}"))
        np.savez(directory / ARRAYS_FILE, **arrays)
        (directory / GROUPS_FILE).write_text(json.dumps(self._characters.groups, ensure_ascii=False))

    @classmethod
    def load(cls, directory: Path, encoder: SentenceEncoder | None) -> "TrainedModel":
        """Read a model that `save` wrote; no code of the file is run."""
        with np.load(directory / ARRAYS_FILE, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        groups = json.loads((directory / GROUPS_FILE).read_text())
        return cls(
            CharacterFeatures(groups, arrays["rarity"]),
            arrays["centre"],
            float(arrays["scale"]),
            _restored("vector", arrays) if "vector.act.labels" in arrays else None,
            _restored("characters", arrays),
            encoder,
        )


def train(
    examples: Sequence[Example],
    choices: TrainingChoices,
    encoder: SentenceEncoder | None,
    encode: Encode | None = None,
) -> TrainedModel:
    """Train both sets of heads.

    Args:
        examples: at least two texts with different acts.
        choices: settings.
        encoder: what the model will read with; None trains the character heads only.
        encode: another way to the same vectors, such as a cache of them.
    """
    texts = [example.text for example in examples]
    characters = CharacterFeatures.fit(texts, choices.texts_with_group)
    rows = characters.rows(texts)
    none = np.empty((len(texts), 0), dtype=np.float32)
    characters_only = _fit_heads(examples, rows, len(characters.groups), none, choices)
    if encoder is None:
        centre = np.zeros(DIMENSIONS, dtype=np.float32)
        return TrainedModel(characters, centre, 1.0, None, characters_only, None)
    vectors = (encode or encoder.encode)(texts)
    centre, scale = _centre_and_scale(vectors, choices.encoder_weight)
    centred = (vectors - centre) * np.float32(scale)
    with_vector = _fit_heads(examples, rows, len(characters.groups), centred, choices)
    return TrainedModel(characters, centre, scale, with_vector, characters_only, encoder)


def _centre_and_scale(vectors: Floats, weight: float) -> tuple[Floats, float]:
    """Sentence vectors all point nearly the same way: without their mean, the rest has about the length `weight`."""
    centre: Floats = vectors.mean(axis=0)
    typical = float(np.linalg.norm(vectors - centre, axis=1).mean())
    return centre, weight / typical if typical else weight


def _fit_heads(
    examples: Sequence[Example], rows: Sequence[SparseRow], groups: int, vectors: Floats, choices: TrainingChoices
) -> HeadSet:
    features = FeatureTable.of(rows, groups, vectors)
    everywhere = np.ones(len(examples), dtype=np.bool_)
    legal = np.array([example.topic in LEGAL_TOPICS for example in examples])
    learnt_from = {"act": everywhere, "topic": everywhere, "matter": legal if legal.any() else everywhere}
    return HeadSet({family: _fit_head(family, examples, features, learnt_from[family], choices) for family in FAMILIES})


def _fit_head(
    family: str, examples: Sequence[Example], features: FeatureTable, chosen: Chosen, choices: TrainingChoices
) -> Head:
    labels = [getattr(examples[index], family) for index in np.flatnonzero(chosen)]
    return fit_head(features.rows_where(chosen), labels, choices.freedom)


def _restored(name: str, arrays: Mapping[str, npt.NDArray[np.generic]]) -> HeadSet:
    return HeadSet({family: Head.restore(f"{name}.{family}", arrays) for family in FAMILIES})
