"""Sealing, blind indexes and tokens.

A sealed value is `key id length, key id, nonce, AES-256-GCM ciphertext`; its purpose (table and column) is
authenticated with it, so that a value moved to another column does not open. A blind index is a keyed hash: equal
values can be found, no value can be read. A token stands for a personal value wherever the value itself is not
needed.
"""

import hashlib
import hmac
import json
import secrets
import unicodedata
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, delete, select

from storage.clock import database_now
from vault.errors import SealBrokenError, UnknownKeyError, UnknownTokenError
from vault.keys import KeyRing
from vault.tables import vault_value

_NONCE_BYTES = 12


class Vault:
    """Seals and opens personal values with the keys it was given."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys
        self._ciphers = {name: AESGCM(key) for name, key in keys.keys.items()}

    def seal(self, text: str, purpose: str) -> bytes:
        """Encrypt `text` for one purpose, written `table.column`."""
        return self.seal_bytes(text.encode(), purpose)

    def seal_bytes(self, content: bytes, purpose: str) -> bytes:
        """The same for what is no text."""
        name = self._keys.active.encode()
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self._ciphers[self._keys.active].encrypt(nonce, content, purpose.encode())
        return bytes([len(name)]) + name + nonce + sealed

    def open(self, sealed: bytes, purpose: str) -> str:
        """Decrypt what `seal` made for the same purpose.

        Raises:
            UnknownKeyError: the key is not on the ring.
            SealBrokenError: the bytes were changed, cut, or sealed for another purpose.
        """
        return self.open_bytes(sealed, purpose).decode()

    def open_bytes(self, sealed: bytes, purpose: str) -> bytes:
        """Decrypt what `seal_bytes` made; raises as `open` does."""
        body = bytes(sealed)
        if not body or len(body) < 1 + body[0] + _NONCE_BYTES:
            raise SealBrokenError(purpose)
        start = 1 + body[0]
        name = body[1:start].decode(errors="replace")
        if name not in self._ciphers:
            raise UnknownKeyError(name)
        nonce, content = body[start : start + _NONCE_BYTES], body[start + _NONCE_BYTES :]
        try:
            return self._ciphers[name].decrypt(nonce, content, purpose.encode())
        except InvalidTag as error:
            raise SealBrokenError(purpose) from error

    def seal_json(self, value: Any, purpose: str) -> bytes:
        """Seal any JSON value."""
        return self.seal(json.dumps(value, ensure_ascii=False, separators=(",", ":")), purpose)

    def open_json(self, sealed: bytes, purpose: str) -> Any:
        """Open what `seal_json` made; raises as `open` does."""
        return json.loads(self.open(sealed, purpose))

    def blind_index(self, kind: str, value: str) -> str:
        """64 hexadecimal digits, equal for equal values of one kind, after folding width, case and spaces."""
        folded = "".join(unicodedata.normalize("NFKC", value).casefold().split())
        return hmac.new(self._keys.index_key, f"{kind}\x00{folded}".encode(), hashlib.sha256).hexdigest()

    def keep(self, c: Connection, kind: str, value: str) -> str:
        """Store a personal value and return the token that stands for it."""
        token = f"{kind}:{secrets.token_hex(8)}"
        row = {
            "token": token,
            "kind": kind,
            "value_sealed": self.seal(value, "vault_value.value"),
            "value_idx": self.blind_index(kind, value),
            "kept_at": database_now(),
        }
        c.execute(vault_value.insert().values(row))
        return token

    def reveal(self, c: Connection, token: str) -> str:
        """The value behind a token; whoever calls this for a person's eyes records the read.

        Raises:
            UnknownTokenError: it was erased or never kept.
        """
        sealed = c.scalar(select(vault_value.c.value_sealed).where(vault_value.c.token == token))
        if sealed is None:
            raise UnknownTokenError(token)
        return self.open(sealed, "vault_value.value")

    def erase(self, c: Connection, token: str) -> None:
        """Forget the value behind a token."""
        c.execute(delete(vault_value).where(vault_value.c.token == token))
