"""The console on a small app of its own, and people who use it."""

import pytest

from tests.backoffice.console.counter import Counter
from tests.backoffice.desk import Desk


@pytest.fixture
def counter(desk: Desk) -> Counter:
    """The staff's pages over an office with nobody in it yet."""
    return Counter(desk)
