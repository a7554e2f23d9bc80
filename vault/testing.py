"""A vault for tests, with keys that live as long as the test."""

from vault.keys import KeyRing
from vault.vault import Vault


def throwaway_vault() -> Vault:
    """A vault whose keys are nowhere else."""
    return Vault(KeyRing.generate())
