"""Accounts of staff: opened, changed, closed, and never without an administrator."""

import pytest
from sqlalchemy import select

from backoffice import tables
from backoffice.errors import LastAdministrator, NobodySeesDanger, UnknownStaff, UsernameTaken, WeakPassword
from backoffice.kinds import CASE_OF_DRAFT
from backoffice.passwords import check_strength, draw_password
from backoffice.roles import Role, Roles
from tests.backoffice.desk import ADMIN, Desk

WEAK = ["", "short1", "123456789012", "aaaaaaaaaaaa", "clerk-of-town-1"]
STRONG = ["三月种树六月收瓜九月", "plough-the-north-field", "Xk3vbbq27!"]


def test_the_first_administrator_is_made_once_with_a_drawn_password(desk: Desk) -> None:
    with desk.database.write() as c:
        first = desk.office.staff.ensure_first_administrator(c)
        assert desk.office.staff.ensure_first_administrator(c) is None
    assert (first.member.username, first.member.roles) == ("admin", {Role.ADMINISTRATOR})
    assert first.member.must_change_password
    signed = desk.office.sessions.sign_in(desk.database, "admin", first.password, "10.0.0.1")
    assert signed.outcome == "signed_in"


def test_a_password_is_kept_as_an_argon2_hash_only(desk: Desk) -> None:
    with desk.database.write() as c:
        new = desk.office.staff.add(c, "clerk", "示例员", [Role.VILLAGE_WORKER], actor=ADMIN)
        kept = c.scalar(select(tables.staff.c.password_hash))
    assert kept.startswith("$argon2id$")
    assert new.password not in kept


def test_drawn_passwords_are_strong_and_never_the_same() -> None:
    drawn = {draw_password() for _ in range(50)}
    assert len(drawn) == 50
    for password in drawn:
        check_strength(password, "admin")


@pytest.mark.parametrize("password", WEAK)
def test_a_password_that_can_be_guessed_is_refused(password: str) -> None:
    with pytest.raises(WeakPassword) as refused:
        check_strength(password, "clerk")
    assert refused.value.text.startswith("新密码")


@pytest.mark.parametrize("password", STRONG)
def test_a_long_varied_password_is_taken(password: str) -> None:
    check_strength(password, "clerk")


def test_user_names_are_unique_whatever_their_case(desk: Desk) -> None:
    with desk.database.write() as c:
        desk.office.staff.add(c, "Clerk", "甲", [Role.VILLAGE_WORKER], actor=ADMIN)
        with pytest.raises(UsernameTaken):
            desk.office.staff.add(c, " clerk ", "乙", [Role.VILLAGE_WORKER], actor=ADMIN)


def test_roles_can_be_changed_and_add_up(desk: Desk) -> None:
    member = desk.hire(Role.TOWNSHIP_REVIEWER)
    desk.hire(Role.ADMINISTRATOR)
    both = [Role.TOWNSHIP_REVIEWER, Role.LEGAL_AID_OFFICER]
    with desk.database.write() as c:
        desk.office.staff.set_roles(c, member.id, both, actor=ADMIN)
        member = desk.office.staff.get(c, member.id)
    assert member.roles == set(both)
    assert desk.office.roles.kinds_of(member) == set(CASE_OF_DRAFT.values())
    assert desk.actions(f"staff:{member.id}") == ["staff_added", "staff_roles_set"]


def test_the_last_administrator_can_neither_be_closed_nor_demoted(desk: Desk) -> None:
    boss = desk.hire(Role.ADMINISTRATOR)
    desk.hire(Role.TOWNSHIP_REVIEWER)
    for change in (
        lambda c: desk.office.staff.set_active(c, boss.id, False, actor=ADMIN),
        lambda c: desk.office.staff.set_roles(c, boss.id, [Role.VILLAGE_WORKER], actor=ADMIN),
    ):
        with pytest.raises(LastAdministrator), desk.database.write() as c:
            change(c)
    with desk.database.read() as c:
        assert desk.office.staff.get(c, boss.id) == boss


def test_somebody_always_sees_people_in_danger(desk: Desk) -> None:
    boss = desk.hire(Role.ADMINISTRATOR, sees_danger=False)
    officer = desk.hire(Role.LEGAL_AID_OFFICER)
    staff = desk.office.staff
    for change in (
        lambda c: staff.set_active(c, officer.id, False, actor=ADMIN),
        lambda c: staff.set_roles(c, officer.id, [Role.VILLAGE_WORKER], actor=ADMIN),
        lambda c: staff.set_sees_danger(c, officer.id, False, actor=ADMIN),
    ):
        with pytest.raises(NobodySeesDanger), desk.database.write() as c:
            change(c)
    with desk.database.write() as c:
        staff.set_sees_danger(c, boss.id, True, actor=ADMIN)
        staff.set_sees_danger(c, boss.id, True, actor=ADMIN)
        staff.set_sees_danger(c, officer.id, False, actor=ADMIN)
        seen = [desk.office.roles.sees_danger(staff.get(c, one.id)) for one in (boss, officer)]
    assert seen == [True, False]
    assert desk.actions(f"staff:{boss.id}") == ["staff_added", "staff_sees_danger_set"]


def test_where_nobody_was_named_yet_accounts_can_be_changed(desk: Desk) -> None:
    boss = desk.hire(Role.ADMINISTRATOR, sees_danger=False)
    with desk.database.write() as c:
        desk.office.staff.set_roles(c, boss.id, [Role.ADMINISTRATOR, Role.COUNTY_APPROVER], actor=ADMIN)


def test_the_first_administrator_sees_people_in_danger(desk: Desk) -> None:
    with desk.database.write() as c:
        first = desk.office.staff.ensure_first_administrator(c)
    assert first is not None
    assert desk.office.roles.sees_danger(first.member)


def test_closed_accounts_stand_last_in_the_list(desk: Desk) -> None:
    gone, boss = desk.hire(Role.VILLAGE_WORKER, name="甲"), desk.hire(Role.ADMINISTRATOR, name="乙")
    with desk.database.write() as c:
        desk.office.staff.set_active(c, gone.id, False, actor=ADMIN)
        assert [member.id for member in desk.office.staff.list(c)] == [boss.id, gone.id]
        assert desk.office.staff.names(c) == {gone.id: "甲", boss.id: "乙"}


def test_an_unknown_account_is_said_to_be_unknown(desk: Desk) -> None:
    with desk.database.write() as c, pytest.raises(UnknownStaff):
        desk.office.staff.reset_password(c, "nobody", actor=ADMIN)


def test_every_role_has_a_chinese_name_and_something_to_do() -> None:
    roles = Roles.load()
    assert set(roles.all()) == set(Role)
    assert [roles.label(role) for role in roles.all()] == ["村居协理员", "乡镇审核", "县局审批", "法援专员", "管理员"]
    assert all(right.may and right.sees for right in roles.rights.values())


@pytest.mark.parametrize("command", ["manage_staff", "read_audit", "edit_canned_replies"])
def test_only_an_administrator_manages(desk: Desk, command: str) -> None:
    may = {role for role in Role if desk.office.roles.may(desk.hire(role), command)}
    assert may == {Role.ADMINISTRATOR}
