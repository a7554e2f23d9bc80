"""A changed figure tried on a register: who flips, both ways, what it costs, drawn and in a table, and nothing else written."""

import csv
import xml.etree.ElementTree as ElementTree
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge import Situation, load_county
from knowledge.register import Register
from registers.change import Change, check_change, read_change
from registers.errors import ChangeError
from registers.flips_picture import flips_picture
from registers.simulation import Flips, Simulation, simulate
from service.cli import main

ON = date(2026, 11, 24)
EXAMPLE = load_county("example")
HOUSE: dict[str, Any] = {
    "area_type": "rural", "hukou_county": "here", "pc_money_assets": 0, "has_living_vehicle_or_boat": False,
    "has_commercial_property": False, "home_count": 1, "consent_to_verification": True, "declared_truthfully": True,
    "has_severe_member": False, "applicant.age": 40, "applicant.disability_type": "none",
}  # fmt: skip

# the rural line is 960; a line, incomes a head, members → gained, lost, what it costs more a month
LINES = {
    "raised, one comes in and the others get more": (1000, [(500, 1), (980, 2)], (1, 0, 40 + 2 * 20)),
    "lowered, one falls out": (600, [(500, 1), (700, 3)], (0, 1, -(460 + 3 * 260) + 100)),
    "exactly at the new line is not under it": (1000, [(1000, 1)], (0, 0, 0)),
    "the same line changes nothing": (960, [(500, 1), (960, 1), (1500, 1)], (0, 0, 0)),
}

BAD_CHANGES = {
    "no YAML": ("{", "YAML"),
    "nothing in it": ("", "names no figure"),
    "no such figure": ("dibao_std_rurall: 1000\n", "dibao_std_rural"),
    "no number": ("dibao_std_rural: viel\n", "not a value"),
    "a part that there is not": ("parameters: {dibao_std_rural: 1}\nday: 2026-01-01\n", "day"),
}


def tried(line: float, households: list[tuple[int, int]], **change: Any) -> Simulation:
    """The rural line tried on households of so much a head and so many members."""
    situations = [Situation.from_answers({**HOUSE, "pc_income_month": pc, "member_count": n}) for pc, n in households]
    return simulate(
        [(EXAMPLE, Register.of(situations))], Change("试", change.get("counties"), {"dibao_std_rural": line}), ON
    )


def dibao(found: Simulation) -> Flips:
    return found.rows["example", "dibao"]


@pytest.mark.parametrize(("line", "households", "wanted"), LINES.values(), ids=LINES)
def test_who_flips_and_what_it_costs(
    line: float, households: list[tuple[int, int]], wanted: tuple[int, int, float]
) -> None:
    row = dibao(tried(line, households))
    assert (row.gained, row.lost, row.more_low, row.more_high) == (*wanted, wanted[2])


def test_what_one_programme_gains_another_may_lose() -> None:
    found = tried(1000, [(980, 2)])
    assert (dibao(found).gained, found.rows["example", "dibao_edge"].lost) == (1, 1)


def test_a_change_for_another_county_changes_nothing_here() -> None:
    found = tried(1000, [(980, 2)], counties=("elsewhere",))
    assert found.changed == []
    assert "没有谁" in flips_picture(found)


def test_not_known_is_counted_apart() -> None:
    situations = [Situation.from_answers({**HOUSE, "member_count": 1, "pc_income_month": {"low": 900, "high": 990}})]
    row = dibao(simulate([(EXAMPLE, Register.of(situations))], Change("试", None, {"dibao_std_rural": 1000}), ON))
    assert (row.gained, row.lost, row.settled, row.opened) == (0, 0, 1, 0)


def test_the_picture_tells_the_two_sides_apart_without_colour_and_by_number() -> None:
    text = flips_picture(tried(1000, [(980, 2), (970, 1), (500, 1)]))
    root = ElementTree.fromstring(text)
    fills = {shape.get("fill") for shape in root.iter("{http://www.w3.org/2000/svg}rect")}
    assert {"url(#lost)", "#1b1f24"} <= fills
    colours = {
        value for shape in root.iter() for key in ("fill", "stroke") if (value := shape.get(key, "#fff"))[0] == "#"
    }
    assert all(colour[1:3] == colour[3:5] == colour[5:] or _grey(colour) for colour in colours if len(colour) == 7)
    words = [told.text for told in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "2" in words
    assert "新符合" in words


def _grey(colour: str) -> bool:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return max(red, green, blue) - min(red, green, blue) <= 24


@pytest.mark.parametrize(("text", "word"), BAD_CHANGES.values(), ids=BAD_CHANGES)
def test_a_wrong_change_is_named(tmp_path: Path, text: str, word: str) -> None:
    file = tmp_path / "parameters.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ChangeError, match=word):
        check_change(read_change(file), EXAMPLE, ON, file)


def test_a_dated_change_holds_from_its_day(tmp_path: Path) -> None:
    file = tmp_path / "parameters.yaml"
    file.write_text("dibao_std_rural: {values: {2027-01-01: {value: 1200}}}\n", encoding="utf-8")
    change = read_change(file)
    for on, line in ((date(2026, 12, 31), 960), (date(2027, 1, 1), 1200)):
        assert change.of(EXAMPLE, on).parameters.at(on)["dibao_std_rural"].value == line


def test_the_command_shows_and_writes_only_what_it_was_told_to(tmp_path: Path, monkeypatch, capsys) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("ASSISTANT_STATE_DIR", str(tmp_path / "var"))
    (tmp_path / "parameters.yaml").write_text(
        "label: 提高到一千元\nparameters: {dibao_std_rural: 1000}\n", encoding="utf-8"
    )
    head = ",".join((*HOUSE, "pc_income_month", "member_count"))
    row = ",".join(str(value) for value in HOUSE.values())
    (tmp_path / "households.csv").write_text(f"{head}\n{row},980,2\n{row},500,1\n{row},many,1\n", encoding="utf-8")
    before = {path.name for path in tmp_path.iterdir()}
    words = [
        "simulate",
        str(tmp_path / "households.csv"),
        "--change",
        str(tmp_path / "parameters.yaml"),
        "--on",
        "2026-11-24",
    ]
    assert main(words) == 0
    assert {path.name for path in tmp_path.iterdir()} == before
    told = capsys.readouterr()
    assert "提高到一千元" in told.out
    assert "1 cells or rows" in told.err
    assert main([*words, "--chart", str(tmp_path / "flips.svg"), "--table", str(tmp_path / "flips.csv")]) == 0
    with (tmp_path / "flips.csv").open(encoding="utf-8") as file:
        rows = {row["programme"]: row for row in csv.DictReader(file)}
    assert (rows["dibao"]["gained"], rows["dibao"]["more_low"]) == ("1", "80.0")
    assert (tmp_path / "flips.svg").read_text(encoding="utf-8").startswith("<svg")
