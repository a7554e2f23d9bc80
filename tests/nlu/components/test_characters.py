"""Character groups: which there are, and that every text has features of length one or none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.components.characters import CharacterFeatures, character_groups

TEXTS = ["低保怎么办", "低保多少钱", "离婚怎么办"]

GROUPS = [
    ("", []),
    ("低", ["低"]),
    ("低保", ["低", "保", "低保"]),
    ("低保吗", ["低", "保", "吗", "低保", "保吗", "低保吗"]),
    ("A b", ["a", " ", "b", "a ", " b", "a b"]),
    (" a \n\t b ", ["a", " ", "b", "a ", " b", "a b"]),
]


@pytest.mark.parametrize(("text", "groups"), GROUPS)
def test_groups_are_runs_of_one_to_three_characters(text: str, groups: list[str]) -> None:
    assert list(character_groups(text)) == groups


def test_only_groups_of_enough_texts_are_kept() -> None:
    assert set(CharacterFeatures.fit(TEXTS, 2).groups) == {
        "低",
        "保",
        "低保",
        "怎",
        "么",
        "办",
        "怎么",
        "么办",
        "怎么办",
    }
    assert "多少" in CharacterFeatures.fit(TEXTS, 1).groups


def test_a_rarer_group_weighs_more() -> None:
    features = CharacterFeatures.fit(TEXTS, 1)
    row = features.row("低多")
    weight = {features.groups[column]: value for column, value in zip(row.columns, row.values, strict=True)}
    assert weight["多"] > weight["低"]


def test_a_text_of_unknown_characters_has_no_features() -> None:
    row = CharacterFeatures.fit(TEXTS, 1).row("xyz")
    assert (len(row.columns), len(row.values)) == (0, 0)


@given(st.text(alphabet="低保离婚怎么办x ", max_size=30))
def test_features_have_length_one_and_ascending_columns(text: str) -> None:
    row = CharacterFeatures.fit(TEXTS, 1).row(text)
    assert len(row.columns) == 0 or np.isclose(np.linalg.norm(row.values), 1, atol=1e-5)
    assert (np.diff(row.columns) > 0).all()
