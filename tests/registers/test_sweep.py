"""A whole register swept: the verdicts of single checks, every flag, every bad row listed, and going on after an interruption."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from knowledge import KnowledgeError, screen_document
from registers import synthetic
from registers.errors import RegisterError
from registers.parts import Outputs
from registers.register_file import RegisterPlan
from registers.sweep import Sweep

ON = date(2026, 11, 24)
HEAD = (
    "id,area_type,hukou_county,member_count,pc_income_month,pc_money_assets,has_living_vehicle_or_boat,"
    "has_commercial_property,home_count,consent_to_verification,declared_truthfully,has_severe_member,m1.age,"
    "m1.disability_type,receives.dibao,receives.dibao_edge"
)
POOR = "a,农村,本县,2,500,1000,否,否,1,是,是,否,40,没有残疾"
RICH = "b,农村,本县,2,5000,1000,否,否,1,是,是,否,40,没有残疾"

FLAGS = {  # a household, what it receives → flag, programme, deciding criterion
    "owed and not received": (f"{POOR},否,", [("owed_not_received", "dibao", "dibao.income_below_line")]),
    "an empty cell is not received": (f"{POOR},,", [("owed_not_received", "dibao", "dibao.income_below_line")]),
    "received as due": (f"{POOR},是,", []),
    "received and no longer due": (f"{RICH},是,", [("received_not_due", "dibao", "dibao.income_below_line")]),
    "received twice": (f"{POOR},2,", [("received_twice", "dibao", "")]),
    "two that exclude each other": (
        f"{POOR},是,是",
        [
            ("received_exclusive", "dibao_edge", ""),
            ("received_not_due", "dibao_edge", "edge.income_at_or_above_dibao_line"),
        ],
    ),
    "not known is no flag": ("c,农村,本县,2,,1000,否,否,1,是,是,否,40,没有残疾,是,", []),
}

BAD_ROWS = {  # a line → column to blame, word of the reason
    "no number": (POOR.replace("500", "五百块吧"), "pc_income_month", "not a number"),
    "no choice": (POOR.replace("农村", "山上"), "area_type", "urban (城镇)"),
    "outside what it can be": (POOR.replace(",40,", ",400,"), "m1.age", "outside"),
    "below nought": (POOR.replace("500", "-1"), "pc_income_month", "outside"),
    "half a person": (POOR.replace(",2,", ",2.5,"), "member_count", "whole number"),
    "neither yes nor no": (POOR.replace("否,否", "也许,否"), "has_living_vehicle_or_boat", "neither yes nor no"),
    "a cell too many": (f"{POOR},,,", "", "17 cells where the heading has 16"),
    "a cell too few": (POOR, "", "14 cells"),
    "a quote that is not closed": (POOR.replace("农村", '"农村') + ",,", "", "quote"),
    "an empty line": ("", "", "0 cells"),
}

HEADINGS = {  # heading → word of the error
    "a misspelt fact": ("area_typ", "area_type"),
    "no such programme": ("area_type,receives.dibo", "dibao"),
    "a household's fact of a member": ("area_type,m1.area_type", "without member"),
    "the same twice": ("area_type,age,m1.age", "tells the same"),
    "no fact at all": ("id", "no column that is a fact"),
}


def swept(tmp_path: Path, text: str, **plan: Any) -> tuple[Outputs, dict[str, Any]]:
    """A register given as text, swept into CSV files."""
    register = tmp_path / "households.csv"
    register.write_text(text, encoding="utf-8")
    out = tmp_path / "out.csv"
    summary = Sweep(RegisterPlan(register, ON, "example", **plan), out).run()
    return Outputs.at(out), summary


def rows(path: Path) -> list[dict[str, Any]]:
    return pl.read_csv(path, infer_schema=False).fill_null("").to_dicts()


@pytest.mark.parametrize(("line", "wanted"), FLAGS.values(), ids=FLAGS)
def test_each_flag_names_programme_and_deciding_criterion(tmp_path: Path, line: str, wanted: list[Any]) -> None:
    outputs, _ = swept(tmp_path, f"{HEAD}\n{line}\n")
    found = [(row["flag"], row["programme"], row["criterion"]) for row in rows(outputs.flags)]
    assert sorted(found) == sorted(wanted)
    assert all(row["reason"] for row in rows(outputs.flags))


def test_what_is_owed_is_told_with_its_amount_and_source(tmp_path: Path) -> None:
    outputs, summary = swept(tmp_path, f"{HEAD}\n{POOR},,\n")
    [flag] = rows(outputs.flags)
    assert (flag["amount_low"], flag["unit"]) == ("920.0", "元/月")  # (960 - 500) x 2
    assert "社会救助条例" in flag["source"] or "最低生活保障" in flag["source"]
    assert summary["amounts"] == {"dibao 元/月": 920.0}


def test_a_household_that_stands_twice_names_the_first_line(tmp_path: Path) -> None:
    outputs, _ = swept(tmp_path, f"{HEAD}\n{POOR},是,\n{RICH},,\n{POOR},是,\n")
    [flag] = [row for row in rows(outputs.flags) if row["flag"] == "listed_twice"]
    assert (flag["line"], "第2行" in flag["reason"]) == ("4", True)


@pytest.mark.parametrize(("line", "column", "word"), BAD_ROWS.values(), ids=BAD_ROWS)
def test_a_bad_row_is_listed_and_the_others_are_judged(tmp_path: Path, line: str, column: str, word: str) -> None:
    full = line if column == "" else f"{line},,"
    outputs, summary = swept(tmp_path, f"{HEAD}\n{RICH},,\n{full}\n{POOR.replace('a,', 'd,', 1)},,\n")
    [bad] = rows(outputs.bad_rows)
    assert (bad["line"], bad["column"]) == ("3", column)
    assert word in bad["reason"]
    assert (summary["rows"], summary["judged"], summary["unreadable"]) == (3, 2, 1)
    assert [row["line"] for row in rows(outputs.verdicts)] == ["2", "4"]


def test_a_line_that_is_not_utf8_is_listed(tmp_path: Path) -> None:
    register = tmp_path / "households.csv"
    register.write_bytes(f"{HEAD}\n{RICH},,\n".encode() + f"{POOR},,\n".encode("gb18030"))
    Sweep(RegisterPlan(register, ON, "example"), tmp_path / "out.csv").run()
    [bad] = rows(tmp_path / "out.bad-rows.csv")
    assert (bad["line"], "CSV UTF-8" in bad["reason"]) == ("3", True)


@pytest.mark.parametrize(("heading", "word"), HEADINGS.values(), ids=HEADINGS)
def test_a_heading_that_means_nothing_stops_the_run(tmp_path: Path, heading: str, word: str) -> None:
    with pytest.raises(RegisterError, match=word):
        swept(tmp_path, f"{heading}\n")


def test_other_columns_are_left_out_only_when_told(tmp_path: Path) -> None:
    text = f"{HEAD},name\n{POOR},,,某人\n"
    with pytest.raises(RegisterError, match="leave-out"):
        swept(tmp_path, text)
    outputs, _ = swept(tmp_path, text, left_out=("name",))
    assert "name" not in rows(outputs.verdicts)[0]


def test_chinese_headings_mean_the_same(tmp_path: Path) -> None:
    chinese = HEAD.replace("area_type", "户口类别").replace("m1.age", "m1.年龄").replace("home_count", "住房套数")
    _, english = swept(tmp_path, f"{HEAD}\n{POOR},,\n")
    _, same = swept(tmp_path, f"{chinese}\n{POOR},,\n")
    assert same["verdicts"] == english["verdicts"]


def test_each_row_may_name_its_county(tmp_path: Path) -> None:
    text = f"{HEAD},county\n{POOR},,,example\n{POOR.replace('a,', 'b,', 1)},,,nowhere\n"
    outputs, summary = swept(tmp_path, text)
    assert summary["judged"] == 1
    [bad] = rows(outputs.bad_rows)
    assert (bad["line"], bad["column"], "nowhere" in bad["reason"]) == ("3", "county", True)


# ----------------------------------------------------------------------------- the same as one household at a time


@pytest.fixture(scope="module")
def population(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Synthetic households with members in a file of their own."""
    folder = tmp_path_factory.mktemp("population")
    synthetic.write(240, 7, folder)
    return folder


def documents(folder: Path) -> Iterator[dict[str, Any]]:
    """The register as `screen` would be asked, one household after another."""
    told = {True: "is_dibao", False: "is_edge"}
    members = rows(folder / "members.csv")
    for household in rows(folder / "households.csv"):
        facts = {name: value for name, value in household.items() if value and name != "id" and "." not in name}
        own = [row for row in members if row["household"] == household["id"]]
        facts[told[True]] = household["receives.dibao"]
        facts[told[False]] = household["receives.dibao_edge"]
        facts["is_tekun"] = any(row["receives.tekun"] == "是" for row in own)
        people = [
            {name: value for name, value in row.items() if value and name != "household" and "." not in name}
            for row in own
        ]
        yield {"county": "example", "on": ON, "household": facts, "members": people}


def test_a_register_gives_what_each_household_gets_alone(population: Path, tmp_path: Path) -> None:
    plan = RegisterPlan(population / "households.csv", ON, "example", population / "members.csv", rows_a_piece=100)
    Sweep(plan, tmp_path / "out.csv").run()
    compared = settled = 0
    for row, document in zip(rows(tmp_path / "out.csv"), documents(population), strict=True):
        for programme, answer in screen_document(document).items():
            verdicts = [one["verdict"] for one in answer.get("members", {"": answer}).values()]
            alone = next((v for v in ("eligible", "unknown") if v in verdicts), "ineligible")
            compared += 1
            if row[programme] == "unknown" != alone:
                settled += 1  # only a second look, with the open facts split into cells, tells
                continue
            assert row[programme] == alone, (row["id"], programme)
            if alone == "ineligible" and "members" not in answer:
                failed = [one["id"] for one in answer["criteria"] if one["holds"] is False]
                assert row[f"{programme}.reason"] in failed or not failed
    assert compared > 2000
    assert settled <= compared * 0.01


def test_members_beside_their_household_say_the_same_as_in_a_file(population: Path, tmp_path: Path) -> None:
    wide = pl.read_csv(population / "households.csv", infer_schema=False)
    members = pl.read_csv(population / "members.csv", infer_schema=False)
    for number in range(1, 7):
        own = members.filter(pl.col("id") == f"m{number}").rename(
            {name: f"m{number}.{name}" for name in members.columns if name != "household"}
        )
        wide = wide.join(own, left_on="id", right_on="household", how="left", maintain_order="left")
    wide.write_parquet(tmp_path / "wide.parquet")
    members.sample(fraction=1, shuffle=True, seed=3).sort("id", maintain_order=True).write_csv(tmp_path / "members.csv")
    Sweep(RegisterPlan(tmp_path / "wide.parquet", ON, "example"), tmp_path / "wide.csv").run()
    plan = RegisterPlan(population / "households.csv", ON, "example", tmp_path / "members.csv", rows_a_piece=70)
    Sweep(plan, tmp_path / "file.csv").run()
    assert rows(tmp_path / "wide.csv") == rows(tmp_path / "file.csv")
    assert rows(tmp_path / "wide.flags.csv") == rows(tmp_path / "file.flags.csv")


def test_a_member_of_no_household_is_listed(population: Path, tmp_path: Path) -> None:
    (tmp_path / "members.csv").write_text("household,age\nh1,40\nh9999,41\n", encoding="utf-8")
    plan = RegisterPlan(population / "households.csv", ON, "example", tmp_path / "members.csv")
    summary = Sweep(plan, tmp_path / "out.csv").run()
    [bad] = rows(tmp_path / "out.bad-rows.csv")
    assert (bad["file"], bad["line"], "h9999" in bad["reason"]) == ("members.csv", "3", True)
    assert summary["members_without_household"] == 1


# ----------------------------------------------------------------------------- going on


class Interrupted(Exception):
    """What stops a run in the middle of these tests."""


def test_an_interrupted_run_goes_on_where_it_stopped(population: Path, tmp_path: Path) -> None:
    plan = RegisterPlan(population / "households.csv", ON, "example", population / "members.csv", rows_a_piece=50)
    Sweep(plan, tmp_path / "whole.csv").run()
    told: list[int] = []

    def stop_after_two(count: int) -> None:
        told.append(count)
        if len(told) == 3:  # what is done already, then two pieces
            raise Interrupted

    with pytest.raises(Interrupted):
        Sweep(plan, tmp_path / "again.csv", progress=stop_after_two).run()
    assert not (tmp_path / "again.csv").exists()
    went_on: list[int] = []
    summary = Sweep(plan, tmp_path / "again.csv", progress=went_on.append).run()
    assert went_on == [100, 50, 50, 40]
    assert rows(tmp_path / "again.csv") == rows(tmp_path / "whole.csv")
    assert summary == json.loads((tmp_path / "whole.summary.json").read_text(encoding="utf-8"))
    assert not Outputs.at(tmp_path / "again.csv").parts.exists()


def test_another_day_begins_anew(population: Path, tmp_path: Path) -> None:
    plan = RegisterPlan(population / "households.csv", ON, "example", rows_a_piece=50)

    def stop(count: int) -> None:
        if count == 50:
            raise Interrupted

    with pytest.raises(Interrupted):
        Sweep(plan, tmp_path / "out.csv", progress=stop).run()
    told: list[int] = []
    other = RegisterPlan(plan.households, date(2025, 6, 1), "example", rows_a_piece=50)
    Sweep(other, tmp_path / "out.csv", progress=told.append).run()
    assert told[0] == 0


def test_the_same_seed_draws_the_same_register(population: Path, tmp_path: Path) -> None:
    synthetic.write(240, 7, tmp_path)
    for name in ("households.csv", "members.csv"):
        assert (tmp_path / name).read_bytes() == (population / name).read_bytes()
    synthetic.write(240, 8, tmp_path)
    assert (tmp_path / "households.csv").read_bytes() != (population / "households.csv").read_bytes()


def test_an_unknown_county_is_named(population: Path) -> None:
    with pytest.raises(KnowledgeError, match="nowhere"):
        Sweep(RegisterPlan(population / "households.csv", ON, "nowhere"), population / "out.csv")
