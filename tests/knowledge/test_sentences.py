"""A tree as a Chinese sentence: read from the fact to the line, with brackets where it would be read wrongly without."""

import pytest

from knowledge.county import laws_parameters
from knowledge.trees.nodes import (
    AnyOf,
    Constant,
    Least,
    Node,
    NotNegative,
    Parameter,
    Percent,
    household,
    one_of,
    yes,
)
from knowledge.trees.sentences import sentence_zh

heads, homes, car = household("member_count"), household("home_count"), yes(household("has_living_vehicle_or_boat"))
income, wage = household("household_income_month"), Parameter("min_wage")
SENTENCES: dict[str, tuple[Node, str]] = {
    "below": (income < wage, "全家每月总收入低于【最低月工资标准】"),
    "above, whichever side the line stands on": (income > wage, "全家每月总收入高于【最低月工资标准】"),
    "at most": (homes <= 1, "住房套数不超过1"),
    "at least": (heads >= 3, "共同生活的家庭人口不低于3"),
    "a flag that is not": (~car, "不是“有生活用的汽车或船”"),
    "both in one of two": (
        AnyOf(car, (homes <= 1) & (heads >= 3)),
        "（有生活用的汽车或船，或者（住房套数不超过1，并且共同生活的家庭人口不低于3））",
    ),
    "a sum taken off": (income - (wage + wage), "（全家每月总收入减（【最低月工资标准】加【最低月工资标准】））"),
    "a smaller one, times": (
        Percent(Least(income, wage), Constant(3)),
        "全家每月总收入与【最低月工资标准】中较小的一个×3",
    ),
    "a hundred to one is not said": (income * 100 < wage * heads, "全家每月总收入低于【最低月工资标准】×共同生活的家庭人口"),
    "a year of months is": (income * 1200 < wage * heads, "全家每月总收入×12低于【最低月工资标准】×共同生活的家庭人口"),
    "not below nought says the number": (NotNegative(income - wage), "（全家每月总收入减【最低月工资标准】）"),
    "a choice": (one_of(household("area_type"), "rural"), "户口类别为农村"),
}  # fmt: skip


@pytest.mark.parametrize(("node", "sentence"), SENTENCES.values(), ids=list(SENTENCES))
def test_a_tree_reads_as_a_sentence(node: Node, sentence: str) -> None:
    assert sentence_zh(node, lambda name: laws_parameters()[name].label_zh) == sentence
