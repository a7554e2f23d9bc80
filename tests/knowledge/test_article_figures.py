"""Articles quote figures, they do not type them: a figure that has a parameter changes in one place."""

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest

from knowledge import load_county
from knowledge.articles.library import statements
from knowledge.articles.statement import PLACEHOLDER, Statement
from knowledge.assessment import plain
from knowledge.parameters.dated import UNITS

#: Statements that may type a figure of a parameter, with the reason; each was looked at.
REVIEWED: dict[str, str] = {}
FIGURES = load_county("example").parameters.parameters


def typed(statement: Statement) -> Iterator[tuple[str, str]]:
    """The figures, with the parameter that has each, that a statement types although the same instrument gives both."""
    cited = {source.tag for source in statement.sources}
    words = PLACEHOLDER.sub("", statement.say)
    for name, parameter in FIGURES.items():
        unit_zh = UNITS[parameter.unit][1].partition("/")[0]
        for dated in parameter.values:
            if unit_zh and isinstance(dated.value, Decimal) and dated.reference and dated.reference.instrument in cited:
                figure = f"{plain(dated.value)}{unit_zh}"
                if re.search(rf"(?<![\d.]){re.escape(figure)}", words):
                    yield figure, name


@pytest.mark.parametrize("statement", statements().values(), ids=lambda one: one.id)
def test_a_figure_that_has_a_parameter_is_quoted_from_it(statement: Statement) -> None:
    found = list(typed(statement))
    assert bool(found) is (statement.id in REVIEWED), found


def test_a_typed_figure_would_be_found() -> None:
    quoting = next(one for one in statements().values() if "{rigid_deadline}" in one.say)
    spelt = Statement(**{**quoting.__dict__, "say": "认定30个工作日内办完。"})
    assert ("30个工作日", "rigid_deadline") in list(typed(spelt))
