"""The trained model: a text's resemblance to the training texts, three heads, the reading they give, and its files.

Two sets of heads are trained: on characters and sentence vector together, and on characters alone. The second set
reads on machines that cannot run the encoder, and it reads the parts of a message when a second request is looked for.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from nlu.components.characters import CharacterFeatures, SparseRow
from nlu.components.combinations import Combinations, Reading
from nlu.components.encoder import DIMENSIONS, SentenceEncoder
from nlu.components.heads import Head, fit_heads
from nlu.components.resemblance import Floats, Resemblance, Shape
from nlu.labels import LEGAL_TOPICS

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

    shape: Shape = field(default_factory=Shape)
    """How texts resemble each other."""
    caution: float = 0.1
    """Strength of the regularisation."""
    texts_with_group: int = 2
    """A group of characters must occur in so many texts."""


class HeadSet:
    """The three heads over one kind of resemblance."""

    def __init__(self, resemblance: Resemblance, heads: Mapping[str, Head]) -> None:
        self._resemblance = resemblance
        self._heads = heads
        self._combinations = Combinations(*(heads[family].labels for family in FAMILIES))

    def read(self, row: SparseRow, vector: Floats) -> Reading:
        """The reading of one text."""
        near = self._resemblance.to(row, vector)
        return self._combinations.read(*(self._heads[family].log_probabilities(near) for family in FAMILIES))

    def arrays(self, prefix: str) -> dict[str, npt.NDArray[np.generic]]:
        """What `restore` needs, each name beginning with `prefix`."""
        arrays = self._resemblance.arrays(prefix)
        for family in FAMILIES:
            arrays.update(self._heads[family].arrays(f"{prefix}.{family}"))
        return arrays

    @classmethod
    def restore(cls, prefix: str, arrays: Mapping[str, npt.NDArray[np.generic]]) -> "HeadSet":
        """The heads that `arrays` came from."""
        heads = {family: Head.restore(f"{prefix}.{family}", arrays) for family in FAMILIES}
        return cls(Resemblance.restore(prefix, arrays), heads)


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
            arrays.update(heads.arrays(name) if heads else {})
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
            HeadSet.restore("vector", arrays) if "vector.act.labels" in arrays else None,
            HeadSet.restore("characters", arrays),
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
    centre, scale = _centre_and_scale(vectors)
    centred = (vectors - centre) * np.float32(scale)
    with_vector = _fit_heads(examples, rows, len(characters.groups), centred, choices)
    return TrainedModel(characters, centre, scale, with_vector, characters_only, encoder)


def _centre_and_scale(vectors: Floats) -> tuple[Floats, float]:
    """Sentence vectors all point nearly the same way: without their mean, the rest has about the length 1."""
    centre: Floats = vectors.mean(axis=0)
    typical = float(np.linalg.norm(vectors - centre, axis=1).mean())
    return centre, 1 / typical if typical else 1.0


def _fit_heads(
    examples: Sequence[Example], rows: Sequence[SparseRow], groups: int, vectors: Floats, choices: TrainingChoices
) -> HeadSet:
    """Act and topic are learnt from all examples, the matter from legal ones."""
    resemblance = Resemblance.of(rows, groups, vectors, choices.shape)
    near = resemblance.among_themselves()
    everything = {family: [getattr(example, family) for example in examples] for family in ("act", "topic")}
    heads = fit_heads(near, everything, choices.caution)
    legal = np.array([example.topic in LEGAL_TOPICS for example in examples])
    legal = legal if legal.any() else ~legal
    matters = [examples[index].matter for index in np.flatnonzero(legal)]
    matter = fit_heads(near[np.ix_(legal, legal)], {"matter": matters}, choices.caution)["matter"]
    weights = np.zeros((len(examples), len(matter.labels)), dtype=np.float32)
    weights[legal] = matter.weights
    return HeadSet(resemblance, {**heads, "matter": replace(matter, weights=weights)})
