"""The `assistant` command as other programs call it: one answer a line, clear words for bad input."""

import io
import json
from pathlib import Path

import pytest

from service.cli import COMMANDS, main

PARSED = {  # slot, words on the line → one JSON value a line
    "money": (["parse", "money"], "两千八\n没收入\n嗯\n", [{"yuan_per_month": 2800}, {"yuan_per_month": 0}, None]),
    "choice by count": (["parse", "choice", "--options", "3"], "第一个\n选3\n4\n", [1, 3, None]),
    "choice by words": (["parse", "choice", "--options", "城镇,农村"], "农村\n", [2]),
    "age on a day": (["parse", "age", "--today", "2026-11-24"], "59年的\n", [67]),
    "identity number": (
        ["parse", "id_number"],
        "11010519491231002X\n110105194912310021\n",
        ["11010519491231002X", None],
    ),
}


def lines(text: str) -> list[object]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize(("words", "given", "wanted"), PARSED.values(), ids=PARSED)
def test_parse_gives_one_value_a_line(monkeypatch, capsys, words, given, wanted) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(given))
    assert main(words) == 0
    found = lines(capsys.readouterr().out)
    if "age" in words:
        assert found[0] in (66, 67)  # born in 1959: the birthday is not known
    else:
        assert found == wanted


def test_understand_without_the_model_says_what_keywords_settle(monkeypatch, capsys) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("他又打我了我不敢回家\n停电了\n退订\n"))
    assert main(["understand", "--no-model"]) == 0
    danger, outage, stop = lines(capsys.readouterr().out)
    assert (danger["act"], danger["danger"]) == ("danger", True)
    assert (outage["danger"], stop["act"]) == (False, "stop")
    assert set(danger) == {"text", "act", "topic", "matter", "danger", "confidence", "alternatives", "also", "facts"}


def test_screen_judges_a_file(tmp_path: Path, capsys) -> None:
    situation = {
        "county": "example",
        "on": "2026-11-24",
        "household": {"member_count": 3, "household_income_month": 99999, "area_type": "rural"},
    }
    path = tmp_path / "situation.json"
    path.write_text(json.dumps(situation))
    assert main(["screen", str(path)]) == 0
    verdicts = json.loads(capsys.readouterr().out)
    assert {"verdict", "criteria", "missing", "missing_parameters", "amount", "next_question"} <= set(verdicts["dibao"])
    assert all(criterion["source"] for criterion in verdicts["dibao"]["criteria"])


BAD = {
    "no JSON": ("{", "line 1"),
    "no such county": ('{"county": "nowhere", "on": "2026-11-24"}', "nowhere"),
    "no such fact": ('{"county": "example", "on": "2026-11-24", "household": {"incom": 1}}', "incom"),
    "no such day": ('{"county": "example", "on": "2026-13-24"}', "2026-13-24"),
}


@pytest.mark.parametrize(("given", "named"), BAD.values(), ids=BAD)
def test_bad_input_is_named_and_ends_with_one(monkeypatch, capsys, given: str, named: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(given))
    assert main(["screen"]) == 1
    error = capsys.readouterr().err
    assert named in error
    assert "Traceback" not in error


def test_a_missing_file_is_named(capsys) -> None:
    assert main(["screen", "no-such-file.json"]) == 1
    assert "no-such-file.json" in capsys.readouterr().err


def test_every_command_has_words_of_help(capsys) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    helped = capsys.readouterr().out
    assert all(command.__name__.rpartition(".")[2] in helped for command in COMMANDS)
