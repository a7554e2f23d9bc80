"""Notes stay among staff; prepared replies are written by administrators."""

import pytest
from sqlalchemy import select

from backoffice import tables
from backoffice.errors import NotAllowed
from backoffice.roles import Role
from conversations import handoff, reading
from conversations.tables import outbox
from tests.backoffice.desk import Desk

NOTE = "邻居说其儿子在外打工，待核实"


def test_notes_of_a_case_and_of_a_conversation_are_kept_apart(desk: Desk) -> None:
    case, clerk = desk.case(), desk.hire(Role.TOWNSHIP_REVIEWER)
    notes = desk.office.notes
    with desk.database.write() as c:
        on_case = notes.add(c, clerk, NOTE, case_id=case.id)
        on_talk = notes.add(c, clerk, "请下午回电", conversation_id=case.conversation_id)
        assert notes.of_case(c, case.id) == [on_case]
        assert notes.of_conversation(c, case.conversation_id) == [on_talk]
    assert (on_case.text, on_case.staff_id, on_case.at) == (NOTE, clerk.id, desk.clock.now())


def test_a_note_stands_sealed_in_its_table_and_never_in_the_conversation(desk: Desk) -> None:
    case, clerk = desk.case(), desk.hire(Role.TOWNSHIP_REVIEWER)
    with desk.database.write() as c:
        desk.office.notes.add(c, clerk, NOTE, conversation_id=case.conversation_id)
        handoff.staff_reply(c, desk.vault, case.conversation_id, clerk.id, "您好，我来回复您", "key")
        stored = c.execute(select(tables.note)).one()
        thread = reading.thread(c, desk.vault, case.conversation_id)
    assert NOTE.encode() not in stored.text_sealed
    assert all(NOTE not in line.text for line in thread)
    assert desk.count(outbox) == 1


def test_the_text_of_a_note_does_not_enter_the_audit_log(desk: Desk) -> None:
    case, clerk = desk.case(), desk.hire(Role.TOWNSHIP_REVIEWER)
    with desk.database.write() as c:
        desk.office.casework.add_note(c, case.id, clerk, NOTE)
        assert NOTE not in str(desk.office.audit.entries(c))
    assert desk.actions(f"case:{case.id}") == ["case_filed", "note_added"]


def test_prepared_replies_are_listed_by_title_changed_and_removed(desk: Desk) -> None:
    boss, replies = desk.hire(Role.ADMINISTRATOR), desk.office.canned_replies
    with desk.database.write() as c:
        hours = replies.add(c, "b 办公时间", "周一至周五", by=boss)
        papers = replies.add(c, "a 材料", "请带身份证", by=boss)
        assert replies.list(c) == [papers, hours]
        replies.update(c, hours.id, "b 办公时间", "工作日 8:30 至 17:00", by=boss)
        replies.remove(c, papers.id, by=boss)
        assert [reply.text for reply in replies.list(c)] == ["工作日 8:30 至 17:00"]
    assert desk.actions(f"canned_reply:{papers.id}") == ["canned_reply_added", "canned_reply_removed"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_others_do_not_write_prepared_replies(desk: Desk, role: Role) -> None:
    clerk = desk.hire(role)
    with desk.database.write() as c:
        for change in (
            lambda: desk.office.canned_replies.add(c, "t", "x", by=clerk),
            lambda: desk.office.canned_replies.update(c, 1, "t", "x", by=clerk),
            lambda: desk.office.canned_replies.remove(c, 1, by=clerk),
        ):
            with pytest.raises(NotAllowed):
                change()
