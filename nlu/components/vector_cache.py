"""Vectors of texts that were encoded before, so that training again encodes only what is new.

One file for each encoder, holding a hash and a vector a text; never the text.
"""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from nlu.components.encoder import DIMENSIONS, SentenceEncoder, Vectors

KEY_BYTES = 16


class VectorCache:
    """The vectors of one encoder under a directory. A missing or broken file is an empty cache."""

    def __init__(self, directory: Path, encoder: SentenceEncoder) -> None:
        self._file = directory / f"sentence-vectors-{encoder.name}.npz"
        self._encoder = encoder

    def encode(self, texts: Sequence[str]) -> Vectors:
        """As the encoder does, from the file where possible; what was new is in the file afterwards."""
        known = self._read()
        keys = [_key(text) for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=False) if key not in known}
        if new:
            known.update(zip(new, self._encoder.encode(list(new.values())), strict=False))
            self._write(known)
        return _stacked([known[key] for key in keys])

    def _read(self) -> dict[bytes, Vectors]:
        try:
            with np.load(self._file, allow_pickle=False) as stored:
                keys, vectors = stored["keys"], stored["vectors"]
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            return {}
        return {key.tobytes(): vector for key, vector in zip(keys, vectors, strict=False)}

    def _write(self, vectors: dict[bytes, Vectors]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        draft = self._file.with_name(f"{self._file.stem}.{os.getpid()}.npz")
        keys = np.array([np.frombuffer(key, dtype=np.uint8) for key in vectors])
        np.savez(draft, keys=keys, vectors=_stacked(list(vectors.values())))
        draft.replace(self._file)


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:KEY_BYTES]


def _stacked(rows: list[Vectors]) -> Vectors:
    """Rows as one matrix, also when there are none."""
    return np.vstack(rows) if rows else np.empty((0, DIMENSIONS), dtype=np.float32)
