"""Articles: short enough for a text message, with a source and a day, and never with a figure that nobody has loaded."""

import re
from datetime import date
from pathlib import Path

import pytest

from knowledge import PolicySet, counties, find_article, load_county
from knowledge.articles.finder import PLACEHOLDER, TO_BE_CONFIRMED_ZH, drafts
from knowledge.county import laws_parameters

ON = date(2026, 11, 24)
EXAMPLE = load_county("example")
TOPICS = ("dibao", "dibao_edge", "tekun", "legal_aid", "legal_aid_card")
ACTS = ("ask_documents", "ask_procedure", "ask_amount", "ask_eligibility", "complain_or_appeal")
# numbers that are part of a name or of the law's own wording: hotlines, a year, classes of a thing
PLAIN_NUMBERS = {"12348", "12349", "2012"}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_has_an_article_for_every_act(topic: str, act: str) -> None:
    article = find_article(topic, act, ON, EXAMPLE)
    assert article is not None
    assert 0 < len(article.short) <= 120
    assert article.long
    assert article.sources
    assert all(source.citation_zh for source in article.sources)
    assert article.checked_on <= ON
    assert article.in_force_from <= ON


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("act", ACTS)
def test_every_number_said_is_a_figure_with_a_source(topic: str, act: str) -> None:
    article = find_article(topic, act, ON, EXAMPLE)
    assert article is not None
    said = set(re.findall(r"\d+(?:\.\d+)?", article.short + article.long)) - PLAIN_NUMBERS
    figures = {figure.number_zh for figure in article.figures}
    assert said <= figures
    assert all(figure.source for figure in article.figures)


def test_a_figure_nobody_has_loaded_is_to_be_confirmed() -> None:
    nowhere = load_county("zhejiang_2012").in_policy_set(PolicySet.CURRENT)
    article = find_article("dibao", "ask_amount", ON, nowhere)
    assert article is not None
    assert TO_BE_CONFIRMED_ZH in article.short
    assert article.figures == ()


def test_an_article_quotes_the_figure_in_force_on_the_day() -> None:
    before = find_article("dibao", "ask_amount", date(2026, 6, 30), EXAMPLE)
    after = find_article("dibao", "ask_amount", date(2026, 7, 1), EXAMPLE)
    assert before is not None
    assert after is not None
    assert "农村900元" in before.short
    assert "农村960元" in after.short


def test_nothing_is_said_of_a_day_before_the_rule_was_in_force() -> None:
    assert find_article("dibao", "ask_procedure", date(2021, 6, 30), EXAMPLE) is None
    assert find_article("dibao", "ask_procedure", date(2021, 7, 1), EXAMPLE) is not None


def test_nothing_is_said_where_nothing_is_written() -> None:
    assert find_article("education", "ask_amount", ON, EXAMPLE) is None
    assert find_article("dibao", "greet", ON, EXAMPLE) is None


def test_articles_name_only_parameters_that_are_declared() -> None:
    names = {
        name for entries in drafts().values() for one in entries for name in PLACEHOLDER.findall(one.short + one.long)
    }
    assert names <= set(laws_parameters().parameters)


@pytest.mark.parametrize("id", counties())
def test_no_article_breaks_in_any_county(id: str) -> None:
    for topic, act in drafts():
        find_article(topic, act, ON, load_county(id))


def test_the_articles_are_beside_their_reader() -> None:
    assert {path.stem for path in (Path(find_article.__code__.co_filename).parent).glob("*.yml")} == set(TOPICS)
