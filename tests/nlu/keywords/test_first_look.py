"""Patterns that are left out without trying cannot match: looked at with every committed message, and with odd patterns."""

import re
from pathlib import Path

import pytest

from nlu.keywords import commands, danger, danger_signals
from nlu.keywords.first_look import FirstLook, alternatives
from nlu.normalise import normalise

HERE = Path(__file__).parent
WRITTEN = [
    *HERE.glob("*.txt"),
    *HERE.glob("*.tsv"),
    *Path("nlu/keywords/lessons").iterdir(),
    *Path("nlu/data").glob("*.yml"),
]

#: pattern, texts that it must be tried on, texts that it need not be tried on
PATTERNS = [
    ("救命", ["快来人救命啊"], ["救我", "没命了", ""]),
    ("跳(楼|河)", ["要跳楼", "跳河"], ["跳绳", "楼上"]),
    ("没(有)?饭", ["没饭吃", "没有饭"], ["没有", "饭"]),
    ("[打骂](?:我|她)", ["他打我", "骂她"], ["打他", "我"]),
    ("打{0}我", ["我"], ["打"]),
    ("(?<!不)怕|慌", ["怕", "不怕", "慌"], ["不"]),
    ("[^我]人", ["人"], ["我"]),
    (".*", ["", "什么"], []),
    ("a|", ["", "b"], []),
    ("(?i)help", ["HELP"], []),
    (r"[0-9]{3}\d", ["1234"], ["abcd"]),
    ("(?:甲|乙)+丙", ["甲乙丙"], ["甲", "丙"]),
]


@pytest.mark.parametrize(("pattern", "tried", "left_out"), PATTERNS)
def test_a_pattern_is_tried_where_it_may_match(pattern: str, tried: list[str], left_out: list[str]) -> None:
    look = FirstLook(["不会有的字", pattern])
    assert [look.worth_trying(text) for text in tried] == [[1]] * len(tried)
    assert [look.worth_trying(text) for text in left_out] == [[]] * len(left_out)


def test_nothing_that_matches_any_written_message_is_left_out() -> None:
    frames = [pattern for _frame, pattern in danger._parts_of_frames()[1]]
    families = {
        "signs": [sign.pattern for sign in danger._signs()],
        "frames": frames,
        "signals": [signal.pattern for signal in danger_signals._signals()],
        "commands": [command.form for command in commands._commands()],
    }
    lines = {normalise(line).text for file in WRITTEN for line in file.read_text(encoding="utf-8").split("\n")}
    assert len(lines) > 5000
    matched = 0
    for name, patterns in families.items():
        look = FirstLook([pattern.pattern for pattern in patterns])
        for line in lines:
            tried = set(look.worth_trying(line))
            found = {place for place, pattern in enumerate(patterns) if pattern.search(line)}
            matched += len(found)
            assert found <= tried, (name, line)
    assert matched > 1000


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        ("一|二", ["一", "二"]),
        ("(一|二)三|四", ["(一|二)三", "四"]),
        (r"一[|(]二|\||三", ["一[|(]二", r"\|", "三"]),
        ("一", ["一"]),
        ("(?:(一|二)|三)", ["(?:(一|二)|三)"]),
    ],
)
def test_a_pattern_is_cut_at_its_outermost_alternatives(pattern: str, parts: list[str]) -> None:
    assert alternatives(pattern) == parts
    assert all(re.compile(part) for part in parts)
