"""A place named in a numbered list."""

import pytest

from nlu.parsers.place_in_list import place_in_list


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("2", 2),
        ("第2项", 2),
        ("第三个", 3),
        ("十二", 12),
        ("4号", 4),
        ("收入", None),
        ("三五", None),
        ("第", None),
        ("123", None),
    ],
)
def test_a_place_is_counted_from_one_and_a_name_is_none(words: str, place: int | None) -> None:
    assert place_in_list(words) == place
