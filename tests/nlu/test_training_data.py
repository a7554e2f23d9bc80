"""Training messages and the held-out file keep to the labels, cover all of them, and share no wording."""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from nlu.labels import ACTS, MATTERS, TOPICS, combination_fault
from nlu.normalise import normalise
from tests.nlu import traces
from tests.nlu.traces import SHINGLE, bare, shingles

NLU = Path(__file__).parents[2] / "nlu"

LEAST_PER_ACT = dict.fromkeys(ACTS, 40) | {
    "ask_eligibility": 100,
    "apply": 100,
    "request_legal_help": 100,
    "ask_procedure": 100,
    "ask_amount": 100,
    "ask_documents": 100,
    "complain_or_appeal": 100,
    "report_change": 100,
    "check_status": 100,
    "danger": 120,
    "out_of_scope": 300,
}
LEAST_IN_ALL = 2_500
LEAST_PER_TOPIC = 40
LEAST_PER_MATTER = 15
LONG_MESSAGE = 60  # characters
LEAST_SHARE_OF_LONG = 0.2
LEAST_HELD_OUT = 500

FEWEST_SHARED = 3  # below that two messages only name the same aid
NEARLY_EQUAL = 0.4  # share of the shorter message's shingles that the other has as well

GOOD_COMBINATIONS = [
    ("request_legal_help", "legal_aid", "wages"),
    ("ask_eligibility", "legal_aid_card", "work_injury"),
    ("apply", "general", "none"),
    ("danger", "house_renovation", "none"),
    ("inform", "dibao", "none"),
    ("greet", "none", "none"),
]
BAD_COMBINATIONS = [
    ("request_legal_help", "dibao", "none"),
    ("apply", "dibao", "wages"),
    ("apply", "none", "none"),
    ("danger", "dibao", "none"),
    ("stop", "dibao", "none"),
    ("out_of_scope", "general", "none"),
    ("beg", "dibao", "none"),
]
# (one message, another, whether they count as copies)
PAIRS = [
    ("老板欠我两万工资没合同能请律师吗", "老板欠我两万工资,没合同,能请律师吗?", True),
    ("老板欠我两万工资没合同能请免费律师吗", "老板欠我三万工资没合同能请免费律师吗", True),
    ("好", "好!", True),
    ("好", "好的", False),
    ("重残护理补贴标准", "一直领着重残护理补贴的是我岳父", False),
    ("老板欠我两万工资没合同能请免费律师吗", "想请律师,东家拖着工钱两年多", False),
]


@dataclass(frozen=True)
class Example:
    """One message with its three labels."""

    text: str
    act: str
    topic: str
    matter: str


def training_examples() -> Iterator[Example]:
    for path in sorted((NLU / "data").glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            labels = block["metadata"]
            for line in block["examples"].splitlines():
                yield Example(line.removeprefix("- "), block["intent"], labels["topic"], labels["matter"])


def held_out_examples(file: str = "messages.tsv") -> Iterator[Example]:
    with (NLU / "held_out" / file).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield Example(row["text"], row["act"], row["topic"], row["matter"])


def nearly_equal(one: str, other: str) -> bool:
    if bare(one) == bare(other):
        return True
    shared = len(shingles(one) & shingles(other))
    shorter = min(len(shingles(one)), len(shingles(other)))
    return shared >= FEWEST_SHARED and shared / shorter >= NEARLY_EQUAL


def copies(originals: Iterable[str], candidates: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of nearly equal messages, found through the shingles and bare texts that they share."""
    by_mark: dict[str, set[str]] = defaultdict(set)
    for original in originals:
        for mark in shingles(original) | {bare(original)}:
            by_mark[mark].add(original)
    found = []
    for candidate in candidates:
        suspects = {o for mark in shingles(candidate) | {bare(candidate)} for o in by_mark.get(mark, ())}
        found += [(original, candidate) for original in sorted(suspects) if nearly_equal(original, candidate)]
    return found


@pytest.fixture(scope="module")
def training() -> list[Example]:
    return list(training_examples())


@pytest.fixture(scope="module")
def held_out() -> list[Example]:
    return list(held_out_examples())


@pytest.mark.parametrize("labels", GOOD_COMBINATIONS)
def test_labels_that_belong_together_are_accepted(labels: tuple[str, str, str]) -> None:
    assert combination_fault(*labels) is None


@pytest.mark.parametrize("labels", BAD_COMBINATIONS)
def test_labels_that_cannot_stand_together_are_refused(labels: tuple[str, str, str]) -> None:
    assert combination_fault(*labels)


@pytest.mark.parametrize(("one", "other", "copied"), PAIRS)
def test_a_copy_is_known_by_its_wording(one: str, other: str, copied: bool) -> None:
    assert nearly_equal(one, other) is copied
    assert bool(copies([one], [other])) is copied


@pytest.fixture(scope="module")
def second() -> list[Example]:
    return list(held_out_examples("second.tsv"))


@pytest.mark.parametrize("source", ["training", "held_out", "second"])
def test_every_message_carries_labels_that_belong_together(source: str, request: pytest.FixtureRequest) -> None:
    examples: list[Example] = request.getfixturevalue(source)
    faults = [(e.text, combination_fault(e.act, e.topic, e.matter)) for e in examples]
    assert [(text, fault) for text, fault in faults if fault] == []


def test_training_messages_stay_on_one_line_without_entity_marks(training: list[Example]) -> None:
    assert [
        e.text for e in training if not e.text.strip() or e.text.startswith("/") or re.search(r"[\[\]{}]", e.text)
    ] == []


@pytest.mark.parametrize("source", ["training", "held_out"])
def test_no_message_stands_twice(source: str, request: pytest.FixtureRequest) -> None:
    examples: list[Example] = request.getfixturevalue(source)
    counted = Counter(normalise(e.text).text.lower() for e in examples)
    assert [text for text, times in counted.items() if times > 1] == []


def test_no_training_message_copies_a_held_out_one(training: list[Example], held_out: list[Example]) -> None:
    # a bare yes or no has only so many spellings; from a phrase on, wording must be new
    phrases = [e.text for e in held_out if len(bare(e.text)) >= SHINGLE]
    assert copies(phrases, (e.text for e in training)) == []
    assert {bare(e.text) for e in held_out} & {bare(e.text) for e in training} == set()


def test_no_training_message_copies_a_phrase_of_the_second_set(training: list[Example], second: list[Example]) -> None:
    # 你好 and 谢谢 stand in both: below a phrase there are only so many ways to say it
    phrases = [e.text for e in second if len(bare(e.text)) >= SHINGLE]
    assert copies(phrases, (e.text for e in training)) == []


def test_no_training_message_leaves_the_traces_of_an_evaluation_text(training: list[Example]) -> None:
    wholes = {line[0] for line in traces.read()}
    by_shingle: dict[str, set[int]] = defaultdict(set)
    for number, (_, *parts) in enumerate(traces.read()):
        for part in parts:
            by_shingle[part].add(number)
    sizes = [len(line) - 1 for line in traces.read()]
    copied = []
    for example in training:
        own = {traces.trace(shingle) for shingle in shingles(example.text)}
        shared = Counter(number for part in own for number in by_shingle.get(part, ()))
        near = any(n >= FEWEST_SHARED and n / min(sizes[k], len(own)) >= NEARLY_EQUAL for k, n in shared.items())
        copied += [example.text] if near or traces.trace(bare(example.text)) in wholes else []
    assert copied == []


def test_the_traces_know_the_held_out_messages(held_out: list[Example], second: list[Example]) -> None:
    lines = {" ".join(line) for line in traces.read()}
    phrases = [e.text for e in (*held_out, *second) if len(bare(e.text)) >= SHINGLE]
    assert [text for text in phrases if traces.traces_of(text) not in lines] == []
    assert len(lines) >= len(phrases) + 150, "those of the real messages are gone"


@pytest.mark.parametrize("act", ACTS)
def test_every_act_is_trained_often_enough(act: str, training: list[Example]) -> None:
    assert sum(e.act == act for e in training) >= LEAST_PER_ACT[act]


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_is_trained_often_enough(topic: str, training: list[Example]) -> None:
    assert sum(e.topic == topic for e in training) >= LEAST_PER_TOPIC


@pytest.mark.parametrize("matter", MATTERS)
def test_every_matter_is_trained_often_enough(matter: str, training: list[Example]) -> None:
    assert sum(e.matter == matter for e in training) >= LEAST_PER_MATTER


def test_whole_long_messages_are_a_fair_share_of_training(training: list[Example]) -> None:
    assert len(training) >= LEAST_IN_ALL
    assert sum(len(e.text) >= LONG_MESSAGE for e in training) / len(training) >= LEAST_SHARE_OF_LONG


def test_the_held_out_file_covers_every_label(held_out: list[Example]) -> None:
    assert len(held_out) >= LEAST_HELD_OUT
    assert {e.act for e in held_out} == set(ACTS)
    assert {e.topic for e in held_out} == set(TOPICS)
    assert {e.matter for e in held_out} == set(MATTERS)
