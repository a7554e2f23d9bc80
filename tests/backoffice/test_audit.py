"""The audit log: append-only, complete, and free of personal values."""

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from backoffice import tables
from backoffice.actors import Actor
from backoffice.errors import PersonalValueInAudit
from tests.backoffice.desk import Desk

HARMLESS = [
    "DB-261124-7K3Q",
    "township_inquiry",
    "name phone id_number",
    12,
    9_999_999_999,
    True,
    None,
    "0b9d3c1e-1234-4567-8912-345678901234",
]
PERSONAL = ["欧阳小试", "13800000000", "+8613800000000", "11010119900307777X", 13_800_000_000, "x" * 201, "line\nbreak"]


@pytest.mark.parametrize("value", HARMLESS)
def test_codes_and_small_numbers_may_be_logged(desk: Desk, value: object) -> None:
    with desk.database.write() as c:
        desk.office.audit.record(c, Actor.bot(), "tested", "case:1", {"value": value})
        assert desk.office.audit.entries(c)[0].detail == {"value": value}


@pytest.mark.parametrize("value", PERSONAL)
def test_what_may_be_personal_is_refused(desk: Desk, value: object) -> None:
    with desk.database.write() as c:
        with pytest.raises(PersonalValueInAudit):
            desk.office.audit.record(c, Actor.bot(), "tested", "case:1", {"value": value})
        assert desk.office.audit.entries(c) == []


@pytest.mark.parametrize(
    "change", [update(tables.audit).values(action="nothing"), delete(tables.audit)], ids=["update", "delete"]
)
def test_the_database_itself_refuses_to_change_the_log(desk: Desk, change: object) -> None:
    with desk.database.write() as c:
        desk.office.audit.record(c, Actor.bot(), "tested", "case:1")
    with pytest.raises(DBAPIError, match="append-only"), desk.database.write() as c:
        c.execute(change)
    assert desk.actions() == ["tested"]


def test_the_log_is_found_by_subject_and_person_and_read_page_by_page(desk: Desk) -> None:
    audit, clerk = desk.office.audit, Actor.staff("s1")
    with desk.database.write() as c:
        for n in range(4):
            audit.record(c, clerk if n % 2 else Actor.bot(), f"act{n}", f"case:{n // 2}")
        assert [entry.action for entry in audit.entries(c)] == ["act3", "act2", "act1", "act0"]
        assert [entry.action for entry in audit.entries(c, subject="case:1")] == ["act3", "act2"]
        assert [entry.action for entry in audit.entries(c, actor_id="s1")] == ["act3", "act1"]
        newest = audit.entries(c, limit=1)[0]
        assert [entry.action for entry in audit.entries(c, limit=2, before_id=newest.id)] == ["act2", "act1"]
    assert (newest.at, newest.actor) == (desk.clock.now(), clerk)


def test_reading_nothing_personal_is_not_logged_as_a_read(desk: Desk) -> None:
    with desk.database.write() as c:
        desk.office.audit.read(c, Actor.staff("s1"), "case:1", [], "case_page")
        assert desk.office.audit.entries(c) == []
        desk.office.audit.read(c, Actor.staff("s1"), "case:1", ["phone", "name"], "case_page")
        (entry,) = desk.office.audit.entries(c)
    assert entry.detail == {"what": "name phone", "purpose": "case_page"}
