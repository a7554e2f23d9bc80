"""Two programmes side by side: what the matrix says, and that a broken one is told where."""

from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from knowledge.errors import ExclusionError, UnknownProgrammeError
from knowledge.exclusions import Relation, clashes, read_pairs, relation
from knowledge.programmes.rule_book import PROMISED

ON = date(2026, 7, 1)
SIDE_BY_SIDE = {
    "tekun stands instead of dibao": ("dibao", "tekun", ON, Relation.EXCLUSIVE, "tekun"),
    "in either order": ("tekun", "dibao", ON, Relation.EXCLUSIVE, "tekun"),
    "town or village": ("house_renovation", "rental_housing", ON, Relation.EXCLUSIVE, None),
    "edge begins where dibao ends": ("dibao_edge", "dibao", ON, Relation.EXCLUSIVE, "dibao"),
    "rigid expenditure is for nobody else's": ("rigid_expenditure", "dibao_edge", ON, Relation.EXCLUSIVE, "dibao_edge"),
    "dibao opens medical aid": ("medical", "dibao", ON, Relation.TOGETHER, None),
    "a disabled member of a dibao household": ("disability_living", "dibao", ON, Relation.TOGETHER, None),
    "temporary aid after the others": ("temporary", "medical", ON, Relation.AFTER, None),
    "tekun and nursing is for the county": ("tekun", "disability_nursing", ON, Relation.UNKNOWN, None),
    "two that no text joins": ("education", "price_subsidy", ON, Relation.UNKNOWN, None),
    "before tekun there was nothing to exclude": ("tekun", "dibao", date(2014, 4, 30), Relation.UNKNOWN, None),
    "on the first day of tekun": ("tekun", "dibao", date(2014, 5, 1), Relation.EXCLUSIVE, "tekun"),
}
ROW = (
    "{of: [tekun, dibao], relation: exclusive, stands: tekun, per: person, law: R649 14, from: 2014-05-01, note_zh: n}"
)
BROKEN = {
    "a programme nobody knows": (ROW.replace("[tekun, dibao]", "[tekun, wubao]"), "is no programme"),
    "a relation nobody knows": (ROW.replace("exclusive", "never"), "never"),
    "no source": (ROW.replace("law: R649 14, ", ""), "law"),
    "a third one stands": (ROW.replace("stands: tekun", "stands: medical"), "stands"),
    "together, and one stands": (ROW.replace("exclusive", "together"), "stands"),
    "named twice": (f"{ROW}\n  - {ROW.replace('[tekun, dibao]', '[dibao, tekun]')}", "named twice"),
}


@pytest.mark.parametrize(("first", "second", "on", "expected", "stands"), SIDE_BY_SIDE.values(), ids=list(SIDE_BY_SIDE))
def test_two_programmes_side_by_side(first: str, second: str, on: date, expected: Relation, stands: str | None) -> None:
    found = relation(first, second, on)
    assert (found.relation, found.stands) == (expected, stands)
    assert found.note_zh
    assert found.sources or expected is Relation.UNKNOWN


def test_every_pair_gives_the_same_answer_in_either_order() -> None:
    for first, second in combinations(PROMISED, 2):
        one, other = relation(first, second, ON), relation(second, first, ON)
        assert (one.relation, one.stands) == (other.relation, other.stands)


def test_what_is_held_against_the_matrix_is_named_with_the_one_that_stands() -> None:
    assert clashes(["medical", "temporary", "education"], ON) == ()
    found = clashes(["dibao", "medical", "tekun", "tekun"], ON)
    assert [(set(pair.of), pair.stands) for pair in found] == [({"dibao", "tekun"}, "tekun")]


def test_a_name_that_is_no_programme_is_told_the_nearest() -> None:
    with pytest.raises(UnknownProgrammeError, match="Did you mean dibao"):
        relation("dibo", "tekun", ON)


@pytest.mark.parametrize(("rows", "says"), BROKEN.values(), ids=list(BROKEN))
def test_a_broken_matrix_is_told_where(tmp_path: Path, rows: str, says: str) -> None:
    file = tmp_path / "exclusions.yml"
    file.write_text(f"pairs:\n  - {rows}\n", encoding="utf-8")
    with pytest.raises(ExclusionError, match=says):
        read_pairs(file)
