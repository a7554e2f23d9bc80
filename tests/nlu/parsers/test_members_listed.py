"""Who was counted is said back in the resident's own words, and nothing is made up where a number was said."""

import pytest

from nlu.parsers.household_size import members_listed

LISTED = [
    ("我和老婆带俩娃", ("老婆", "俩娃")),
    ("我和老婆带俩娃还有老娘", ("老婆", "俩娃", "老娘")),
    ("我，我妈，两个孩子", ("妈", "两个孩子")),
    ("老公和儿子", ("老公", "儿子")),
    ("四口人", ()),
    ("一共5个人，我和老婆带三个娃", ()),
    ("我一个人", ()),
    ("夫妻俩带一个娃", ()),
    ("我和老婆，儿子搬出去了", ()),
    ("1", ()),
]


@pytest.mark.parametrize(("text", "members"), LISTED, ids=[text for text, _ in LISTED])
def test_members_are_said_back_as_they_were_listed(text: str, members: tuple[str, ...]) -> None:
    assert members_listed(text) == members
