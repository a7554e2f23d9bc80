"""The pages about programmes say what the rules say."""

from pathlib import Path

import pytest

from knowledge import programme_pages
from knowledge.programmes.rule_book import rule_book
from knowledge.trees.reasons import criteria_of


def test_no_page_is_stale() -> None:
    assert programme_pages.stale() == [], "write them anew: python -m knowledge.programme_pages"


def test_a_stale_page_would_be_found(tmp_path: Path) -> None:
    programme_pages.write(tmp_path)
    assert programme_pages.stale(tmp_path) == []
    (tmp_path / "dibao.md").write_text("old")
    (tmp_path / "gone.md").write_text("no such programme")
    (tmp_path / "tekun.md").unlink()
    assert programme_pages.stale(tmp_path) == ["dibao.md", "gone.md", "tekun.md"]


@pytest.mark.parametrize("name", rule_book())
def test_every_criterion_and_step_stands_on_the_page_with_its_source(name: str) -> None:
    programme = rule_book()[name]
    text = programme_pages.page(programme)
    for criterion in criteria_of(programme.rule):
        lines = [line for line in text.splitlines() if f"`{criterion.id}`" in line]
        assert lines, criterion.id
        assert all("《" in line for line in lines)
    for step in programme.procedure:
        assert step.label_zh in text
    for paper in programme.documents:
        assert paper.label_zh in text


def test_figures_stand_with_their_days_and_what_only_a_county_knows_is_said_to_be_open() -> None:
    text = programme_pages.page(rule_book()["dibao"])
    assert "| 农村低保标准 `dibao_std_rural` | 元/人·月 | 2012-01-01 | set by the county |" in text
    assert "2014-11-01" in text
