"""What is no instrument is told to residents in plain words, without the title of one."""

import pytest

from knowledge.sources import citation, instruments

TOLD = [
    ("DB21 8", "《最低生活保障审核确认办法》第八条"),
    ("S2", "2012年全省社会救助检查报告"),
    ("RHR", "外省农村危房改造的通行做法，本省的文件没有查到"),
]


@pytest.mark.parametrize(("law", "words"), TOLD)
def test_a_source_is_told_as_what_it_is(law: str, words: str) -> None:
    assert citation(law).told_zh == words


def test_no_report_is_told_as_if_it_were_a_law() -> None:
    reports = [tag for tag, one in instruments().items() if one.trust == "report" or "报道）" in one.title_zh]
    assert [tag for tag in reports if "《" in citation(tag).told_zh] == []
