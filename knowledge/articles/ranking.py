"""How well texts answer a question: BM25 (Robertson and Zaragoza, 2009) over Chinese characters and their pairs.

docs/decisions/answers-are-statements.md says why not over words.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

import bm25s

_RUN = re.compile(r"[\u4e00-\u9fff]+|[0-9]+(?:\.[0-9]+)?|[a-z]+")

#: Characters that make up the frame of any question (我能不能…吗); a piece of nothing else tells nothing.
_FRAME = frozenset("我你您他她它俺咱们的了吗呢啊吧呀么是有没不能可以要会行都也还就这那个请问想")


class Ranker(Protocol):
    """Scores each of several texts for a question; 0 where they share nothing, higher is better."""

    def __call__(self, question: str, texts: tuple[str, ...]) -> Sequence[float]:
        """One score a text, in the order of the texts."""
        ...


def bm25(question: str, texts: tuple[str, ...]) -> Sequence[float]:
    """The default ranker. The index of a set of texts is made once."""
    pieces = pieces_of(question)
    if not pieces or not texts:
        return [0.0] * len(texts)
    return [float(score) for score in _index(texts).get_scores(pieces)]


def pieces_of(text: str) -> list[str]:
    """What texts are compared by: each Chinese character, each pair of neighbours, whole numbers, words in Latin letters."""
    pieces: list[str] = []
    for run in _RUN.findall(text.lower()):
        if run[0].isascii():
            pieces.append(run)
        else:
            pieces += [*run, *(run[at : at + 2] for at in range(len(run) - 1))]
    return [piece for piece in pieces if not _FRAME.issuperset(piece)]


@lru_cache(maxsize=256)
def _index(texts: tuple[str, ...]) -> bm25s.BM25:
    index = bm25s.BM25(method="lucene")
    index.index([pieces_of(text) for text in texts], show_progress=False)
    return index
