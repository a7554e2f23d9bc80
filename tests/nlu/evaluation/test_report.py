"""The file of labelled messages, the whole report over it, and what is shown of it."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from nlu.errors import UnreadableMessages
from nlu.evaluation import Evaluation, LabelledMessage, Labels, Reading, evaluate, read_messages
from nlu.evaluation.pictures import confusion_picture, coverage_picture
from nlu.evaluation.share import Share
from nlu.evaluation.tables import tables

# synthetic: text, act, topic, matter, source
FILE = """text\tact\ttopic\tmatter\tsource
怎样才能领低保\task_eligibility\tdibao\tnone\tpage:1
老板不发工钱\trequest_legal_help\tlegal_aid\twages\tpage:2
房子要塌了救命\tdanger\thouse_renovation\tnone\tsms:1
今天天气如何\tout_of_scope\tnone\tnone\tsms:2
"""
ALTERNATES = """text\tact\ttopic\tmatter
怎样才能领低保\task_procedure\tdibao\tnone
老板不发工钱\trequest_legal_help\tlegal_aid\tlabour_other
"""
# what was said of each, with one alternative
SAID = [
    ("ask_procedure", "dibao", "none", 0.8),
    ("request_legal_help", "legal_aid", "labour_other", 0.7),
    ("danger", "none", "none", 1.0),
    ("out_of_scope", "none", "none", 0.9),
]

BAD_FILES = {
    "a column is missing": ("text\tact\ttopic\n好\tgreet\tnone\n", "matter"),
    "a label is unknown": ("text\tact\ttopic\tmatter\n好\thello\tnone\tnone\n", "hello"),
    "an alternate is no labelling": (
        "text\tact\ttopic\tmatter\talternates\n好\tgreet\tnone\tnone\tbye|none\n",
        "matter ''",
    ),
    "no message": ("text\tact\ttopic\tmatter\n", "no message"),
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "sample.tsv"
    path.write_text(FILE, encoding="utf-8")
    path.with_name("sample_alternates.tsv").write_text(ALTERNATES, encoding="utf-8")
    return path


def readings() -> "list[Reading]":
    results = [
        {"act": act, "topic": topic, "matter": matter, "confidence": sure, "alternatives": []}
        for act, topic, matter, sure in SAID
    ]
    return [Reading.from_result(result, 5.0) for result in results]


@pytest.fixture
def found(file: Path) -> Evaluation:
    return evaluate(read_messages(file), readings(), readings(), threshold=0.4)


def test_a_file_is_read_with_its_alternates(file: Path) -> None:
    first = read_messages(file)[0]
    assert (first.row, first.source) == (2, "page")
    assert first.accepted("act") == {"ask_eligibility", "ask_procedure"}


def test_alternates_may_stand_in_the_file_itself(tmp_path: Path) -> None:
    path = tmp_path / "own.tsv"
    rows = (
        "怎样才能领低保\task_eligibility\tdibao\tnone\task_procedure|dibao|none;inform|none|none",
        "好\taffirm\tnone\tnone\t",
    )
    path.write_text("\n".join(("text\tact\ttopic\tmatter\talternates", *rows)) + "\n", encoding="utf-8")
    assert [len(message.alternates) for message in read_messages(path)] == [2, 0]
    assert read_messages(path)[0].accepted("act") == {"ask_eligibility", "ask_procedure", "inform"}


def test_a_quotation_mark_is_a_character_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "quoted.tsv"
    path.write_text('text\tact\ttopic\tmatter\n"您好\tgreet\tnone\tnone\n在吗\tgreet\tnone\tnone\n', encoding="utf-8")
    assert [message.text for message in read_messages(path)] == ['"您好', "在吗"]


@pytest.mark.parametrize(("content", "why"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, content: str, why: str) -> None:
    path = tmp_path / "bad.tsv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableMessages, match=why):
        read_messages(path)


def test_an_alternate_of_no_message_is_refused(file: Path) -> None:
    with file.with_name("sample_alternates.tsv").open("a", encoding="utf-8") as alternates:
        alternates.write("没有这句\tgreet\tnone\tnone\n")
    with pytest.raises(UnreadableMessages, match="1 of its alternates"):
        read_messages(file)


def test_each_head_is_judged_on_the_messages_that_have_it(found: Evaluation) -> None:
    strict = {head: report.strict.accuracy for head, report in found.heads.items()}
    lenient = {head: report.lenient.accuracy for head, report in found.heads.items()}
    assert strict == {"act": Share(3, 4), "topic": Share(3, 3), "matter": Share(0, 1)}
    assert lenient == {"act": Share(4, 4), "topic": Share(3, 3), "matter": Share(1, 1)}


def test_of_a_danger_the_act_alone_makes_the_whole_right(found: Evaluation) -> None:
    assert found.whole == (Share(2, 4), Share(4, 4))


def test_sources_are_told_apart(found: Evaluation) -> None:
    assert [(row.source, row.messages, row.accuracy["act"]) for row in found.sources] == [
        ("page", 2, (Share(1, 2), Share(2, 2))),
        ("sms", 2, (Share(2, 2), Share(2, 2))),
    ]


def test_a_head_without_messages_is_left_out() -> None:
    greeting = LabelledMessage(2, "您好", Labels("greet", "none", "none"))
    said = [
        Reading.from_result({"act": "greet", "topic": "none", "matter": "none", "confidence": 1, "alternatives": []})
    ]
    assert set(evaluate([greeting], said, said, threshold=0.4).heads) == {"act", "topic"}


def test_no_words_of_a_message_are_in_the_report(found: Evaluation, file: Path) -> None:
    pictures = [confusion_picture("t", report.confusion) for report in found.heads.values()]
    pictures.append(coverage_picture("t", found.coverage))
    shown = "\n".join([*(table.as_markdown() for table in tables(found)), json.dumps(found.as_json()), *pictures])
    assert not [message.text for message in read_messages(file) if message.text in shown]


def test_every_row_of_a_table_has_a_cell_a_column(found: Evaluation) -> None:
    assert all(len(row) == len(table.columns) for table in tables(found) for row in table.rows)


def test_pictures_are_whole_and_name_what_they_show(found: Evaluation) -> None:
    picture = confusion_picture("act <1>", found.heads["act"].confusion)
    drawn = ElementTree.fromstring(picture)
    assert drawn.attrib["aria-label"] == "act <1>"
    assert {"danger", "ask_eligibility", "ask_procedure"} <= {text.text for text in drawn.iter() if text.text}
    ElementTree.fromstring(coverage_picture("coverage", found.coverage))


def test_stock_rasa_stands_beside_the_product_where_it_was_run(file: Path, found: Evaluation) -> None:
    assert "Beside stock Rasa" not in {table.title for table in tables(found)}
    stock = ["ask_eligibility", "greet", "greet", "greet"]
    compared = evaluate(read_messages(file), readings(), readings(), threshold=0.4, stock=stock)
    [table] = [table for table in tables(compared) if table.title == "Beside stock Rasa"]
    assert table.rows[-1] == ("lead", "+0.500", "+0.750")
    assert compared.as_json()["stock_rasa"]["lead"] == {"strict": 0.5, "lenient": 0.75}  # type: ignore[index]
