"""How staff read and write facts: label, kind and choices of each, from knowledge's vocabulary and a file of our own."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

from backoffice.console.errors import FieldRefused
from backoffice.console.words import day_in_words
from backoffice.facts import Unknown
from conversations.messages import JsonValue
from knowledge import FactKind, vocabulary

APPLICATION_FACTS_FILE = Path(__file__).with_name("application_facts.yml")

LONGEST_TEXT = 200
LONGEST_STORY = 2000
_NUMBERS = ("money_month", "money", "count", "age", "area", "grade")
_WHOLE = ("count", "age", "grade")
_YES_NO = (("yes", "是"), ("no", "否"))


@dataclass(frozen=True)
class Entry:
    """One fact as a form has it.

    Attributes:
        fact: its key in the draft, such as `member_count` or `applicant.age`.
        kind: a kind of knowledge's vocabulary, or text, long_text, phone, id_number.
        choices: code and label of each allowed value.
        least, most: bounds of a number, in the unit of the form.
        fixed: staff cannot write it.
        hidden: it says nothing to staff.
    """

    fact: str
    label: str
    kind: str
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    example: str = ""
    least: float = 0
    most: float = 1e8
    fixed: bool = False
    hidden: bool = False

    @property
    def is_number(self) -> bool:
        """Whether it is written into a field for numbers."""
        return self.kind in _NUMBERS

    @property
    def may_be_range(self) -> bool:
        """Whether "from … to …" is an answer: people seldom know sums exactly."""
        return self.kind in ("money_month", "money")


@dataclass(frozen=True)
class FactSheet:
    """The facts that applications hold besides those of the rules, and what staff are offered to fill in."""

    facts: Mapping[str, Entry]
    offered: Mapping[str, tuple[str, ...]]
    programmes: Mapping[str, tuple[str, ...]]
    people: Mapping[str, str]

    @classmethod
    def load(cls, path: Path = APPLICATION_FACTS_FILE) -> "FactSheet":
        """Read the file that stands beside this one."""
        content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        return cls(
            facts={name: _own(name, row) for name, row in content["facts"].items()},
            offered={kind: tuple(names) for kind, names in content["offered"].items()},
            programmes={kind: tuple(names) for kind, names in content["programmes"].items()},
            people=content["people"],
        )

    def entry(self, fact: str) -> Entry:
        """A fact of a draft; one that nobody described is shown by its name and cannot be written."""
        person, _, name = fact.rpartition(".")
        whose = self._whose(person)
        if name in self.facts:
            own = self.facts[name]
            return Entry(**{**vars(own), "fact": fact, "label": whose + own.label})
        if name in vocabulary():
            return _of_rules(fact, whose)
        return Entry(fact, fact, "text", fixed=True)

    def in_words(self, fact: str, value: JsonValue | Unknown, today: date) -> str:
        """An answer as staff read it."""
        entry = self.entry(fact)
        if isinstance(value, Unknown):
            return "不知道"
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, dict):
            return _range_in_words(value, entry.unit)
        if entry.kind == "choice":
            return dict(entry.choices).get(str(value), str(value))
        if entry.kind == "date" and isinstance(value, str):
            return dict(entry.choices).get(value) or _date_in_words(value, today)
        if entry.kind == "phone":
            return str(value).removeprefix("+86")
        return f"{_plain(value)} {entry.unit}".strip() if entry.is_number else str(value)

    def _whose(self, person: str) -> str:
        if not person:
            return ""
        return self.people.get(person, f"家人{person.removeprefix('m')}") + "："


def read_field(entry: Entry, value: str, high: str = "") -> JsonValue:
    """What staff wrote into a field, as the draft keeps it.

    Args:
        high: the upper end where a sum is only known as a range.

    Raises:
        FieldRefused: it cannot be that fact; says what to write instead.
    """
    written = unicodedata.normalize("NFKC", value).strip()
    if entry.fixed or entry.hidden:
        raise FieldRefused(f"Fact {entry.fact} is not written by staff.", text="这一项不能由工作人员填写。")
    if not written:
        raise _refused(entry, "还没有填写。")
    if entry.kind == "flag":
        return _one_of(entry, written, {"yes": True, "no": False})
    if entry.kind == "choice":
        return _one_of(entry, written, {code: code for code, _ in entry.choices})
    if entry.is_number:
        return _number_or_range(entry, written, unicodedata.normalize("NFKC", high).strip())
    return _text(entry, written)


def _own(name: str, row: Mapping[str, Any]) -> Entry:
    flag = row["kind"] == "flag"
    choices = _YES_NO if flag else tuple((str(code), str(label)) for code, label in row.get("choices", {}).items())
    return Entry(
        fact=name,
        label=row["label"],
        kind=row["kind"],
        choices=choices,
        fixed=row.get("fixed", False),
        hidden=row.get("hidden", False),
    )


def _of_rules(fact: str, whose: str) -> Entry:
    known = vocabulary()[fact.rpartition(".")[2]]
    scale = 100 if known.kind in (FactKind.MONEY, FactKind.MONEY_MONTH, FactKind.AREA) else 1
    choices = tuple((choice.code, choice.label_zh) for choice in known.choices)
    return Entry(
        fact=fact,
        label=whose + known.label_zh,
        kind=str(known.kind),
        unit=known.unit_zh,
        choices=_YES_NO if known.kind is FactKind.FLAG else choices,
        example=known.example_zh,
        least=known.domain[0] / scale,
        most=min(known.domain[1] / scale, 1e8),
    )


def _one_of(entry: Entry, written: str, allowed: Mapping[str, JsonValue]) -> JsonValue:
    if written not in allowed:
        raise _refused(entry, "请从列出的几项里选一项。")
    return allowed[written]


def _number_or_range(entry: Entry, written: str, high: str) -> JsonValue:
    low = _number(entry, written)
    if not high or not entry.may_be_range:
        return low
    top = _number(entry, high)
    if top < low:
        raise _refused(entry, "后一个数要比前一个数大。")
    return {"low": low, "high": top}


def _number(entry: Entry, written: str) -> int | float:
    try:
        number = Decimal(written.replace(",", ""))
    except InvalidOperation:
        raise _refused(entry, "请填一个数字，例如 900。") from None
    if not number.is_finite() or not entry.least <= number <= entry.most:
        raise _refused(entry, f"请填 {entry.least:g} 到 {entry.most:g} 之间的数字。")
    if number == number.to_integral_value():
        return int(number)
    if entry.kind in _WHOLE:
        raise _refused(entry, "请填整数。")
    return float(number)


def _text(entry: Entry, written: str) -> str:
    if entry.kind == "date":
        return _date(entry, written)
    if entry.kind == "phone":
        return _phone(entry, written)
    if entry.kind == "id_number":
        return _id_number(entry, written)
    if len(written) > (LONGEST_STORY if entry.kind == "long_text" else LONGEST_TEXT):
        raise _refused(entry, "写得太长了，请简短一些。")
    return written


def _date(entry: Entry, written: str) -> str:
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        raise _refused(entry, "请选一个日期，例如 2026-12-03。") from None


def _phone(entry: Entry, written: str) -> str:
    """A mobile number as the bot keeps it (E.164), any other as it is dialled."""
    digits = re.sub(r"[\s()-]", "", written)
    if re.fullmatch(r"1\d{10}", digits):
        return f"+86{digits}"
    if not re.fullmatch(r"\+?\d{7,15}", digits):
        raise _refused(entry, "请填手机号，或带区号的固定电话。")
    return digits


def _id_number(entry: Entry, written: str) -> str:
    """Eighteen characters whose last one checks the others (GB 11643)."""
    number = written.upper().replace(" ", "")
    if re.fullmatch(r"\d{17}[\dX]", number):
        weighed = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(number[:17]))
        if "10X98765432"[weighed % 11] == number[17]:
            return number
    raise _refused(entry, "身份证号不对，请照证件核对 18 位号码。")


def _refused(entry: Entry, remedy: str) -> FieldRefused:
    return FieldRefused(f"Fact {entry.fact}: the field cannot be read.", text=f"“{entry.label}”：{remedy}")


def _range_in_words(value: Mapping[str, JsonValue], unit: str) -> str:
    low, high = value.get("low"), value.get("high")
    if low is None:
        return f"最多 {_plain(high)} {unit}".strip()
    if high is None:
        return f"至少 {_plain(low)} {unit}".strip()
    return f"{_plain(low)} 到 {_plain(high)} {unit}".strip()


def _date_in_words(value: str, today: date) -> str:
    try:
        return day_in_words(date.fromisoformat(value), today)
    except ValueError:
        return value


def _plain(value: object) -> str:
    return f"{value:,.10g}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
