"""The directory of stations: every fault is named with its line and remedy, the nearest is found, hours follow the calendar."""

from datetime import date, datetime, time
from pathlib import Path

import pytest

from backoffice.errors import StationFileError
from backoffice.opening_hours import OpeningHours
from backoffice.stations import Place
from knowledge import is_working_day
from storage.clock import CHINA
from tests.backoffice.desk import ADMIN, Desk

HEADER = "乡镇,村,站点,地址,电话,开放时间,纬度,经度,村纬度,村经度\n"
HOURS = "工作日 8:30-12:00 14:00-17:30"
DIRECTORY = (
    HEADER
    + f",,县中心,县城1号,0570-0000148,{HOURS},28.97,118.87,,\n"
    + f"青石镇,,青石站,青石司法所,0570-0000202,{HOURS},29.05,118.74,,\n"
    + f"青石镇,上坪村,青石站,青石司法所,0570-0000202,{HOURS},29.05,118.74,29.083,118.71\n"
    + "青石镇,下坪村,下坪点,下坪村委会,0570-0000203,周一、周四 9:00-11:00,29.07,118.70,29.075,118.70\n"
    + f"柳溪乡,大塘村,柳溪站,柳溪便民中心,0570-0000204,{HOURS},,,28.85,118.99\n"
    + f"云岭乡,大塘村,云岭站,云岭司法所,0570-0000205,{HOURS},,,,\n"
)
EXAMPLE = Path(__file__).parents[2] / "service" / "example" / "stations.csv"

# what is wrong, the row, the column and the start of the problem
FAULTS = [
    ("no name", f"青石镇,,,地址,0570-1,{HOURS},,,,", "站点", "没有填写"),
    ("no address", f"青石镇,,站,,0570-1,{HOURS},,,,", "地址", "没有填写"),
    ("no telephone", f"青石镇,,站,地址,,{HOURS},,,,", "电话", "没有填写"),
    ("a telephone in words", f"青石镇,,站,地址,问村长,{HOURS},,,,", "电话", "电话号码格式不对"),
    ("a village without its township", f",上坪村,站,地址,0570-1,{HOURS},,,,", "乡镇", "有村没有乡镇"),
    ("hours in words", "青石镇,,站,地址,0570-1,上午,,,,", "开放时间", "开放时间看不懂"),
    ("hours that end before they begin", "青石镇,,站,地址,0570-1,工作日 17:00-8:00,,,,", "开放时间", "开放时间看不懂"),
    ("half a point", f"青石镇,,站,地址,0570-1,{HOURS},29.05,,,", "纬度", "经度、纬度只填了一个"),
    ("a swapped point", f"青石镇,,站,地址,0570-1,{HOURS},118.74,29.05,,", "纬度", "不是中国境内的经纬度"),
    ("a point in words", f"青石镇,,站,地址,0570-1,{HOURS},北,118.7,,", "纬度", "不是中国境内的经纬度"),
]

# words, the station, kilometres
NEAREST = [
    ("青石镇上坪村", "下坪点", 1.7),
    ("上坪", "下坪点", 1.7),
    ("我住下坪村", "下坪点", 0.6),
    ("青石镇", "青石站", None),
    ("青石镇桥头村", "青石站", None),
    ("柳溪乡大塘村", "县中心", 17.7),
    ("云岭乡大塘村", "云岭站", None),
    ("大塘村", None, None),
    ("别处", None, None),
    ("", None, None),
]

TUESDAY, SATURDAY, NEW_YEAR = "2026-11-24", "2026-11-28", "2026-01-01"
OPEN = [
    (HOURS, TUESDAY, "10:00", time(12, 0), None),
    (HOURS, TUESDAY, "12:00", None, f"{TUESDAY}T14:00"),
    (HOURS, TUESDAY, "18:00", None, "2026-11-25T08:30"),
    (HOURS, SATURDAY, "10:00", None, "2026-11-30T08:30"),
    (f"{HOURS}；周六 9:00-11:30", SATURDAY, "10:00", time(11, 30), None),
    (HOURS, NEW_YEAR, "10:00", None, "2026-01-04T08:30"),  # a Sunday that is worked in exchange for the holiday
    ("周一、周四 9:00-11:00", TUESDAY, "10:00", None, "2026-11-26T09:00"),
    ("周一至周五 9:00-11:00", TUESDAY, "10:00", time(11, 0), None),
    ("每天 0:00-23:59", SATURDAY, "03:00", time(23, 59), None),
]


@pytest.mark.parametrize(("what", "row", "column", "problem"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_fault_is_named_with_line_and_remedy_and_nothing_is_loaded(
    desk: Desk, what: str, row: str, column: str, problem: str
) -> None:
    with desk.database.write() as c:
        desk.office.stations.load_csv(c, DIRECTORY, ADMIN)
        done = desk.office.stations.load_csv(c, f"{HEADER},,县中心,县城1号,0570-0000148,{HOURS},,,,\n{row}\n", ADMIN)
        assert desk.office.stations.count(c) == 6, "the former directory stays"
    assert done.loaded == 0
    first = done.bad[0]
    assert (first.line, first.column) == (3, column)
    assert first.problem.startswith(problem)
    assert first.remedy


def test_the_same_place_twice_is_a_fault(desk: Desk) -> None:
    with desk.database.write() as c:
        done = desk.office.stations.load_csv(c, DIRECTORY + f"青石镇,上坪村,站,地址,0570-1,{HOURS},,,,\n", ADMIN)
    assert [(row.line, row.problem) for row in done.bad] == [(8, "与第 4 行是同一个地方")]


@pytest.mark.parametrize("file", [b"\xff\xfe\xff", "乡镇,村\n", "", '乡镇,村,"站点\n'])
def test_what_is_no_directory_is_refused_in_words(desk: Desk, file: str | bytes) -> None:
    with desk.database.write() as c, pytest.raises(StationFileError) as refused:
        desk.office.stations.load_csv(c, file, ADMIN)
    assert refused.value.text


@pytest.mark.parametrize(("words", "name", "km"), NEAREST)
def test_the_nearest_station_is_found_with_its_distance(desk: Desk, words: str, name: str | None, km: float) -> None:
    with desk.database.write() as c:
        desk.office.stations.load_csv(c, DIRECTORY.encode("gb18030"), ADMIN)
        found = desk.office.stations.nearest(c, words)
    assert (found.name if found else None) == name
    assert (found.km if found else None) == (pytest.approx(km, abs=0.1) if km else None)


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    assert Place(29.0, 118.0).km_to(Place(30.0, 118.0)) == pytest.approx(111.2, abs=0.1)
    assert Place(0.0, 118.0).km_to(Place(0.0, 119.0)) == pytest.approx(111.2, abs=0.1)
    assert Place(60.0, 118.0).km_to(Place(60.0, 119.0)) == pytest.approx(55.6, abs=0.1)


@pytest.mark.parametrize(("written", "day", "hour", "closes", "opens"), OPEN)
def test_hours_follow_the_calendar(written: str, day: str, hour: str, closes: time | None, opens: str | None) -> None:
    hours = OpeningHours.parse(written)
    assert hours is not None
    now = datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=CHINA)
    assert hours.closes_at(now, is_working_day) == closes
    if opens is not None:
        assert hours.next_opening(now, is_working_day) == datetime.fromisoformat(opens).replace(tzinfo=CHINA)


def test_the_example_directory_loads_and_says_that_it_is_invented(desk: Desk) -> None:
    with desk.database.write() as c:
        done = desk.office.stations.load_csv(c, EXAMPLE.read_bytes(), ADMIN)
        found = desk.office.stations.nearest(c, "上坪村")
    assert not done.bad
    assert done.loaded == 11
    assert found is not None
    assert "虚构" in found.name
    assert is_working_day(date(2026, 11, 24))
