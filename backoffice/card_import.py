"""Reading a roll of legal-aid cards from CSV: every row is either a card or listed with line, problem and remedy."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from backoffice.errors import CardFileError
from backoffice.exported_list import field_at, positions, read_lines

if TYPE_CHECKING:
    import _csv

CARD_GROUPS_FILE = Path(__file__).with_name("card_groups.yml")

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("number", "卡号", "编号", "法律援助卡号"),
    "name": ("name", "姓名", "持卡人"),
    "group": ("group", "类别", "人员类别", "对象类别"),
    "id_last4": ("id_last4", "身份证后四位", "身份证末四位", "身份证后4位"),
    "phone": ("phone", "电话", "手机", "联系电话", "手机号"),
    "issued": ("issued", "发卡日期", "发证日期"),
    "expires": ("expires", "有效期至", "到期日期", "有效期"),
}
OPTIONAL = frozenset({"phone"})

_NUMBER = re.compile(r"[0-9A-Z][0-9A-Z/-]{2,29}")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})")


@dataclass(frozen=True)
class CardRow:
    """One card of the roll, checked."""

    number: str
    name: str
    group: str
    id_last4: str
    phone: str | None
    issued: date
    expires: date


@dataclass(frozen=True)
class BadRow:
    """A row that is not a card: where, what is wrong, what to do; in Chinese, without the personal value."""

    line: int
    column: str
    problem: str
    remedy: str


class _NotACard(Exception):
    def __init__(self, line: int, column: str, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.row = BadRow(line, COLUMNS[column][1], problem, remedy)


def read_cards(text: str | bytes) -> tuple[list[CardRow], list[BadRow]]:
    """The cards of a CSV file and the rows that are none, both in the order of the file.

    Args:
        text: the file; bytes may be UTF-8 (with or without a mark) or GB 18030, as spreadsheets in China write it.

    Raises:
        CardFileError: it is not such text, or a column is missing.
    """
    return read_lines(text, _read, CardFileError)


def _read(lines: "_csv.Reader") -> tuple[list[CardRow], list[BadRow]]:
    places = _places(next(lines, []))
    groups = _group_words()
    cards: list[CardRow] = []
    problems: list[BadRow] = []
    seen: dict[str, int] = {}
    for fields in lines:
        if not any(field.strip() for field in fields):
            continue
        try:
            card = _card(lines.line_num, {name: field_at(fields, place) for name, place in places.items()}, groups)
            _once(card, lines.line_num, seen)
        except _NotACard as problem:
            problems.append(problem.row)
        else:
            cards.append(card)
    return cards, problems


def _places(header: list[str]) -> dict[str, int]:
    found = positions(header, COLUMNS)
    missing = [COLUMNS[column][1] for column, place in found.items() if place < 0 and column not in OPTIONAL]
    if missing:
        words = "、".join(missing)
        raise CardFileError(f"columns are missing: {words}", f"表头缺少这些列：{words}。请补上表头后重新导入。")
    return found


def _card(line: int, fields: Mapping[str, str], groups: Mapping[str, str]) -> CardRow:
    def parsed[T](column: str, parse: Callable[[str], T | None], problem: str, remedy: str) -> T:
        value = parse(fields[column])
        if value is None:
            raise _NotACard(line, column, problem, remedy)
        return value

    issued = parsed("issued", _day, "日期无法识别", "请写成 2024-05-01 这样的日期")
    expires = parsed("expires", _day, "日期无法识别", "请写成 2029-04-30 这样的日期")
    if expires < issued:
        raise _NotACard(line, "expires", "有效期早于发卡日期", "请核对两个日期")
    return CardRow(
        number=parsed("number", _number, "卡号为空或格式不对", "请填 3 至 30 位的字母、数字或连字符"),
        name=parsed("name", _name, "姓名为空", "请填持卡人姓名"),
        group=parsed("group", groups.get, "人员类别不认识", "请填：低保、特困、残疾、下岗 之一"),
        id_last4=parsed("id_last4", _last4, "不是身份证后四位", "请填四位，前三位为数字，末位为数字或 X"),
        phone=_phone(line, fields["phone"]),
        issued=issued,
        expires=expires,
    )


def _once(card: CardRow, line: int, seen: dict[str, int]) -> None:
    first = seen.setdefault(card.number, line)
    if first != line:
        raise _NotACard(line, "number", f"卡号与第 {first} 行重复", "请保留一行，删除另一行")


def _number(field: str) -> str | None:
    number = "".join(field.upper().split())
    return number if _NUMBER.fullmatch(number) else None


def _name(field: str) -> str | None:
    return field or None


def _last4(field: str) -> str | None:
    last4 = field.upper().zfill(4) if field.isdigit() else field.upper()
    return last4 if re.fullmatch(r"\d{3}[\dX]", last4) else None


def _phone(line: int, field: str) -> str | None:
    phone = re.sub(r"[\s-]", "", field)
    if phone and not re.fullmatch(r"\+?\d{7,15}", phone):
        raise _NotACard(line, "phone", "电话号码格式不对", "请填手机号或带区号的固定电话，也可以留空")
    return phone or None


def _day(field: str) -> date | None:
    found = _DAY.fullmatch(field.split(" ")[0])
    if found is None:
        return None
    year, month, day = (part for part in found.groups() if part is not None)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _group_words() -> dict[str, str]:
    table: dict[str, Any] = yaml.safe_load(CARD_GROUPS_FILE.read_text(encoding="utf-8"))
    return {word: group for group, words in table.items() for word in (group, *words)}
