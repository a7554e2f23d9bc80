"""The desk at which the tests of this room sit."""

import pytest
from argon2 import PasswordHasher

from backoffice.office import BackOffice
from storage.clock import FrozenClock
from storage.database import Database
from tests.backoffice.desk import Desk
from vault.vault import Vault

#: Real argon2 with costs that tests can pay.
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def desk(database: Database, vault: Vault, clock: FrozenClock) -> Desk:
    """An office with nobody in it yet."""
    return Desk(database, vault, clock, BackOffice.open(vault, clock, hasher=CHEAP))
