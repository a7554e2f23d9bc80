"""What staff are told to do differs by the kind of danger, and says by which law."""

import re

import pytest

from backoffice.danger_advice import DangerAdvice
from backoffice.queue_formula import Formula

ADVICE = DangerAdvice.load()
KINDS = [*Formula.load().points["danger_labels"], "any", "concern.violence", "concern.child"]

#: Kind of danger → the first thing said about it, and a word that must stand in the advice.
FIRST = {
    "violence": ("家暴", "告诫书"),
    "self_harm": ("自伤、轻生", "12356"),
    "hunger": ("断粮、受冻", "手续后补"),
    "homeless": ("没地方住", "救助管理站"),
    "collapse": ("房屋险情", "119"),
    "disaster": ("受灾", "119"),
    "child": ("孩子", "12355"),
    "child_writing": ("孩子", "第十一条"),
    "threat": ("威胁、讨债", "非法拘禁"),
    "medical": ("急病", "120"),
    "concern.violence": ("家暴", "人身安全保护令"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_danger_has_its_advice(kind: str) -> None:
    assert ADVICE.of(kind)
    assert all(block.lines for block in ADVICE.of(kind))


@pytest.mark.parametrize(("kind", "expected"), FIRST.items(), ids=FIRST)
def test_the_advice_fits_the_danger(kind: str, expected: tuple[str, str]) -> None:
    title, word = expected
    blocks = ADVICE.of(kind)
    assert blocks[0].title == title
    assert any(word in line.say + line.source for block in blocks for line in block.lines)


def test_kinds_are_known_and_sources_name_a_law() -> None:
    for block in ADVICE.blocks:
        assert block.kinds <= set(KINDS), block.title
        for line in block.lines:
            assert len(line.say) <= 60, line.say
            assert not line.source or re.search(r"《.+》第.+条|通知（\d{4}年）", line.source), line.source


def test_each_block_stands_on_a_law_somewhere() -> None:
    assert [block.title for block in ADVICE.blocks if not any(line.source for line in block.lines)] == []
