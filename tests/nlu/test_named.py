"""A word in a text names a thing unless it is denied or too short to say anything."""

import pytest

from nlu.named import names

NAMED = {
    ("孩子他爸失业了", "失业"): True,
    ("没失业", "失业"): False,
    ("他不是失业", "失业"): False,
    ("无缘无故", "无"): False,
    ("房子着火了", "着火"): True,
    ("房子着火了", "失火"): False,
}


@pytest.mark.parametrize(("said", "named"), NAMED.items(), ids=[f"{text}-{word}" for text, word in NAMED])
def test_a_word_names_a_thing(said: tuple[str, str], named: bool) -> None:
    assert names(*said) is named
