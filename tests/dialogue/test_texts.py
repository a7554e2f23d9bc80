"""Every registered text: short enough for a text message, plain enough for an old person, complete."""

import ast
import re
from pathlib import Path
from statistics import median

import pytest

from bot.dialogue.errors import TextFileError, UnknownText, WrongVariables
from bot.dialogue.texts import Message, Pick, Texts
from channels.sms_text import measure, render_for_sms

ROOT = Path(__file__).parents[2]
TEXTS = Texts.load()
MESSAGES = [pytest.param(message, id=message.id) for message in TEXTS.messages.values()]

MOST_SEGMENTS = 4
LONGEST_SENTENCE = 40
LONGEST_LABEL = 16

#: Words of the office, each with the plain words of which one must stand in the same message.
JARGON = {
    "公示": ("贴出来", "告诉"),
    "复议": ("再看一次", "申请行政复议"),
    "刚性支出": ("必须花的钱",),
    "低保边缘": ("稍高",),
    "特困": ("五保", "低保"),
    "先予执行": ("先",),
    "保全": ("冻结",),
    "监护人": ("照顾孩子的人",),
    "户籍": ("户口",),
    "审核确认": ("看",),
}

#: Words that tell whoever reads along what the message is about.
TELLING = ("家暴", "暴力", "虐待", "自杀", "轻生", "老公", "丈夫", "举报")


def as_sms(message: Message) -> str:
    """The message as a carrier gets it, with its sample values and everything that may be offered."""
    labels = [words.format(**message.sample) for words in message.options.values()]
    return render_for_sms(message.text.format(**message.sample), labels)


@pytest.mark.parametrize("message", MESSAGES)
def test_a_message_stays_within_its_sms_segments(message: Message) -> None:
    used = measure(as_sms(message))
    assert message.segments <= MOST_SEGMENTS
    assert used.count <= message.segments, f"{used.units} units"


def test_half_of_all_messages_take_at_most_two_segments() -> None:
    counts = [measure(as_sms(message)).count for message in TEXTS.messages.values()]
    assert median(counts) <= 2
    assert max(counts) <= MOST_SEGMENTS


@pytest.mark.parametrize("message", MESSAGES)
def test_sentences_are_short(message: Message) -> None:
    for sentence in re.split(r"[。！？；：:\n]", message.text.format(**dict.fromkeys(message.variables, ""))):
        assert len(sentence) <= LONGEST_SENTENCE, sentence
    for words in message.options.values():
        assert len(words) <= LONGEST_LABEL, words


@pytest.mark.parametrize("message", MESSAGES)
def test_office_words_stand_beside_plain_ones(message: Message) -> None:
    words = message.text + "".join(message.options.values())
    for jargon, plain in JARGON.items():
        if jargon in words:
            assert any(each in words for each in plain), f"{jargon} needs one of {plain}"


@pytest.mark.parametrize("message", MESSAGES)
def test_punctuation_is_chinese(message: Message) -> None:
    assert not re.search(r"[\u4e00-\u9fff][,;!?]", message.text), message.text


@pytest.mark.parametrize("message", [each for each in MESSAGES if each.values[0].id.startswith("danger.")])
def test_words_in_danger_are_neutral_and_name_a_number(message: Message) -> None:
    assert not [word for word in TELLING if word in message.text]
    assert re.search(r"\d{3,5}", message.text.format(**message.sample))


def test_every_question_can_be_put_in_other_words_and_be_explained() -> None:
    questions = [key for key in TEXTS.messages if re.fullmatch(r"(question|consent)\.[a-z_]+", key)]
    asked = [key for key in questions if key != "consent.refused"]
    assert len(asked) > 20
    for key in asked:
        assert TEXTS.has(f"{key}.again"), key
        assert TEXTS.has(f"{key}.why"), key
        assert TEXTS.messages[key].text != TEXTS.messages[f"{key}.again"].text


def test_the_second_wording_gives_an_example() -> None:
    for key, message in TEXTS.messages.items():
        if key.endswith(".again") and key.startswith("question."):
            assert re.search(r"例如|回[“：]|挑一[个条]|跳过", message.text), key


def test_every_registered_text_is_used() -> None:
    """By its id, or by the family that code completes (status.<kind>.<stage>, question.<fact>, danger.<kind>, …)."""
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for room in ("actions", "service", "bot")
        for path in (ROOT / room).rglob("*.py")
    )
    families = (
        "status.",
        "question.",
        "danger.",
        "consent.",
        "fact.",
        "topic.",
        "guess.",
        "office.",
        "case.",
        "draft.",
        "menu.",
        "legal_help.",
        "reason.",
        "aid.",
        "decided_by.",
        "amount_in.",
        "word.of_",
        "filed.",
        "dibao.",
        "price_subsidy.",
        "whom.",
        "file.",
        "where.",
        "papers.",
        "late.",
        "rules.",
    )
    unused = [
        key
        for key in (*TEXTS.messages, *TEXTS.phrases)
        if f'"{key}"' not in code and not key.startswith(families) and not key.endswith((".again", ".why", ".neutral"))
    ]
    assert unused == []


def test_no_words_for_residents_stand_in_code() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.value}"
        for path in (ROOT / "actions").rglob("*.py")
        for node in ast.walk(_without_docstrings(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.search(r"[\u4e00-\u9fff]{2,}", node.value)
    ]
    assert found == []


def _without_docstrings(path: Path) -> ast.Module:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if (
            isinstance(body, list)
            and body
            and isinstance(body[0], ast.Expr)
            and isinstance(body[0].value, ast.Constant)
        ):
            del body[0]
    return tree


def test_a_missing_variable_is_refused() -> None:
    with pytest.raises(WrongVariables, match="opens"):
        TEXTS.say("person.called_off_duty", government="12345", police="110")


def test_an_extra_variable_is_refused() -> None:
    with pytest.raises(WrongVariables, match="name"):
        TEXTS.say("person.called", name="x")


@pytest.mark.parametrize("ask", [lambda: TEXTS.say("no.such.text"), lambda: TEXTS.phrase("no.such.phrase")])
def test_an_unknown_id_is_refused(ask) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UnknownText, match="bot/dialogue/responses"):
        ask()


def test_an_option_without_registered_words_is_refused() -> None:
    with pytest.raises(UnknownText):
        TEXTS.say("person.called", options=[Pick("made_up")])


BAD_FILES = {
    "a variable without a sample": "x.y: {text: '您好{name}'}",
    "an unknown key": "x.y: {text: 您好, colour: red}",
    "no text": "x.y: {segments: 1}",
    "not a mapping": "- 您好",
    "a number for words": "x.y: 3",
}


@pytest.mark.parametrize("content", BAD_FILES.values(), ids=BAD_FILES.keys())
def test_a_malformed_file_is_refused_while_loading(tmp_path: Path, content: str) -> None:
    (tmp_path / "bad.yml").write_text(content, encoding="utf-8")
    with pytest.raises(TextFileError, match=r"bad\.yml"):
        Texts.load(tmp_path)


def test_one_id_is_registered_once(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("x.y: 您好", encoding="utf-8")
    (tmp_path / "b.yml").write_text("x.y: {text: 您好}", encoding="utf-8")
    with pytest.raises(TextFileError, match="twice"):
        Texts.load(tmp_path)
