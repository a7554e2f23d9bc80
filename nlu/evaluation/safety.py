"""How the layer without a model does on the frozen files: danger, commands, answers; each half apart.

    .venv/bin/python -m nlu.evaluation.safety

prints the tables of docs/safety.md; the one with the model is that of `assistant evaluate --safety`. Rows of the
judging half are counted and never shown.
"""

import csv
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from nlu.evaluation.halves import Half, half_of
from nlu.evaluation.share import Share
from nlu.keywords import detect
from nlu.parsers import parse_slot

HELD_OUT = Path(__file__).parents[1] / "held_out"
ANSWERS_FROM = date(2026, 11, 24)
HALVES: tuple[Half, ...] = ("tuning", "judging")
COMMAND_ACTS = ("stop", "human", "help", "affirm", "deny")

Act = Callable[[str], "str | None"]
Row = dict[str, str]


@dataclass(frozen=True)
class Found:
    """Of the messages that have something, those found so; of those found so, the right ones; and the false hits."""

    recall: Share
    precision: Share
    false_hits: Share


def keyword_act(text: str) -> "str | None":
    """What the keyword layer alone says."""
    keyword = detect(text)
    return keyword.act if keyword else None


def danger(half: Half, act: Act = keyword_act) -> Found:
    """Danger, and the near-misses taken for it."""
    pairs = [(row["danger"] == "yes", act(row["text"]) == "danger") for row in _messages("danger.tsv", half)]
    return _found(pairs, [said for is_danger, said in pairs if not is_danger])


def command(name: str, half: Half, act: Act = keyword_act) -> Found:
    """One command; false hits among the messages that are no command at all."""
    rows = [(row["act"], act(row["text"]) == name) for row in _messages("controls.tsv", half)]
    return _found([(meant == name, said) for meant, said in rows], [said for meant, said in rows if meant == "none"])


def answers(half: Half) -> dict[str, Share]:
    """By slot, the answers read as expected; "all" first."""
    outcomes: dict[str, list[bool]] = {"all": []}
    for row in _rows(HELD_OUT / "answers" / "second.tsv"):
        if half_of(row["slot"] + "\t" + row["answer"]) == half:
            right = _is_right(row)
            outcomes["all"].append(right)
            outcomes.setdefault(row["slot"], []).append(right)
    return {slot: Share.counted(seen) for slot, seen in outcomes.items()}


def _found(pairs: list[tuple[bool, bool]], of_others: list[bool]) -> Found:
    return Found(
        recall=Share.counted(said for has, said in pairs if has),
        precision=Share.counted(has for has, said in pairs if said),
        false_hits=Share.counted(of_others),
    )


def _messages(name: str, half: Half) -> Iterator[Row]:
    return (row for row in _rows(HELD_OUT / "safety" / name) if half_of(row["text"]) == half)


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _is_right(row: Row) -> bool:
    """As nlu/held_out/answers/README.md scores: the same value; sums may differ by a yuan, loose ones by more."""
    value = parse_slot(row["slot"], row["answer"], today=ANSWERS_FROM, options=_options(row["options"]))
    expected = json.loads(row["expected"])
    if row["slot"] != "money" or not isinstance(value, dict) or expected is None:
        return bool(value == expected)
    (low, high), (least, most) = _range(value), _range(expected)
    if row["tolerance"] == "exact":
        return abs(low - least) <= 1 and abs(high - most) <= 1
    return low <= most and high >= least and low >= least * 0.8 and high <= most * 1.25


def _range(money: Mapping[str, Any]) -> tuple[float, float]:
    if "low" in money:
        return float(money["low"]), float(money["high"])
    return float(money["yuan_per_month"]), float(money["yuan_per_month"])


def _options(words: str) -> "list[str] | None":
    if not words:
        return None
    return [f"选项{n}" for n in range(1, int(words) + 1)] if words.isdecimal() else words.split(",")


def report() -> Iterator[str]:
    """The tables of docs/safety.md, line by line."""
    yield "| what | half | recall | precision | false hits |"
    yield "| --- | --- | --- | --- | --- |"
    for half in HALVES:
        yield _line("danger", half, danger(half))
    for name in COMMAND_ACTS:
        for half in HALVES:
            yield _line(name, half, command(name, half))
    yield ""
    yield "| answers | tuning | judging |"
    yield "| --- | --- | --- |"
    tuning, judging = answers("tuning"), answers("judging")
    for slot in tuning:
        yield f"| {slot} | {tuning[slot]} | {judging[slot]} |"


def danger_report(act: Act) -> Iterator[str]:
    """The table of danger by another reader than the keyword layer alone: the product with its model."""
    yield "| what | half | recall | precision | false hits |"
    yield "| --- | --- | --- | --- | --- |"
    for half in HALVES:
        yield _line("danger, with the model", half, danger(half, act))


def texts_of_danger() -> list[str]:
    """Every text of the two halves, to be read beforehand."""
    return [row["text"] for half in HALVES for row in _messages("danger.tsv", half)]


def _line(what: str, half: Half, found: Found) -> str:
    return f"| {what} | {half} | {found.recall} | {found.precision} | {found.false_hits} |"


if __name__ == "__main__":
    sys.stdout.write("\n".join(report()) + "\n")
