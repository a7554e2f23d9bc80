"""Staff read what happens and who does it: violence at home, by others, a loss of liberty."""

import pytest

from nlu.keywords import detect, likely_danger
from nlu.keywords.danger_kinds import kind_by_who

DONE_BY_PEOPLE = [
    ("captive", "老板把我们锁在宿舍不让走"),
    ("captive", "工头扣了身份证，我们出不去"),
    ("captive", "被骗进传销了，出不来"),
    ("captive", "我是被拐来的，这家人看着我不让出门"),
    ("captive", "养老院把我妈绑在床上不放人"),
    ("captive", "我被锁在屋里出不来"),
    ("violence", "老公把我锁在屋里三天了"),
    ("violence", "爹妈把我锁在房里逼我嫁人"),
    ("violence", "他又打我了"),
    ("violence", "后爸拿皮带抽我"),
    ("violence", "儿子打老娘"),
    ("violence", "前夫翻墙进来打我"),
    ("assault", "护工打我妈"),
    ("assault", "邻居拿锄头打我老伴"),
    ("assault", "几个学生堵着打我"),
    ("assault", "老师摸我"),
    ("assault", "包工头叫人打我"),
]
#: As the layer says it, whatever found the danger.
FOUND = [
    ("captive", "老板把我们锁在厂里不让走，还打人，救救我们"),
    ("violence", "老公又打我，把我锁在家里，救命"),
    ("assault", "护工打我妈，身上都是伤"),
]


@pytest.mark.parametrize(("kind", "message"), DONE_BY_PEOPLE)
def test_the_kind_follows_from_who_does_what(kind: str, message: str) -> None:
    assert kind_by_who("violence", message) == kind


@pytest.mark.parametrize(("kind", "message"), FOUND)
def test_a_found_danger_carries_its_kind(kind: str, message: str) -> None:
    keyword = detect(message)
    assert keyword is not None
    assert (keyword.kind, keyword.danger) == ("danger", kind)


@pytest.mark.parametrize("kind", ["self_harm", "hunger", "collapse", "threat", "medical"])
def test_what_is_not_done_by_people_keeps_its_kind(kind: str) -> None:
    assert kind_by_who(kind, "老板把我们锁在宿舍不让走") == kind  # type: ignore[arg-type]


def test_a_danger_that_only_the_model_hears_still_has_a_kind() -> None:
    assert likely_danger("墙响了一夜") == "collapse"
    assert likely_danger("低保怎么办理") is None
