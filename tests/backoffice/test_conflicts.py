"""A conflict of interest is flagged with its reason, for the officers of legal aid alone."""

import pytest
from sqlalchemy import update

from backoffice import tables
from backoffice.cases import Case
from backoffice.conflicts import Conflict
from backoffice.roles import Role, StaffMember
from tests.backoffice.desk import Desk

WANG, FIRM, ZHOU = "王小明", "顺发建筑公司", "周建国"


def matter(desk: Desk, applicant: str, opponent: str) -> Case:
    return desk.file(desk.draft("legal_help", {"name": applicant, "opponent_name": opponent}))


def conflicts(desk: Desk, case: Case, viewer: StaffMember) -> list[Conflict]:
    with desk.database.read() as c:
        return desk.office.conflicts.of_case(c, case.id, viewer)


def flagged(desk: Desk, viewer: StaffMember) -> set[int]:
    with desk.database.read() as c:
        return set(desk.office.conflicts.flagged(c, viewer))


def test_the_two_sides_of_one_quarrel_are_flagged_in_both_cases(desk: Desk) -> None:
    officer = desk.hire(Role.LEGAL_AID_OFFICER)
    first, second, other = matter(desk, WANG, ZHOU), matter(desk, " 周 建国", "李红"), matter(desk, "李红", FIRM)
    assert conflicts(desk, first, officer) == [Conflict("opponent_is_applicant", second.id, second.receipt)]
    assert conflicts(desk, second, officer) == [
        Conflict("applicant_is_opponent", first.id, first.receipt),
        Conflict("opponent_is_applicant", other.id, other.receipt),
    ]
    assert flagged(desk, officer) == {first.id, second.id, other.id}


def test_two_workers_of_one_firm_do_not_conflict(desk: Desk) -> None:
    officer = desk.hire(Role.LEGAL_AID_OFFICER)
    assert not conflicts(desk, matter(desk, WANG, FIRM), officer)
    assert not conflicts(desk, matter(desk, "李红", FIRM), officer)
    assert not flagged(desk, officer)


def test_one_member_of_staff_on_both_sides_is_said(desk: Desk) -> None:
    officer = desk.hire(Role.LEGAL_AID_OFFICER)
    first, second = matter(desk, WANG, ZHOU), matter(desk, ZHOU, "李红")
    with desk.database.write() as c:
        desk.office.casework.claim(c, first.id, officer)
        desk.office.casework.claim(c, second.id, officer)
    assert [conflict.same_hands for conflict in conflicts(desk, first, officer)] == [True]


def test_a_colleague_of_that_name_is_flagged(desk: Desk) -> None:
    officer = desk.hire(Role.LEGAL_AID_OFFICER)
    case = matter(desk, WANG, officer.name)
    assert conflicts(desk, case, officer) == [Conflict("opponent_is_staff", staff_id=officer.id)]
    assert flagged(desk, officer) == {case.id}


def test_a_closed_matter_still_conflicts_and_an_application_for_aid_does_not(desk: Desk) -> None:
    officer = desk.hire(Role.LEGAL_AID_OFFICER)
    first, closed = matter(desk, WANG, ZHOU), matter(desk, ZHOU, "李红")
    with desk.database.write() as c:
        c.execute(update(tables.case).where(tables.case.c.id == closed.id).values(closed_at=desk.now()))
    assert flagged(desk, officer) == {first.id}
    aid = desk.file(desk.draft("dibao", {"name": ZHOU}))
    assert [conflict.case_id for conflict in conflicts(desk, first, officer)] == [closed.id]
    assert aid.id not in flagged(desk, officer)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.LEGAL_AID_OFFICER])
def test_nobody_but_the_officers_is_shown_a_conflict(desk: Desk, role: Role) -> None:
    first, _ = matter(desk, WANG, ZHOU), matter(desk, ZHOU, "李红")
    viewer = desk.hire(role)
    assert conflicts(desk, first, viewer) == []
    assert flagged(desk, viewer) == set()


def test_the_queue_says_it_to_the_officer_without_a_name(desk: Desk) -> None:
    matter(desk, WANG, ZHOU)
    matter(desk, ZHOU, "李红")
    officer, admin = desk.hire(Role.LEGAL_AID_OFFICER), desk.hire(Role.ADMINISTRATOR)
    with desk.database.read() as c:
        seen = [row.reasons for row in desk.office.queue.rows(c, officer)]
        unseen = [row.reasons for row in desk.office.queue.rows(c, admin)]
    assert all("可能有利益冲突" in reasons for reasons in seen)
    assert len(seen) == 2
    assert not [reasons for reasons in unseen if "可能有利益冲突" in reasons]
