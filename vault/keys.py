"""The key ring: which key seals today, which older ones still open, and the key of the blind index."""

import base64
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from vault.errors import KeyFileError

KEY_BYTES = 32


@dataclass(frozen=True)
class KeyRing:
    """Keys by id (32 bytes each); `active` seals, all of them open; `index_key` is for blind indexes only."""

    active: str
    keys: Mapping[str, bytes]
    index_key: bytes

    @classmethod
    def generate(cls) -> "KeyRing":
        """A fresh ring with one key."""
        return cls("k1", {"k1": secrets.token_bytes(KEY_BYTES)}, secrets.token_bytes(KEY_BYTES))

    def rotated(self) -> "KeyRing":
        """The same ring with a new active key; old values stay readable."""
        new = f"k{len(self.keys) + 1}"
        return KeyRing(new, {**self.keys, new: secrets.token_bytes(KEY_BYTES)}, self.index_key)

    @classmethod
    def load(cls, path: Path) -> "KeyRing":
        """Read a ring from its JSON file.

        Raises:
            KeyFileError: when the file is missing or not in the form that `save` writes.
        """
        try:
            document = json.loads(path.read_text())
            keys = {name: base64.b64decode(key) for name, key in document["keys"].items()}
            ring = cls(document["active"], keys, base64.b64decode(document["index_key"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise KeyFileError(str(path), f"{type(error).__name__}: {error}") from error
        if ring.active not in ring.keys or any(len(key) != KEY_BYTES for key in ring.keys.values()):
            raise KeyFileError(str(path), "the active key is not among the keys, or a key is not 32 bytes long")
        return ring

    def save(self, path: Path) -> None:
        """Write the ring so that only its owner can read it; the file appears whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        document = {
            "active": self.active,
            "keys": {name: base64.b64encode(key).decode() for name, key in self.keys.items()},
            "index_key": base64.b64encode(self.index_key).decode(),
        }
        draft = path.with_suffix(".new")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(document, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)

    @classmethod
    def load_or_generate(cls, path: Path) -> "KeyRing":
        """The ring in `path`, made there first when there is none."""
        if not path.exists():
            cls.generate().save(path)
        return cls.load(path)
