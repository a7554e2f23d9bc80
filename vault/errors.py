"""What can go wrong with keys and sealed values.

VaultError
├── KeyFileError      the key file is missing, unreadable or not in the right form
├── UnknownKeyError   a value was sealed under a key that this key ring does not hold
├── SealBrokenError   a sealed value was changed, cut, or belongs to another column
└── UnknownTokenError no value is kept under that token
"""


class VaultError(Exception):
    """Root of this room's errors."""


class KeyFileError(VaultError):
    """Raised when keys are loaded."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(
            f"The key file {path} cannot be used: {why}. Restore it from your backup; without the keys that sealed "
            "them, the stored messages and applications cannot be read by anyone."
        )


class UnknownKeyError(VaultError):
    """Raised on opening a value whose key was retired and removed."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"A value was sealed under key '{key_id}', which the key file does not hold. Add it back.")


class SealBrokenError(VaultError):
    """Raised on opening: the bytes fail their integrity check for that purpose."""

    def __init__(self, purpose: str) -> None:
        super().__init__(f"A sealed value of '{purpose}' fails its integrity check: it was changed or moved.")


class UnknownTokenError(VaultError):
    """Raised on revealing a token whose value was erased or never kept."""

    def __init__(self, token: str) -> None:
        super().__init__(f"No personal value is kept under {token}: it was erased or never stored.")
