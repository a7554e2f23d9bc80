"""What the danger layer learnt from: fresh, and nothing of what judges it."""

import csv
from pathlib import Path

import pytest

from nlu.keywords import DangerKind
from nlu.keywords.learning import WEIGHTS, sources_digest
from nlu.keywords.lessons import lessons, spelt_out
from tests.nlu.test_training_data import copies

HELD_OUT = Path(__file__).parents[3] / "nlu" / "held_out"
CHOICES = [
    ("我好怕", ["我好怕"]),
    ("我(很|好)怕", ["我好怕", "我很怕"]),
    ("(他|她)(打|骂)人", ["他打人", "他骂人", "她打人", "她骂人"]),
]


def held_out_texts(name: str) -> list[str]:
    with (HELD_OUT / name).open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def test_the_table_was_made_from_the_lessons_and_messages_of_today() -> None:
    first = WEIGHTS.read_text(encoding="utf-8").splitlines()[0]
    assert sources_digest() in first, "make it anew: .venv-engine/bin/python -m nlu.keywords.learning"


@pytest.mark.parametrize(("line", "messages"), CHOICES)
def test_a_line_stands_for_every_choice(line: str, messages: list[str]) -> None:
    assert spelt_out(line) == sorted(messages)


def test_every_kind_of_danger_is_taught() -> None:
    kinds = {lesson.kind for lesson in lessons()}
    assert kinds == {*DangerKind.__args__, "any", None}  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["safety/danger.tsv", "safety/controls.tsv", "messages.tsv"])
def test_no_lesson_copies_a_message_that_judges(name: str) -> None:
    assert copies(held_out_texts(name), {lesson.text for lesson in lessons()}) == []
