"""What the assistant was not sure of waits sealed for staff, and what they say of it is kept for training."""

import pytest

from backoffice import tables
from backoffice.errors import NotAllowed, UnknownUnclearMessage
from backoffice.retention import UNJUDGED_KEPT
from backoffice.roles import Role, StaffMember
from backoffice.unclear_messages import JUDGED, WAITING, JudgedMessage, Meaning
from tests.backoffice.desk import Desk

TEXT = "那个本本啥时候换新的"  # synthetic
GUESS = Meaning("inform", "none", "none")
MEANT = Meaning("ask_procedure", "legal_aid_card", "none")

MAY_REVIEW = {Role.COUNTY_APPROVER, Role.LEGAL_AID_OFFICER, Role.ADMINISTRATOR}


def keep(desk: Desk, inbox_id: int, text: str = TEXT) -> None:
    with desk.database.write() as c:
        desk.office.unclear_messages.keep(c, inbox_id, text, GUESS, 0.31)


@pytest.fixture
def clerk(desk: Desk) -> StaffMember:
    return desk.hire(Role.COUNTY_APPROVER)


def test_a_message_is_kept_once_and_sealed(desk: Desk, clerk: StaffMember) -> None:
    keep(desk, 7)
    keep(desk, 7)
    with desk.database.read() as c:
        [waiting] = desk.office.unclear_messages.waiting(c, clerk)
        stored = c.execute(tables.unclear_message.select()).one()
    assert (waiting.text, waiting.guess, waiting.confidence, waiting.at) == (TEXT, GUESS, 0.31, desk.clock.now())
    assert TEXT.encode() not in stored.text_sealed


def test_what_staff_judge_is_given_to_training_with_their_labels(desk: Desk, clerk: StaffMember) -> None:
    keep(desk, 7)
    keep(desk, 8, "嗯那个啥")
    messages = desk.office.unclear_messages
    with desk.database.write() as c:
        second, first = messages.waiting(c, clerk)
        messages.judge(c, first.id, MEANT, by=clerk)
        messages.set_aside(c, second.id, by=clerk)
        assert messages.judged(c) == [JudgedMessage(TEXT, MEANT)]
        assert messages.waiting(c, clerk) == []
        assert [entry.action for entry in desk.office.audit.entries(c)][:2] == ["message_set_aside", "message_judged"]


def test_a_message_is_judged_by_one_person_only(desk: Desk, clerk: StaffMember) -> None:
    keep(desk, 7)
    messages = desk.office.unclear_messages
    with desk.database.write() as c:
        [waiting] = messages.waiting(c, clerk)
        messages.judge(c, waiting.id, MEANT, by=clerk)
        with pytest.raises(UnknownUnclearMessage):
            messages.judge(c, waiting.id, GUESS, by=clerk)
        assert messages.judged(c) == [JudgedMessage(TEXT, MEANT)]


@pytest.mark.parametrize("role", list(Role))
def test_only_some_roles_read_and_judge(desk: Desk, role: Role) -> None:
    keep(desk, 7)
    member, messages = desk.hire(role), desk.office.unclear_messages
    with desk.database.write() as c:
        if role in MAY_REVIEW:
            messages.judge(c, messages.waiting(c, member)[0].id, MEANT, by=member)
            assert messages.count(c, JUDGED) == 1
            return
        with pytest.raises(NotAllowed):
            messages.waiting(c, member)
        with pytest.raises(NotAllowed):
            messages.judge(c, 1, MEANT, by=member)
        assert messages.count(c, WAITING) == 1


def test_what_nobody_judged_is_forgotten_and_what_was_judged_stays(desk: Desk, clerk: StaffMember) -> None:
    keep(desk, 7)
    keep(desk, 8)
    messages = desk.office.unclear_messages
    with desk.database.write() as c:
        messages.judge(c, messages.waiting(c, clerk)[0].id, MEANT, by=clerk)
        assert desk.office.retention.sweep(c).unclear == 0
    desk.clock.move(days=UNJUDGED_KEPT.days + 1)
    with desk.database.write() as c:
        assert desk.office.retention.sweep(c).unclear == 1
        assert (messages.count(c, WAITING), messages.count(c, JUDGED)) == (0, 1)
