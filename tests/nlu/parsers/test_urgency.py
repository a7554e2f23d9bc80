"""What cannot wait in a legal matter is read at its question and in the story itself, and not read into either."""

from datetime import date

import pytest

from nlu.parsers import parse_slot
from nlu.parsers.urgency import told

TODAY = date(2026, 11, 24)

AT_THE_QUESTION = [
    ("明天开庭", "deadline"),
    ("还有三天", "deadline"),
    ("下周三开庭", "deadline"),
    ("时效还有三天", "deadline"),
    ("仲裁只剩5天了", "deadline"),
    ("开庭、到期的日子快到了", "deadline"),
    ("人被抓了", "detained"),
    ("被关起来了", "detained"),
    ("我弟弟被公安抓了", "detained"),
    ("在看守所", "detained"),
    ("有人被抓、被关着", "detained"),
    ("对方在转移钱和东西", "preservation"),
    ("他把财产都转移了，转移财产", "preservation"),
    ("没有", "none"),
    ("不急", "none"),
    ("都不是", "none"),
    ("没有这些", "none"),
    ("没什么急事", "none"),
    ("没有人被抓", None),
    ("还没开庭", None),
    ("有人身危险", None),
    ("1", None),
    ("为什么问这个", None),
    ("没有律师", None),
]

IN_THE_STORY = [
    ("工伤赔偿时效还有三天就过了", "deadline"),
    ("明天开庭了我还没律师咋办", "deadline"),
    ("我弟弟被公安抓了", "detained"),
    ("我被刑拘了", "detained"),
    ("老板被抓了，工资没人给", None),
    ("已经开过庭了，判完不服", None),
    ("老板欠我三个月工资，还有三天过年", None),
    ("包工头拖欠我工资三万块不给了", None),
]


@pytest.mark.parametrize(("words", "kind"), AT_THE_QUESTION)
def test_the_question_is_answered_in_own_words(words: str, kind: str | None) -> None:
    assert parse_slot("urgency", words, today=TODAY) == kind


@pytest.mark.parametrize(("words", "kind"), IN_THE_STORY)
def test_a_story_tells_its_urgency_in_plain_words_only(words: str, kind: str | None) -> None:
    assert told(words) == kind
