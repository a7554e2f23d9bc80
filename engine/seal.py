"""Sealing of stored turns: AES-256-GCM under the first of several keys, opened under any of them.

A sealed turn is `key id (4 bytes), nonce (12 bytes), ciphertext and tag`. Its place (conversation and number of the
turn) is authenticated with it: a row copied elsewhere does not open.
"""

import hashlib
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from engine.errors import SealError

KEY_ID_BYTES = 4
NONCE_BYTES = 12


class Seal:
    """Seals and opens with a ring of keys of 32 bytes."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._ciphers = {_key_id(key): AESGCM(key) for key in keys}
        self._sealing = _key_id(keys[0])

    def close(self, content: bytes, place: str) -> bytes:
        """The content, readable only with the key and only at its place."""
        nonce = os.urandom(NONCE_BYTES)
        return self._sealing + nonce + self._ciphers[self._sealing].encrypt(nonce, content, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """The content.

        Raises:
            SealError: when the key is not in the ring, or the bytes or their place were changed.
        """
        key_id, nonce = sealed[:KEY_ID_BYTES], sealed[KEY_ID_BYTES : KEY_ID_BYTES + NONCE_BYTES]
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise SealError(f"turn {place} was sealed under key {key_id.hex()}, which ENGINE_KEYS lacks. Add it back.")
        try:
            return cipher.decrypt(nonce, sealed[KEY_ID_BYTES + NONCE_BYTES :], place.encode())
        except InvalidTag as error:
            raise SealError(f"turn {place} fails its integrity check: it was changed or moved.") from error


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"engine key " + key).digest()[:KEY_ID_BYTES]
