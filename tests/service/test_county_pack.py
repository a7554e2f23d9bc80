"""A county officer's path: write the workbook, fill it in, load it, ask, and see the county's own figures with their own source."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook

from knowledge.county import laws_parameters, load_county
from service.cli import main

NOTICE = "青山县民政局关于调整低保标准的通知"
FIGURES = {  # parameter → value, since, notice, article
    "dibao_std_urban": (1200, date(2026, 7, 1), NOTICE, "1"),
    "dibao_std_rural": (1000, "2026年7月1日", NOTICE, "2"),
    "min_wage": ("2,500", "2026/7/1", "浙江省最低工资标准通知", ""),
    "matter_local_extension": ("家暴、环境污染", "2026-07-01", NOTICE, ""),
    "med_rate_dibao": (0.75, "2026-07-01", NOTICE, ""),
}
OFFICE = ("civil_affairs", "青山县民政局", "青山路1号", "0570-1234567", "工作日上午8:30到12:00", "低保、特困")

BAD_CELLS = {  # sheet, cell, what is written there → words of the finding
    "no number": ("标准", "value", "一千二", "no number"),
    "below nought": ("标准", "value", -5, "no number"),
    "no day": ("标准", "since", "去年", "no day"),
    "a day of the other policy set": ("标准", "since", date(2012, 7, 1), "policy set of 2012"),
    "no notice": ("标准", "instrument", None, "no source"),
    "a changed name": ("标准", "name", "dibao_std_urbann", "dibao_std_urban"),
    "a capital id": ("县情", "id", "Qingshan", "no id"),
    "the id of a pack that comes along": ("县情", "id", "example", "comes with the assistant"),
    "no such policy set": ("县情", "policy_set", "2026", "exactly one set"),
    "no county name": ("县情", "name_zh", None, "no name"),
    "no telephone": ("窗口", "phone", "问办公室", "telephone"),
    "no such business": ("窗口", "duties", "盖章", "低保"),
    "half an office": ("窗口", "address_zh", None, "empty"),
}
HEADINGS = {
    "name": "参数", "value": "数值", "since": "施行日期", "instrument": "文件", "article": "条款", "id": "编号", "policy_set": "政策",
    "phone": "电话", "duties": "业务", "address_zh": "地址", "name_zh": "县名",
}  # fmt: skip


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine of its own."""
    monkeypatch.setenv("ASSISTANT_STATE_DIR", str(tmp_path / "var"))
    return tmp_path / "var"


def cell_of(page: Any, heading: str, row: int) -> Any:
    return next(page.cell(row, cell.column) for cell in page[1] if cell.value == heading)


def filled_in(tmp_path: Path, id: str = "qingshan") -> Path:
    """The workbook as an officer would fill it in."""
    file = tmp_path / "county.xlsx"
    assert main(["county", "template", "-o", str(file)]) == 0
    book = load_workbook(file)
    for heading, value in (("编号", id), ("县名", "青山县")):
        cell_of(book["县情"], heading, 3).value = value
    page = book["标准"]
    for row in range(3, page.max_row + 1):
        given = FIGURES.get(page.cell(row, 1).value)
        for heading, value in zip(("数值", "施行日期", "文件", "条款"), given or (), strict=False):
            cell_of(page, heading, row).value = value
    for column, value in enumerate(OFFICE, 1):
        book["窗口"].cell(3, column).value = value
    book["乡镇"].append(["青山镇", "东村、西村"])
    book.save(file)
    return file


def test_the_template_asks_for_every_figure_that_a_county_sets(tmp_path: Path) -> None:
    file = tmp_path / "county.xlsx"
    assert main(["county", "template", "-o", str(file)]) == 0
    asked = {row[0].value for row in load_workbook(file)["标准"].iter_rows(min_row=3)}
    assert asked >= {name for name, one in laws_parameters().parameters.items() if one.jurisdiction == "county"}


def test_an_empty_template_says_which_cells_to_fill(tmp_path: Path, state: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "county.xlsx"
    main(["county", "template", "-o", str(file)])
    assert main(["county", "load", str(file)]) == 1
    said = capsys.readouterr().out
    assert "县情!A3" in said
    assert "县情!B3" in said
    assert not (state / "counties").exists()


def test_three_commands_lead_to_the_countys_own_figures(tmp_path: Path, state: Path, monkeypatch, capsys) -> None:  # type: ignore[no-untyped-def]
    file = filled_in(tmp_path)
    assert main(["county", "load", str(file)]) == 0
    told = capsys.readouterr().out
    assert "青山县" in told
    assert "ASSISTANT_COUNTY=qingshan" in told
    question = {
        "on": "2026-11-24",
        "household": {
            "area_type": "农村",
            "member_count": 3,
            "pc_income_month": 500,
            "pc_money_assets": 1000,
            "has_living_vehicle_or_boat": False,
            "has_commercial_property": False,
            "home_count": 1,
            "hukou_county": "青山县",
            "consent_to_verification": True,
            "declared_truthfully": True,
        },
    }
    monkeypatch.setenv("ASSISTANT_COUNTY", "qingshan")
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(question)))
    assert main(["screen"]) == 0
    dibao = json.loads(capsys.readouterr().out)["dibao"]
    line = next(one for one in dibao["criteria"] if one["id"] == "dibao.income_below_line")
    assert line["threshold"] == 1000
    assert dibao["amount"] == 1500
    county = load_county("qingshan")
    figure = county.parameters.at(date(2026, 11, 24))["dibao_std_rural"]
    assert figure.source is not None
    assert figure.source.citation_zh == f"{NOTICE}第二条"
    assert county.offices[0].duties == ("dibao", "tekun")
    assert county.parameters.at(date(2026, 11, 24))["matter_local_extension"].codes == (
        "domestic_violence",
        "pollution",
    )
    assert [(one.name_zh, one.villages_zh) for one in county.places] == [("青山镇", ("东村", "西村"))]


@pytest.mark.parametrize(("sheet", "column", "value", "word"), BAD_CELLS.values(), ids=BAD_CELLS)
def test_a_wrong_cell_is_named_with_a_remedy(
    tmp_path: Path,
    state: Path,
    capsys,
    sheet: str,
    column: str,
    value: Any,
    word: str,  # type: ignore[no-untyped-def]
) -> None:
    file = filled_in(tmp_path)
    book = load_workbook(file)
    page = book[sheet]
    row = next(n for n in range(3, page.max_row + 1) if sheet != "标准" or page.cell(n, 1).value == "dibao_std_urban")
    cell = cell_of(page, HEADINGS[column], row)
    cell.value = value
    book.save(file)
    assert main(["county", "load", str(file)]) == 1
    [finding] = [line for line in capsys.readouterr().out.splitlines() if line.startswith("✗")]
    assert f"{sheet}!{cell.coordinate}" in finding
    assert word in finding
    assert "→" in finding
    assert not (state / "counties" / "qingshan").exists()


def test_every_wrong_cell_is_told_at_once(tmp_path: Path, state: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    file = filled_in(tmp_path)
    book = load_workbook(file)
    for row in (3, 4, 5):
        cell_of(book["标准"], "数值", row).value = "多少"
    book.save(file)
    assert main(["county", "load", str(file)]) == 1
    assert len([line for line in capsys.readouterr().out.splitlines() if line.startswith("✗")]) >= 3


def test_a_figure_below_the_bound_of_the_law_alarms_and_is_loaded(tmp_path: Path, state: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    file = filled_in(tmp_path, "dibi")
    book = load_workbook(file)
    page = book["标准"]
    row = next(n for n in range(3, page.max_row + 1) if page.cell(n, 1).value == "dibao_std_urban")
    cell_of(page, "数值", row).value = 999  # under 40 % of 2,500
    book.save(file)
    assert main(["county", "load", str(file)]) == 0
    [alarm] = [line for line in capsys.readouterr().out.splitlines() if "最低月工资标准的规定比例" in line]
    assert alarm.startswith("! 标准!")
    assert load_county("dibi").parameters.at(date(2026, 11, 24))["dibao_std_urban"].value == 999


def test_loading_again_replaces_the_pack_and_keeps_the_former(tmp_path: Path, state: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    file = filled_in(tmp_path)
    assert main(["county", "load", str(file)]) == 0
    book = load_workbook(file)
    page = book["标准"]
    page.append(["dibao_std_rural", "", "", 1100, date(2027, 1, 1), "青山县新通知"])
    book.save(file)
    assert main(["county", "load", str(file)]) == 0
    assert "loaded again" in capsys.readouterr().out
    figures = load_county("qingshan").parameters
    assert (
        figures.at(date(2026, 12, 31))["dibao_std_rural"].value,
        figures.at(date(2027, 1, 1))["dibao_std_rural"].value,
    ) == (1000, 1100)
    assert (state / "counties" / ".qingshan.before" / "figures.yml").exists()


def test_a_yaml_file_is_loaded_like_a_workbook(tmp_path: Path, state: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    figure = {"value": 1000, "metadata": {"reference": {"instrument": NOTICE}}}
    content = {
        "id": "baihe", "name_zh": "白河县", "policy_set": "current",
        "figures": {"dibao_std_rural": {"values": {date(2026, 7, 1): figure}}},
        "hotlines": [{"number": "12345", "name_zh": "热线", "source": "公告"}],
    }  # fmt: skip
    file = tmp_path / "baihe.yaml"
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    assert main(["county", "load", str(file)]) == 0
    assert load_county("baihe").parameters.at(date(2026, 11, 24))["dibao_std_rural"].value == 1000
    content["figures"]["dibao_std_rural"]["values"][date(2026, 7, 1)]["value"] = "许多"  # type: ignore[index]
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    capsys.readouterr()
    assert main(["county", "load", str(file)]) == 1
    assert "figures.dibao_std_rural.values.2026-07-01.value" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["county.txt", "county.xlsx"])
def test_a_file_that_is_no_workbook_is_named(tmp_path: Path, state: Path, capsys, name: str) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / name
    file.write_text("not a workbook")
    assert main(["county", "load", str(file)]) == 1
    assert name in capsys.readouterr().err


def test_checking_only_loads_nothing(tmp_path: Path, state: Path) -> None:
    assert main(["county", "load", "--check-only", str(filled_in(tmp_path))]) == 0
    assert not (state / "counties").exists()
