"""An assistant with its carrier for stories by text message: two processes of its own, real sockets."""

from collections.abc import Iterator

import pytest

from tests.conftest import fresh_database
from tests.faults.stage import Stage, stage


@pytest.fixture(scope="module")
def by_sms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The assistant as a county runs it that has text messages."""
    folder = tmp_path_factory.mktemp("by_sms")
    with fresh_database(folder) as url, stage(folder, database_url=url, lease=20.0) as running:
        yield running
