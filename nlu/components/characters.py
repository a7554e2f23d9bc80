"""Which characters stand together in a text: TF-IDF of one to three neighbouring characters.

Chinese needs no word list this way, a dialect word or a typo costs one or two of many features, and a long message
counts as a whole where the sentence encoder sees only its beginning.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

LENGTHS = (1, 2, 3)


class SparseRow(NamedTuple):
    """The features of one text that are not zero: their columns, ascending, and their values (the row has length 1)."""

    columns: npt.NDArray[np.int32]
    values: npt.NDArray[np.float32]


class CharacterFeatures:
    """A vocabulary of character groups with the weight of each."""

    def __init__(self, groups: Sequence[str], rarity: npt.NDArray[np.float32]) -> None:
        self.groups: tuple[str, ...] = tuple(groups)
        self.rarity = rarity
        self._column: dict[str, int] = {group: column for column, group in enumerate(self.groups)}

    @classmethod
    def fit(cls, texts: Sequence[str], at_least: int) -> "CharacterFeatures":
        """Learn the groups that occur in `at_least` texts; the fewer texts have a group, the more it weighs."""
        found = Counter(group for text in texts for group in set(character_groups(text)))
        groups = sorted(group for group, count in found.items() if count >= at_least)
        rarity = [1.0 + math.log((1 + len(texts)) / (1 + found[group])) for group in groups]
        return cls(groups, np.array(rarity, dtype=np.float32))

    def row(self, text: str) -> SparseRow:
        """The features of one text; a text of unknown characters only has none."""
        counts = Counter(self._column[group] for group in character_groups(text) if group in self._column)
        columns = np.array(sorted(counts), dtype=np.int32)
        values = np.array([1.0 + math.log(counts[column]) for column in columns.tolist()], dtype=np.float32)
        values *= self.rarity[columns]
        length = float(np.linalg.norm(values))
        return SparseRow(columns, values / np.float32(length) if length else values)

    def rows(self, texts: Sequence[str]) -> list[SparseRow]:
        """The features of each text."""
        return [self.row(text) for text in texts]


def character_groups(text: str) -> Iterator[str]:
    """Every run of one, two and three characters, in lower case, with all white space as one space."""
    line = " ".join(text.lower().split())
    for length in LENGTHS:
        for start in range(len(line) - length + 1):
            yield line[start : start + length]
