"""The features of all training texts as one table: sparse character groups beside dense sentence vectors.

Kept apart because products with a dense table are many times faster when it is not stored as a sparse one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from nlu.components.characters import SparseRow

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class FeatureTable:
    """Texts × features: the character groups first, then the sentence vector (no columns of it without an encoder)."""

    characters: sparse.csr_matrix
    vectors: Floats

    @classmethod
    def of(cls, rows: Sequence[SparseRow], groups: int, vectors: Floats) -> "FeatureTable":
        """The table of these texts; `groups` is the number of character groups."""
        ends = np.cumsum([0] + [len(row.columns) for row in rows])
        values = np.concatenate([row.values for row in rows])
        columns = np.concatenate([row.columns for row in rows])
        return cls(sparse.csr_matrix((values, columns, ends), shape=(len(rows), groups)), vectors)

    @property
    def width(self) -> int:
        """Number of features."""
        return int(self.characters.shape[1] + self.vectors.shape[1])

    def used(self) -> npt.NDArray[np.int64]:
        """The features that some text has, ascending; all of the vector's are."""
        groups = self.characters.shape[1]
        return np.append(np.flatnonzero(self.characters.getnnz(axis=0)), np.arange(groups, self.width))

    def narrowed(self) -> "FeatureTable":
        """The table without features that no text has."""
        return FeatureTable(self.characters[:, np.flatnonzero(self.characters.getnnz(axis=0))], self.vectors)

    def rows_where(self, chosen: npt.NDArray[np.bool_]) -> "FeatureTable":
        """The table of some texts only."""
        return FeatureTable(self.characters[np.flatnonzero(chosen)], self.vectors[chosen])

    def times(self, weights: Floats) -> Floats:
        """Texts × labels, from weights of features × labels."""
        groups = self.characters.shape[1]
        product: Floats = self.characters @ weights[:groups] + self.vectors @ weights[groups:]
        return product

    def transposed_times(self, errors: Floats) -> Floats:
        """Features × labels, from errors of texts × labels."""
        product: Floats = np.vstack([self.characters.T @ errors, self.vectors.T @ errors])
        return product
