"""Who asks for a place gets a place; who asks for the rule gets the rule."""

import pytest

from nlu.parsers.whereabouts import asked

QUESTIONS = [
    ("最近的法律援助在哪", True),
    ("法律援助中心几点开门", True),
    ("援助站地址", True),
    ("离我家近的法援", True),
    ("法律援助去哪申请", False),
    ("打官司向哪里的法律援助中心申请", False),
    ("法律援助要多久", False),
]


@pytest.mark.parametrize(("words", "place"), QUESTIONS)
def test_a_place_is_told_from_a_rule(words: str, place: bool) -> None:
    assert asked(words) is place
