"""How much a text resembles each training text: in its characters, and in its meaning.

The resemblance of characters is the cosine of their features. The resemblance of meaning falls off with the distance of
the sentence vectors as a bell curve does: texts that are near count for much, all others for little, so that a head may
draw its borders anywhere. What stands here is what is called a kernel; without a sentence vector it is a bell curve over
the characters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from nlu.components.characters import SparseRow

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Shape:
    """What cross-validation on the training data chose (docs/understanding.md).

    Attributes:
        meaning: weight of the resemblance of meaning beside that of characters.
        narrowness: of its bell curve; the distance of typical vectors from their mean is 1.
        characters_narrowness: of the bell curve over characters, where there is no vector.
    """

    meaning: float = 2.0
    narrowness: float = 1.0
    characters_narrowness: float = 0.5


class Resemblance:
    """The training texts, and the resemblance of any text to each of them.

    Args:
        characters: texts × character groups, each row of length 1 or empty.
        vectors: texts × dimensions, centred and scaled; no columns where there is no encoder.
    """

    def __init__(self, characters: sparse.csr_matrix, vectors: Floats, shape: Shape) -> None:
        self.characters = characters
        self.vectors = vectors
        self.shape = shape
        self._by_group = characters.T.tocsr()
        self._lengths: Floats = (vectors**2).sum(axis=1)

    @classmethod
    def of(cls, rows: Sequence[SparseRow], groups: int, vectors: Floats, shape: Shape) -> "Resemblance":
        """The resemblance to these texts; `groups` is the number of character groups."""
        ends = np.cumsum([0] + [len(row.columns) for row in rows])
        values = np.concatenate([row.values for row in rows])
        columns = np.concatenate([row.columns for row in rows])
        return cls(sparse.csr_matrix((values, columns, ends), shape=(len(rows), groups)), vectors, shape)

    def to(self, row: SparseRow, vector: Floats) -> Floats:
        """The resemblance of one text to each training text."""
        characters: Floats = row.values @ self._by_group[row.columns]
        if not self.vectors.shape[1]:
            return self._bell(2 - 2 * characters, self.shape.characters_narrowness)
        distances = self._lengths + np.float32(vector @ vector) - 2 * (self.vectors @ vector)
        return characters + np.float32(self.shape.meaning) * self._bell(distances, self.shape.narrowness)

    def among_themselves(self) -> Floats:
        """Training texts × training texts, symmetric."""
        characters: Floats = (self.characters @ self.characters.T).toarray()
        if not self.vectors.shape[1]:
            return self._bell(2 - 2 * characters, self.shape.characters_narrowness)
        distances = self._lengths[:, None] + self._lengths - 2 * (self.vectors @ self.vectors.T)
        characters += np.float32(self.shape.meaning) * self._bell(distances, self.shape.narrowness)
        return characters

    def arrays(self, prefix: str) -> dict[str, npt.NDArray[np.generic]]:
        """What `restore` needs, each name beginning with `prefix`."""
        return {
            f"{prefix}.values": self.characters.data,
            f"{prefix}.columns": self.characters.indices,
            f"{prefix}.ends": self.characters.indptr,
            f"{prefix}.groups": np.array(self.characters.shape[1]),
            f"{prefix}.vectors": self.vectors,
            f"{prefix}.shape": np.array(list(vars(self.shape).values())),
        }

    @classmethod
    def restore(cls, prefix: str, arrays: Mapping[str, npt.NDArray[np.generic]]) -> "Resemblance":
        """The resemblance that `arrays` came from."""
        ends = arrays[f"{prefix}.ends"]
        parts = (arrays[f"{prefix}.values"], arrays[f"{prefix}.columns"], ends)
        characters = sparse.csr_matrix(parts, shape=(len(ends) - 1, int(arrays[f"{prefix}.groups"])))
        vectors = np.asarray(arrays[f"{prefix}.vectors"], dtype=np.float32)
        return cls(characters, vectors, Shape(*(float(number) for number in arrays[f"{prefix}.shape"])))

    @staticmethod
    def _bell(distances: Floats, narrowness: float) -> Floats:
        curve: Floats = np.exp(np.float32(-narrowness) * np.maximum(distances, 0))
        return curve
