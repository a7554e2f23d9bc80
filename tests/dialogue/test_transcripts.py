"""Every written conversation goes as written."""

from pathlib import Path

import pytest

from tests.dialogue.runner import play

TRANSCRIPTS = sorted((Path(__file__).parent / "transcripts").glob("*.yml"))


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=[path.stem for path in TRANSCRIPTS])
def test_the_conversation_goes_as_written(path: Path) -> None:
    play(path)
