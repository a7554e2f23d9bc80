"""Signing in: sessions that end, guesses that are stopped, answers that give nothing away."""

import threading

import pytest
from sqlalchemy import select

from backoffice import tables
from backoffice.errors import WeakPassword
from backoffice.roles import Role, StaffMember
from backoffice.sign_in import SignIn, csrf_token, same_secret
from tests.backoffice.desk import ADMIN, Desk

PASSWORD = "plough-the-north-field"

LIVES = [
    ("used a moment ago", 0, True),
    ("idle for 59 minutes", 59, True),
    ("idle for an hour", 60, False),
    ("idle overnight", 14 * 60, False),
]


@pytest.fixture
def clerk(desk: Desk) -> StaffMember:
    """A clerk who has already set a password of their own."""
    with desk.database.write() as c:
        new = desk.office.staff.add(c, "clerk", "示例员", [Role.ADMINISTRATOR], actor=ADMIN)
    assert desk.office.sessions.change_password(desk.database, new.member.id, new.password, PASSWORD)
    return new.member


def sign_in(desk: Desk, password: str = PASSWORD, username: str = "clerk", address: str = "10.0.0.1") -> SignIn:
    return desk.office.sessions.sign_in(desk.database, username, password, address)


def session(desk: Desk, token: str) -> object:
    with desk.database.read() as c:
        return desk.office.sessions.session(c, token)


def test_the_right_password_opens_a_session(desk: Desk, clerk: StaffMember) -> None:
    signed = sign_in(desk)
    assert (signed.outcome, signed.session.staff.id) == ("signed_in", clerk.id)
    assert session(desk, signed.token).staff.must_change_password is False
    assert desk.actions(f"staff:{clerk.id}")[-1] == "signed_in"


@pytest.mark.parametrize("username", ["clerk", " CLERK ", "Clerk"])
def test_a_user_name_is_taken_however_it_is_written(desk: Desk, clerk: StaffMember, username: str) -> None:
    assert sign_in(desk, username=username).outcome == "signed_in"


def test_unknown_name_wrong_password_and_closed_account_get_the_same_answer(desk: Desk, clerk: StaffMember) -> None:
    desk.hire(Role.ADMINISTRATOR)
    answers = [sign_in(desk, "wrong"), sign_in(desk, username="nobody")]
    with desk.database.write() as c:
        desk.office.staff.set_active(c, clerk.id, False, actor=ADMIN)
    answers.append(sign_in(desk))
    assert answers == [SignIn("wrong")] * 3
    assert "signed_in" not in desk.actions()


def test_neither_token_nor_csrf_token_stands_in_the_database(desk: Desk, clerk: StaffMember) -> None:
    signed = sign_in(desk)
    with desk.database.read() as c:
        stored = str(c.execute(select(tables.staff_session)).all())
    assert signed.token not in stored
    assert signed.session.csrf not in stored


def test_each_session_has_a_csrf_token_of_its_own(desk: Desk, clerk: StaffMember) -> None:
    one, two = sign_in(desk), sign_in(desk)
    assert one.session.csrf == session(desk, one.token).csrf == csrf_token(one.token)
    assert not same_secret(one.session.csrf, two.session.csrf)
    assert same_secret(one.session.csrf, csrf_token(one.token))


@pytest.mark.parametrize(("what", "minutes", "alive"), LIVES, ids=[row[0] for row in LIVES])
def test_an_idle_session_ends(desk: Desk, clerk: StaffMember, what: str, minutes: int, alive: bool) -> None:
    token = sign_in(desk).token
    desk.clock.move(minutes=minutes)
    assert (session(desk, token) is not None) is alive


def test_a_session_kept_alive_ends_after_twelve_hours_all_the_same(desk: Desk, clerk: StaffMember) -> None:
    token = sign_in(desk).token
    for _ in range(23):
        desk.clock.move(minutes=30)
        assert session(desk, token).stale
        with desk.database.write() as c:
            desk.office.sessions.keep_alive(c, token)
    assert session(desk, token).stale is False
    desk.clock.move(minutes=30)
    assert session(desk, token) is None


def test_signing_out_ends_the_session_and_no_other(desk: Desk, clerk: StaffMember) -> None:
    one, two = sign_in(desk).token, sign_in(desk).token
    with desk.database.write() as c:
        desk.office.sessions.sign_out(c, one)
        desk.office.sessions.sign_out(c, one)
    assert session(desk, one) is None
    assert session(desk, two) is not None
    assert desk.actions(f"staff:{clerk.id}").count("signed_out") == 1


@pytest.mark.parametrize("token", ["", "nonsense", "x" * 5000])
def test_a_made_up_token_opens_nothing(desk: Desk, clerk: StaffMember, token: str) -> None:
    assert session(desk, token) is None


def test_closing_an_account_or_resetting_its_password_ends_its_sessions(desk: Desk, clerk: StaffMember) -> None:
    desk.hire(Role.ADMINISTRATOR)
    token = sign_in(desk).token
    with desk.database.write() as c:
        new = desk.office.staff.reset_password(c, clerk.id, actor=ADMIN)
    assert session(desk, token) is None
    again = sign_in(desk, new)
    assert again.session.staff.must_change_password
    with desk.database.write() as c:
        desk.office.staff.set_active(c, clerk.id, False, actor=ADMIN)
    assert session(desk, again.token) is None


def test_five_failures_lock_the_account_for_fifteen_minutes_from_anywhere(desk: Desk, clerk: StaffMember) -> None:
    for n in range(5):
        assert sign_in(desk, "wrong", address=f"10.0.1.{n}").outcome == "wrong"
        desk.clock.move(seconds=30)
    locked = sign_in(desk, address="10.0.9.9")
    assert (locked.outcome, locked.minutes) == ("locked", 15)
    desk.clock.move(minutes=14)
    assert sign_in(desk, address="10.0.9.9").outcome == "locked"
    desk.clock.move(minutes=1)
    assert sign_in(desk, address="10.0.9.9").outcome == "signed_in"


def test_guesses_made_elsewhere_lock_nobody_out_of_where_they_work(desk: Desk, clerk: StaffMember) -> None:
    assert sign_in(desk, address="10.0.0.7").outcome == "signed_in"
    for n in range(9):
        sign_in(desk, "wrong", address=f"10.0.1.{n}")
    assert sign_in(desk, address="10.0.9.9").outcome == "locked"
    assert sign_in(desk, address="10.0.0.7").outcome == "signed_in"
    for _ in range(5):
        assert sign_in(desk, "wrong", address="10.0.0.7").outcome == "wrong"
    assert sign_in(desk, address="10.0.0.7").outcome == "locked"


def test_five_failures_lock_an_address_for_every_account(desk: Desk, clerk: StaffMember) -> None:
    for n in range(5):
        sign_in(desk, "wrong", username=f"guess{n}")
    assert sign_in(desk).outcome == "locked"
    assert sign_in(desk, address="10.0.0.2").outcome == "signed_in"


def test_a_success_begins_the_count_anew(desk: Desk, clerk: StaffMember) -> None:
    for _ in range(3):
        outcomes = [sign_in(desk, "wrong").outcome for _ in range(4)] + [sign_in(desk).outcome]
        assert outcomes == ["wrong"] * 4 + ["signed_in"]


def test_failures_spread_over_a_day_lock_nothing(desk: Desk, clerk: StaffMember) -> None:
    for _ in range(10):
        assert sign_in(desk, "wrong").outcome == "wrong"
        desk.clock.move(minutes=10)


def test_guesses_made_at_the_same_moment_do_not_slip_past_the_limit(desk: Desk, clerk: StaffMember) -> None:
    outcomes: list[str] = []
    ready = threading.Barrier(12)

    def guess(n: int) -> None:
        ready.wait()
        outcomes.append(sign_in(desk, f"wrong {n}", address=f"10.0.2.{n}").outcome)

    threads = [threading.Thread(target=guess, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["locked"] * 7 + ["wrong"] * 5


def test_a_new_password_needs_the_old_one_and_ends_the_other_sessions(desk: Desk, clerk: StaffMember) -> None:
    here, elsewhere = sign_in(desk).token, sign_in(desk).token
    change = desk.office.sessions.change_password
    assert change(desk.database, clerk.id, "wrong", "sow-the-southern-field") is False
    assert change(desk.database, clerk.id, PASSWORD, "sow-the-southern-field", keep=here) is True
    assert session(desk, here) is not None
    assert session(desk, elsewhere) is None
    assert sign_in(desk).outcome == "wrong"
    assert sign_in(desk, "sow-the-southern-field").outcome == "signed_in"


def test_guessing_the_old_password_in_a_stolen_session_is_stopped_as_well(desk: Desk, clerk: StaffMember) -> None:
    change = desk.office.sessions.change_password
    for n in range(5):
        assert change(desk.database, clerk.id, f"guess {n}", "sow-the-southern-field") is False
    assert change(desk.database, clerk.id, PASSWORD, "sow-the-southern-field") is False


def test_a_weak_new_password_is_refused_before_anything_else(desk: Desk, clerk: StaffMember) -> None:
    with pytest.raises(WeakPassword):
        desk.office.sessions.change_password(desk.database, clerk.id, PASSWORD, "clerk")


def test_the_old_password_is_no_new_one(desk: Desk, clerk: StaffMember) -> None:
    with pytest.raises(WeakPassword, match="short or too plain"):
        desk.office.sessions.change_password(desk.database, clerk.id, PASSWORD, PASSWORD)


def test_what_was_typed_into_the_name_field_is_not_kept(desk: Desk, clerk: StaffMember) -> None:
    sign_in(desk, username=PASSWORD, address="10.0.0.77")
    with desk.database.read() as c:
        kept = str(c.execute(select(tables.sign_in_attempt)).all())
    assert PASSWORD not in kept
    assert "10.0.0.77" not in kept
