"""Whether an answer to a question of questions.yaml is right, by the rules of README.md."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from knowledge import County, load_county

FOLDER = Path(__file__).parent
NOT_KNOWN = re.compile(
    "不知道|不清楚|不掌握|没有查到|查不到|未查到|没查到|没有找到|没找到|未找到|没有收录|未收录|没有载明|没有写|没写|没有规定"
    "|没有资料|没有这|没有统一|待确认|待核实|无法确定|不能确定|不确定|说不准|暂无|暂时没有"
)
A_PERSON = re.compile("工作人员|人工|经办|窗口|转给|转接|12349|12348|法律援助中心|民政局|打电话|致电|联系")

_DIGITS, _NUMERALS = "0-9.", "〇零一二三四五六七八九十百千万亿两"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?")
_TELEPHONE = re.compile(r"(?<!\d)(?:0\d{2,3}-?\d{7,8}|1\d{10}|12[0-9]{3}|1[12]\d)(?!\d)")
#: How far before a figure its name may stand.
_NAME_BEFORE = 12


@dataclass(frozen=True)
class Question:
    """One entry of questions.yaml; README.md says what each key means."""

    id: str
    words: str
    act: str
    topic: str
    theme: str
    on: date
    county: str
    facts: tuple[tuple[str, ...], ...]
    sources: tuple[str, ...]
    articles: tuple[str, ...]
    never: tuple[str, ...]
    unknown: bool
    no_figure: str


def questions() -> tuple[Question, ...]:
    """All questions, as frozen."""
    rows = yaml.safe_load((FOLDER / "questions.yaml").read_text(encoding="utf-8"))
    return tuple(map(_question, rows))


def _question(row: Mapping[str, Any]) -> Question:
    return Question(
        row["id"],
        row["question"],
        row["act"],
        row["topic"],
        row["theme"],
        date.fromisoformat(row["on"]),
        row["county"],
        tuple(tuple(fact) if isinstance(fact, list) else (fact,) for fact in row["facts"]),
        tuple(row["source"]),
        tuple(row.get("article", ())),
        tuple(row["never"]),
        bool(row.get("unknown", False)),
        str(row.get("no_figure", "")),
    )


def faults(question: Question, answer: str) -> tuple[str, ...]:
    """Which tests an answer fails; none where it is right."""
    said = plain(answer).replace(plain(question.words), "")
    found = _faults_of_unknown(question, said) if question.unknown else _faults_of_known(question, said)
    never = (f"never: {words}" for words in question.never if holds(said, words))
    return (*found, *never)


def _faults_of_known(question: Question, said: str) -> Iterator[str]:
    for fact in question.facts:
        if not any(holds(said, words) for words in fact):
            yield f"fact: {' / '.join(fact)}"
    if not any(holds(said, words) for words in question.sources):
        yield f"source: {' / '.join(question.sources)}"


def _faults_of_unknown(question: Question, said: str) -> Iterator[str]:
    if not NOT_KNOWN.search(said):
        yield "unknown not admitted"
    if not A_PERSON.search(said):
        yield "no person offered"
    if question.no_figure:
        county = load_county(question.county)
        figure = re.search(question.no_figure, _without_allowed_figures(said, county, county.day(question.on)))
        if figure:
            yield f"figure invented: {figure.group()}"


def plain(text: str) -> str:
    """NFKC, without white space, without commas between digits."""
    return re.sub(r"(?<=\d),(?=\d)", "", re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)))


def holds(said: str, words: str) -> bool:
    """Whether words stand in a plain text, not as a part of a longer number."""
    wanted = plain(words)
    before, after = _guard(wanted[:1], "(?<![{}])"), _guard(wanted[-1:], "(?![{}])")
    return re.search(before + re.escape(wanted) + after, said) is not None


def _guard(sign: str, form: str) -> str:
    if sign.isdigit():
        return form.format(_DIGITS)
    return form.format(_NUMERALS) if sign and sign in _NUMERALS else ""


def _without_allowed_figures(said: str, county: County, day: date) -> str:
    """Without dates, telephone numbers and the county's own figures where they stand under their name."""
    left = _TELEPHONE.sub("", _DATE.sub("", said))
    for value in county.parameters.at(day).values():
        if value.source is not None and value.source.rank == "county" and value.value is not None:
            for name in (value.label_zh, value.label_zh[:2]):
                pattern = rf"({re.escape(name)}.{{0,{_NAME_BEFORE}}}?)(?<![{_DIGITS}]){re.escape(str(value.value))}(?![{_DIGITS}])"
                left = re.sub(pattern, r"\1", left)
    return left


def share(right: Sequence[bool]) -> str:
    """A share as it is reported: 12 of 15 (80.0 %)."""
    return f"{sum(right)} of {len(right)} ({100 * sum(right) / max(1, len(right)):.1f} %)"
