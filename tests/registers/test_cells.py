"""A column of a register is read as `screen` reads each value alone."""

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import Between, KnowledgeError, vocabulary
from knowledge.values import interval_of
from registers.cells import read_column

WRITTEN = {  # fact, cell → what it leaves possible, in the rules' whole numbers
    "yuan": ("pc_income_month", "464.09", (46409.0, 46409.0)),
    "a fen and a half is rounded up": ("pc_income_month", "1.005", (101.0, 101.0)),
    "blanks around it": ("pc_income_month", " 500 ", (50000.0, 50000.0)),
    "a range": ("pc_income_month", "800..1000", (80000.0, 100000.0)),
    "at least": ("pc_income_month", "800..", (80000.0, 1e13)),
    "a Chinese grade": ("disability_grade", "二级", (2.0, 2.0)),
    "yes": ("has_living_vehicle_or_boat", "有", (1.0, 1.0)),
    "a label": ("area_type", "农村", (1.0, 1.0)),
    "another way to write it": ("area_type", "Village", (1.0, 1.0)),
    "only blanks": ("home_count", "  ", (0.0, 9.0)),
}


@pytest.mark.parametrize(("fact", "cell", "wanted"), WRITTEN.values(), ids=WRITTEN)
def test_how_a_cell_is_meant(fact: str, cell: str, wanted: tuple[float, float]) -> None:
    read = read_column(vocabulary()[fact], pl.Series([None, cell, None]), fact)
    assert read.bad == []
    assert (read.known[0][1], read.known[1][1]) == wanted
    assert (read.known[0][0], read.known[1][0]) == vocabulary()[fact].domain


NUMBERS = st.one_of(
    st.integers(-3, 10**7),
    st.decimals(min_value=0, max_value=10**7, places=3).map(float),
    st.floats(0, 10**6),
    st.sampled_from(["", "一", "三级", "abc", "1..2", "2..1", "5..", "nan", "inf", "1e3", "0x10", "-0", "是"]),
)
FACTS = st.sampled_from(
    ["pc_income_month", "member_count", "age", "disability_grade", "floor_area", "area_type", "home_count"]
)


@settings(max_examples=150, deadline=None)
@given(FACTS, st.lists(NUMBERS, min_size=1, max_size=12))
def test_a_column_is_read_like_each_of_its_values(name: str, values: list[Any]) -> None:
    fact, cells = vocabulary()[name], [str(value) for value in values]
    read = read_column(fact, pl.Series(cells), name)
    blamed = {cell.row for cell in read.bad}
    for row, cell in enumerate(cells):
        if not cell.strip():
            continue
        try:
            alone = interval_of(fact, _told(cell), name)
        except KnowledgeError:
            assert row in blamed
            continue
        assert row not in blamed
        assert (read.known[0][row], read.known[1][row]) == alone


def _told(cell: str) -> Any:
    low, dots, high = cell.partition("..")
    return Between(low or None, high or None) if dots else cell
