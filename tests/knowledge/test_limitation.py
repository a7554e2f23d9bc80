"""The last days of limits, counted by hand from the texts of the law, each with the day before, the day and the day after."""

from datetime import date

import pytest

from knowledge import last_day, limit_of, load_county, while_working, without_end
from knowledge.county import laws_parameters
from knowledge.limitation import limits
from nlu.labels import MATTERS

TODAY = date(2026, 11, 24)
EXAMPLE = load_county("example")

# matter, paper received, the day it began, the last day, the article
LAST_DAYS = (
    ("wages", None, date(2026, 3, 10), date(2027, 3, 10), "劳动争议调解仲裁法》第二十七条"),
    ("labour_other", None, date(2024, 2, 29), date(2025, 2, 28), "劳动争议调解仲裁法》第二十七条"),
    ("work_injury", None, date(2026, 1, 31), date(2027, 1, 31), "工伤保险条例》第十七条"),
    ("traffic", None, date(2025, 5, 1), date(2028, 5, 1), "民法典》第一百八十八条"),
    ("personal_injury", None, date(2024, 2, 29), date(2027, 2, 28), "民法典》第一百八十八条"),
    ("medical_injury", None, date(2026, 11, 23), date(2029, 11, 23), "民法典》第一百八十八条"),
    ("debt", None, date(2023, 12, 1), date(2026, 12, 1), "民法典》第一百八十八条"),
    ("fake_farm_inputs", None, date(2025, 4, 5), date(2027, 4, 5), "产品质量法》第四十五条"),
    ("pollution", None, date(2026, 6, 30), date(2029, 6, 30), "环境保护法》第六十六条"),
    ("social_benefits", None, date(2026, 11, 1), date(2026, 12, 31), "行政复议法》第二十条"),
    ("demolition_land", "decision", date(2026, 10, 1), date(2026, 11, 30), "行政复议法》第二十条"),
    ("wages", "award", date(2026, 11, 20), date(2026, 12, 5), "劳动争议调解仲裁法》第五十条"),
    ("debt", "judgment", date(2026, 11, 20), date(2026, 12, 5), "民事诉讼法》第一百七十一条"),
    ("family", "judgment", date(2026, 2, 20), date(2026, 3, 7), "民事诉讼法》第一百七十一条"),
    ("debt", "ruling", date(2026, 11, 20), date(2026, 11, 30), "民事诉讼法》第一百七十一条"),
    ("criminal", "judgment", date(2026, 11, 20), date(2026, 11, 30), "刑事诉讼法》第二百三十条"),
    ("criminal", "ruling", date(2026, 11, 20), date(2026, 11, 25), "刑事诉讼法》第二百三十条"),
    ("social_benefits", "review_decision", date(2026, 11, 20), date(2026, 12, 5), "行政诉讼法》第四十五条"),
)  # fmt: skip


@pytest.mark.parametrize(("matter", "paper", "event", "day", "article"), LAST_DAYS)
def test_the_last_day_is_counted_as_the_law_says(
    matter: str, paper: str | None, event: date, day: date, article: str
) -> None:
    rule = limit_of(matter, paper)
    assert rule is not None
    reckoned = last_day(rule, event, TODAY, EXAMPLE)
    assert reckoned is not None
    assert reckoned.day == day
    assert article in reckoned.source.citation_zh
    assert reckoned.days_left(day) == 0
    assert reckoned.days_left(date.fromordinal(day.toordinal() + 1)) == -1


def test_after_the_days_for_review_the_way_to_court_is_named_while_it_is_open() -> None:
    rule = limit_of("social_benefits")
    assert rule is not None
    last_of_review, first_after = date(2026, 9, 25), date(2026, 9, 24)
    on_time, late, too_late = (
        last_day(rule, event, TODAY, EXAMPLE) for event in (last_of_review, first_after, date(2026, 5, 23))
    )
    assert on_time is not None
    assert (on_time.rule.id, on_time.day) == ("review", TODAY)
    assert late is not None
    assert (late.rule.id, late.day) == ("sue_office", date(2027, 3, 24))
    assert too_late is not None
    assert (too_late.rule.id, too_late.days_left(TODAY)) == ("review", -125)


def test_a_law_that_is_not_in_force_yet_gives_no_last_day() -> None:
    rule = limit_of("traffic")
    assert rule is not None
    assert last_day(rule, date(2020, 5, 1), date(2020, 12, 31), EXAMPLE) is None
    assert last_day(rule, date(2020, 5, 1), date(2021, 1, 1), EXAMPLE) is not None


@pytest.mark.parametrize("matter", ["support", "domestic_violence", "family", "criminal", "other", "none"])
def test_no_limit_is_named_where_none_can_be(matter: str) -> None:
    assert limit_of(matter) is None


def test_support_is_never_lost_with_time_nor_wages_while_one_works() -> None:
    source = without_end("support")
    assert source is not None
    assert source.citation_zh == "《民法典》第一百九十六条第（三）项"
    assert without_end("wages") is None
    assert while_working().citation_zh == "《劳动争议调解仲裁法》第二十七条"


def test_every_limit_has_its_figure_and_every_matter_is_known() -> None:
    figures = laws_parameters().parameters
    assert {rule.figure for rule in limits().values()} <= set(figures)
    assert all(rule.then is None or rule.then in limits() for rule in limits().values())
    named = {matter for matter in MATTERS if limit_of(matter) is not None}
    assert {"wages", "work_injury", "traffic", "debt"} <= named
