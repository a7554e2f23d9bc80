"""Who writes: a child, or a grown-up who may write about one."""

from pathlib import Path

import pytest

from nlu.child_writer import writes_as_child

LINES = (Path(__file__).parent / "child_writers.tsv").read_text(encoding="utf-8").splitlines()
ROWS = [line.split("\t") for line in LINES if line and not line.startswith("#")]


@pytest.mark.parametrize(("who", "message"), ROWS, ids=[message for _, message in ROWS])
def test_a_child_is_known_by_its_words(who: str, message: str) -> None:
    assert writes_as_child(message) is (who == "child")
