"""The directory of legal-aid stations (法律援助工作站): which one is whose, how far it is, and when it is open.

Loaded as a whole from a CSV file, one row a village: a row without a village holds for the rest of its township, a row
without a township for the rest of the county. Nothing in it is personal.
"""

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Row, delete, func, select

from backoffice import tables
from backoffice.actors import Actor
from backoffice.audit import Audit
from backoffice.errors import StationFileError
from backoffice.exported_list import field_at, positions, read_lines
from backoffice.opening_hours import OpeningHours

if TYPE_CHECKING:
    import _csv

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "town": ("town", "乡镇", "乡镇街道"),
    "village": ("village", "村", "村居", "村（社区）"),
    "station": ("station", "站点", "工作站", "名称"),
    "address": ("address", "地址"),
    "phone": ("phone", "电话", "联系电话"),
    "hours": ("hours", "开放时间", "办公时间"),
    "latitude": ("latitude", "纬度", "站点纬度"),
    "longitude": ("longitude", "经度", "站点经度"),
    "village_latitude": ("village_latitude", "村纬度"),
    "village_longitude": ("village_longitude", "村经度"),
}
OPTIONAL = frozenset({"latitude", "longitude", "village_latitude", "village_longitude"})
_EARTH_KM = 6371.0
#: China's own bounds, so that a swapped pair is noticed.
_LATITUDES, _LONGITUDES = (3.0, 54.0), (73.0, 136.0)
_PHONE = re.compile(r"\+?[0-9][0-9-]{2,19}")


@dataclass(frozen=True)
class Place:
    """A point on the earth, in degrees."""

    latitude: float
    longitude: float

    def km_to(self, other: "Place") -> float:
        """The way as the crow flies."""
        here, there = math.radians(self.latitude), math.radians(other.latitude)
        across = math.radians(other.longitude - self.longitude)
        chord = math.sin((there - here) / 2) ** 2 + math.cos(here) * math.cos(there) * math.sin(across / 2) ** 2
        return 2 * _EARTH_KM * math.asin(math.sqrt(chord))


@dataclass(frozen=True)
class BadStation:
    """A row that is no station: where, what is wrong, what to do; in Chinese."""

    line: int
    column: str
    problem: str
    remedy: str


@dataclass(frozen=True)
class StationImport:
    """How many rows the directory has now; with bad rows nothing was loaded."""

    loaded: int
    bad: tuple[BadStation, ...]


@dataclass(frozen=True)
class Station:
    """A station as a resident is told of it; `km` where both places are known."""

    name: str
    address: str
    phone: str
    hours: OpeningHours
    hours_zh: str
    km: float | None


class Stations:
    """Keeps the directory and finds the nearest station."""

    def __init__(self, audit: Audit) -> None:
        self._audit = audit

    def load_csv(self, c: Connection, text: str | bytes, actor: Actor) -> StationImport:
        """Put the file in the place of the directory; with any bad row nothing changes.

        Raises:
            StationFileError: it is not such a file, or a column is missing.
        """
        rows, bad = read_lines(text, _rows, StationFileError)
        if bad or not rows:
            return StationImport(0, tuple(bad))
        c.execute(delete(tables.station))
        c.execute(tables.station.insert(), rows)
        self._audit.record(c, actor, "stations_loaded", "stations", {"rows": len(rows)})
        return StationImport(len(rows), ())

    def count(self, c: Connection) -> int:
        """How many rows the directory has."""
        return int(c.scalar(select(func.count()).select_from(tables.station)) or 0)

    def towns(self, c: Connection) -> list[str]:
        """The townships, in the order of the file."""
        named = select(tables.station.c.town).where(tables.station.c.town != "").order_by(tables.station.c.id)
        return list(dict.fromkeys(c.scalars(named)))

    def nearest(self, c: Connection, words: str) -> Station | None:
        """The station nearest to the place that the words name; None where they name none of the directory."""
        rows = c.execute(select(tables.station).order_by(tables.station.c.id)).all()
        row = _of_place(rows, words)
        if row is None:
            return None
        home = _place(row.village_latitude, row.village_longitude)
        candidates = [_station(each, home) for each in rows] if home is not None else []
        measured = [station for station in candidates if station.km is not None]
        return min(measured, key=lambda station: station.km or 0.0) if measured else _station(row, home)

    def centre(self, c: Connection) -> Station | None:
        """The station for whoever lives anywhere in the county."""
        row = c.execute(select(tables.station).where(tables.station.c.town == "")).first()
        return None if row is None else _station(row, None)


def _of_place(rows: Sequence[Row[tuple[object, ...]]], words: str) -> Row[tuple[object, ...]] | None:
    """The row of the village that the words name; a name that two townships share needs the township; else the township's."""
    said = unicodedata.normalize("NFKC", words)
    named = [row for row in rows if row.town and _short(row.town) in said]
    villages = [row for row in rows if row.village and _short(row.village) in said]
    both = [row for row in villages if row in named]
    if both or len(villages) == 1:
        return max(both or villages, key=lambda row: len(row.village))
    whole = [row for row in named if not row.village]
    return whole[0] if whole else named[0] if named else None


def _short(name: str) -> str:
    """上坪 of 上坪村: people leave the last character out; a name of two characters stays whole."""
    return name[:-1] if len(name) > 2 and name[-1] in "村镇乡" else name


def _station(row: Row[tuple[object, ...]], home: Place | None) -> Station:
    there = _place(row.latitude, row.longitude)
    hours = OpeningHours.parse(row.hours)
    assert hours is not None, "checked when it was loaded"
    km = home.km_to(there) if home is not None and there is not None else None
    return Station(row.station, row.address, row.phone, hours, row.hours, km)


def _place(latitude: float | None, longitude: float | None) -> Place | None:
    return None if latitude is None or longitude is None else Place(latitude, longitude)


def _rows(lines: "_csv.Reader") -> tuple[list[dict[str, object]], list[BadStation]]:
    places = _places(next(lines, []))
    rows: list[dict[str, object]] = []
    bad: list[BadStation] = []
    seen: dict[tuple[str, str], int] = {}
    for fields in lines:
        if not any(field.strip() for field in fields):
            continue
        written = {name: field_at(fields, at) for name, at in places.items()}
        faults = [BadStation(lines.line_num, *fault) for fault in _faults(written)]
        first = seen.setdefault((written["town"], written["village"]), lines.line_num)
        if first != lines.line_num:
            faults.append(BadStation(lines.line_num, "村", f"与第 {first} 行是同一个地方", "请保留一行，删除另一行"))
        bad += faults
        rows.append({name: _number(value) if name in OPTIONAL else value for name, value in written.items()})
    return rows, bad


def _faults(row: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Column, problem and remedy of everything that is wrong with a row."""
    for name, words in (("station", "请填站点名称"), ("address", "请填地址"), ("phone", "请填电话")):
        if not row[name]:
            yield COLUMNS[name][1], "没有填写", words
    if row["village"] and not row["town"]:
        yield "乡镇", "有村没有乡镇", "请填这个村所在的乡镇"
    if row["phone"] and not _PHONE.fullmatch(row["phone"]):
        yield "电话", "电话号码格式不对", "请填手机号，或带区号的固定电话，如 0570-0000148"
    if OpeningHours.parse(row["hours"]) is None:
        yield "开放时间", "开放时间看不懂", "请写成 工作日 8:30-12:00 14:00-17:30；周六 9:00-11:30"
    for north, east in (("latitude", "longitude"), ("village_latitude", "village_longitude")):
        yield from _faults_of_point(row, north, east)


def _faults_of_point(row: Mapping[str, str], north: str, east: str) -> Iterator[tuple[str, str, str]]:
    if bool(row[north]) != bool(row[east]):
        yield COLUMNS[north][1], "经度、纬度只填了一个", "请两个都填，或者都不填"
    for name, (low, high) in ((north, _LATITUDES), (east, _LONGITUDES)):
        value = _number(row[name])
        if row[name] and (value is None or not low <= value <= high):
            yield (
                COLUMNS[name][1],
                "不是中国境内的经纬度",
                f"请填 {low:g} 到 {high:g} 之间的数，看看经度和纬度有没有填反",
            )


def _places(header: Sequence[str]) -> dict[str, int]:
    found = positions(header, COLUMNS)
    missing = "、".join(COLUMNS[column][1] for column, at in found.items() if at < 0 and column not in OPTIONAL)
    if missing:
        raise StationFileError(f"columns are missing: {missing}", f"表头缺少这些列：{missing}。请补上后重新导入。")
    return found


def _number(field: str) -> float | None:
    try:
        return float(field)
    except ValueError:
        return None
