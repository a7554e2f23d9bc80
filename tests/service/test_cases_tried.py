"""Commands that read the open cases: a changed figure tried on them, and one kept as a test of the rules without its person."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from backoffice.office import BackOffice
from knowledge import screen_document
from service.cli import main
from service.policy_test import policy_test
from storage.clock import FrozenClock
from storage.database import Database
from tests.backoffice.desk import Desk
from tests.policy.test_situations import agrees, document
from vault.keys import KeyRing
from vault.vault import Vault

TOLD: dict[str, Any] = {
    "area_type": "rural", "hukou_county": "here", "member_count": 3, "household_income_month": 2941,
    "income_not_counted_month": 0, "basic_pension_month": 0, "household_money_assets": 2345, "home_count": 1,
    "has_living_vehicle_or_boat": False, "has_commercial_property": False, "has_severe_member": False,
    "applicant.age": 40, "applicant.disability_type": "none",
}  # fmt: skip
PERSONAL = {"name": "张三", "address": "示例路9号", "applicant_name": "李四"}
DAY = "2026-11-24"


@pytest.fixture
def desk(tmp_path: Path, database_url: str, database: Database, clock: FrozenClock, monkeypatch) -> Desk:  # type: ignore[no-untyped-def]
    """A desk on a machine of its own, with keys in its state folder."""
    monkeypatch.setenv("ASSISTANT_STATE_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("ASSISTANT_DATABASE_URL", database_url)
    (tmp_path / "var").mkdir()
    vault = Vault(KeyRing.load_or_generate(tmp_path / "var" / "keys.json"))
    return Desk(database, vault, clock, BackOffice.open(vault, clock))


def test_a_figure_is_tried_on_the_open_cases(desk: Desk, tmp_path: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    desk.file(desk.draft(facts={**TOLD, **PERSONAL}))
    desk.draft(facts=TOLD)  # not filed: nobody's case yet
    (tmp_path / "parameters.yaml").write_text("dibao_std_rural: 1000\n", encoding="utf-8")
    table = tmp_path / "flips.csv"
    words = ["simulate", "--change", str(tmp_path / "parameters.yaml"), "--on", DAY, "--table", str(table)]
    assert main(words) == 0
    capsys.readouterr()
    [dibao] = [line for line in table.read_text(encoding="utf-8").splitlines() if ",dibao," in line]
    assert dibao.startswith("example,示例县（虚构）,dibao,最低生活保障,元/月,1,0,1,1,0,")


def test_a_case_becomes_a_situation_that_the_rules_tests_read(desk: Desk, tmp_path: Path) -> None:
    case = desk.file(desk.draft(facts={**TOLD, **PERSONAL}))
    file = tmp_path / "kept.yaml"
    words = ["situation", case.receipt, "--name", "three people just above the line", "--on", DAY, "-o", str(file)]
    assert main(words) == 0
    text = file.read_text(encoding="utf-8")
    assert not [value for value in PERSONAL.values() if value in text]
    assert case.receipt not in text
    content = yaml.safe_load(text)
    [situation] = content["situations"]
    answer = screen_document(document(content["defaults"], situation))
    assert situation["expect"]["dibao"] == {"verdict": "ineligible"}
    assert situation["expect"]["dibao_edge"] == {"verdict": "eligible"}
    for programme, want in situation["expect"].items():
        assert all(agrees(answer[programme][key], value) for key, value in want.items()), programme


def test_money_is_rounded_where_no_verdict_changes_by_it() -> None:
    kept = yaml.safe_load(policy_test(TOLD, "example", _day(DAY), "rounded"))["defaults"]["household"]
    assert (kept["household_money_assets"], kept["household_income_month"]) == (2300, 2900)
    beside = {**TOLD, "household_income_month": 2881}  # 2,900 would be fine too, 2,880 is the line
    assert (
        yaml.safe_load(policy_test(beside, "example", _day(DAY), "x"))["defaults"]["household"][
            "household_income_month"
        ]
        > 2880
    )


def test_nothing_is_written_over_and_an_unknown_receipt_is_named(desk: Desk, tmp_path: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    case = desk.file(desk.draft(facts=TOLD))
    file = tmp_path / "kept.yaml"
    file.write_text("mine")
    assert main(["situation", case.receipt, "--name", "x", "--on", DAY, "-o", str(file)]) == 1
    assert file.read_text() == "mine"
    assert main(["situation", "DB-000000-AAAA", "--name", "x"]) == 1
    assert "DB-000000-AAAA" in capsys.readouterr().err


def _day(words: str) -> Any:
    return yaml.safe_load(words)
