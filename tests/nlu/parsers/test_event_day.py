"""The day from which a limit is counted, and the paper that starts one, as residents name them."""

from datetime import date

import pytest

from nlu.parsers import parse_slot
from nlu.parsers.legal_paper import received_on, told

TODAY = date(2026, 11, 24)  # a Tuesday

EVENT_DAYS = [
    ("昨天", "2026-11-23"),
    ("上周五", "2026-11-20"),
    ("5月3号", "2026-05-03"),
    ("2024年7月9日", "2024-07-09"),
    ("去年5月", "2025-05-01"),
    ("去年5月份左右", "2025-05-01"),
    ("今年三月走的", "2026-03-01"),
    ("2025年12月", "2025-12-01"),
    ("12月份", "2025-12-01"),
    ("11月初", "2026-11-01"),
    ("去年年底", "2025-12-01"),
    ("前年年初", "2024-01-01"),
    ("两年前", "2024-11-24"),
    ("半年前", "2026-05-24"),
    ("一年半前", "2025-05-24"),
    ("上个月", "2026-10-01"),
    ("去年腊月", "2026-01-19"),
    ("去年腊月里出的事", "2026-01-19"),
    ("腊月走的", "2026-01-19"),
    ("今年正月", "2026-02-17"),
    ("前年冬月", "2024-12-01"),
    ("去年农历八月", "2025-09-22"),
    ("今年腊月", None),
    ("还在干", "ongoing"),
    ("我现在还在那里上班", "ongoing"),
    ("没离职", "ongoing"),
    ("一直在厂里", "ongoing"),
    ("现在不在那里干了", None),
    ("早就走了", None),
    ("去年", None),
    ("记不清了", None),
    ("13月", None),
    ("明年5月3号", None),
    ("顺发建筑公司", None),
]

PAPERS = [
    ("昨天收到法院的判决书，判我输了", "judgment"),
    ("一审判决下来了，我不服", "judgment"),
    ("拿到裁定书了，说不受理", "ruling"),
    ("仲裁裁决书收到了，只给一半", "award"),
    ("民政局给了我不予批准的决定书", "decision"),
    ("工伤认定决定书收到了，说不算工伤", "decision"),
    ("收到行政复议决定书了", "review_decision"),
    ("判决书还没收到", None),
    ("二审判决下来了", None),
    ("判决书收到一年了，申请执行没钱", None),
    ("老板欠我三个月工资", None),
    ("收到老板的短信说不给钱", None),
    ("我要仲裁", None),
]

RECEIVED = [
    ("昨天收到一审判决书", date(2026, 11, 23)),
    ("11月20号拿到仲裁裁决书", date(2026, 11, 20)),
    ("收到判决书了，去年12月3日开的庭", None),
    ("收到判决书了", None),
    ("明天去拿判决书", None),
]


@pytest.mark.parametrize(("words", "day"), EVENT_DAYS)
def test_the_earliest_day_that_the_words_can_mean_is_taken(words: str, day: str | None) -> None:
    assert parse_slot("event_day", words, today=TODAY) == day


@pytest.mark.parametrize(("words", "paper"), PAPERS)
def test_a_paper_counts_when_the_words_say_that_it_came(words: str, paper: str | None) -> None:
    assert told(words) == paper


@pytest.mark.parametrize(("words", "day"), RECEIVED)
def test_the_day_it_came_is_read_from_the_same_words(words: str, day: date | None) -> None:
    assert received_on(words, TODAY) == day
