"""The situations leave nothing of the law untried: enough for each programme, every criterion and verdict both ways.

That each figure matters to some case is what the mutants show.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from knowledge import screen_document
from knowledge.programmes.rule_book import rule_book
from knowledge.trees.reasons import criteria_of
from tests.policy.test_situations import document, situations

AT_LEAST = 15
PROGRAMMES = list(rule_book())


@cache
def answers() -> tuple[dict[str, Any], ...]:
    """Every situation's answer."""
    return tuple(screen_document(document(*row.values)) for row in situations())


def outcomes(programme: str) -> Iterator[tuple[str, bool | None]]:
    """Each criterion of a programme with each way it came out, for any person."""
    for answer in answers():
        entry = answer[programme]
        for one in (entry, *entry.get("members", {}).values()):
            yield from ((criterion["id"], criterion["holds"]) for criterion in one["criteria"])


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_a_programme_has_situations_enough(programme: str) -> None:
    assert sum(programme in row.values[1]["expect"] for row in situations()) >= AT_LEAST


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_every_criterion_comes_out_both_ways(programme: str) -> None:
    seen = set(outcomes(programme))
    named = {criterion.id for criterion in criteria_of(rule_book()[programme].rule)}
    assert [id for id in sorted(named) if not {(id, True), (id, False)} <= seen] == []


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_every_verdict_is_expected_somewhere(programme: str) -> None:
    expected = {row.values[1]["expect"].get(programme, {}).get("verdict") for row in situations()}
    assert expected >= {"eligible", "ineligible", "unknown"}
