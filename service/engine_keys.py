"""The engine's own keys, derived from the app's, so that neither side can open what the other sealed."""

import base64
import hashlib
import hmac
from pathlib import Path

from vault.keys import KeyRing


def engine_keys(path: Path) -> str:
    """Keys for the engine's trackers, comma-separated base64; the one that seals first."""
    ring = KeyRing.load(path)
    names = [ring.active, *(name for name in ring.keys if name != ring.active)]
    return ",".join(base64.b64encode(_derived(ring.keys[name])).decode() for name in names)


def _derived(key: bytes) -> bytes:
    return hmac.new(key, b"engine trackers", hashlib.sha256).digest()
