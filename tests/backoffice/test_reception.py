"""Staff in conversations: who may enter, what each command leaves behind, and what nobody may see or lose."""

import pytest
from sqlalchemy import select

from backoffice import tables
from backoffice.actors import Actor
from backoffice.errors import NotAllowed, UnknownStaff
from backoffice.facts import UNKNOWN
from backoffice.reception import Visit
from backoffice.roles import Role, StaffMember
from conversations import handoff
from conversations.errors import HeldByAnother, UnknownConversation
from conversations.tables import conversation, inbox, outbox
from tests.backoffice.desk import Desk

VILLAGE, TOWNSHIP, COUNTY = Role.VILLAGE_WORKER, Role.TOWNSHIP_REVIEWER, Role.COUNTY_APPROVER
OFFICER, ADMIN = Role.LEGAL_AID_OFFICER, Role.ADMINISTRATOR

#: What a conversation is about (kinds of drafts, and D for danger) and who may enter it.
ENTER = [
    ((), {VILLAGE, TOWNSHIP, COUNTY, OFFICER, ADMIN}),
    (("dibao",), {VILLAGE, TOWNSHIP, COUNTY, ADMIN}),
    (("legal_help",), {OFFICER, ADMIN}),
    (("legal_aid_card",), {VILLAGE, TOWNSHIP, COUNTY, OFFICER, ADMIN}),
    (("dibao", "legal_help"), {VILLAGE, TOWNSHIP, COUNTY, OFFICER, ADMIN}),
    (("D",), {TOWNSHIP, COUNTY, OFFICER, ADMIN}),
    (("dibao", "D"), {TOWNSHIP, COUNTY, ADMIN}),
]


def enter(desk: Desk, talk: str, who: StaffMember) -> Visit:
    with desk.database.write() as c:
        return desk.office.reception.open(c, talk, who)


def held(desk: Desk, talk: str) -> tuple[str, str | None]:
    with desk.database.read() as c:
        row = c.execute(select(conversation.c.hold, conversation.c.holder).where(conversation.c.id == talk)).one()
    return row.hold, row.holder


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("about", "who"), ENTER, ids=["+".join(about) or "nothing yet" for about, _ in ENTER])
def test_a_conversation_exists_for_those_whose_work_it_is(
    desk: Desk, about: tuple[str, ...], who: set[Role], role: Role
) -> None:
    talk = desk.talk("violence" if "D" in about else None)
    for kind in about:
        if kind != "D":
            desk.draft(kind, talk=talk)
    person = desk.hire(role)
    if role in who:
        assert enter(desk, talk, person).talk.id == talk
    else:
        with pytest.raises(UnknownConversation):
            enter(desk, talk, person)


def test_a_matter_that_was_dropped_opens_no_door(desk: Desk) -> None:
    draft = desk.draft("legal_help")
    with desk.database.write() as c:
        desk.office.drafts.drop(c, draft.id, actor=Actor.resident(draft.conversation_id))
    assert enter(desk, draft.conversation_id, desk.hire(VILLAGE)).draft is None


def test_answers_of_another_offices_matter_stay_closed_in_a_shared_conversation(desk: Desk) -> None:
    talk = desk.talk()
    desk.draft("dibao", talk=talk)
    desk.draft("legal_help", {"name": "样例甲", "matter_text": "欠薪"}, talk=talk)
    visit = enter(desk, talk, desk.hire(VILLAGE))
    assert (visit.draft, visit.facts) == (None, ())
    assert [line.fact for line in enter(desk, talk, desk.hire(OFFICER)).facts] == ["matter_text", "name"]


@pytest.mark.parametrize("command", ["claim", "reply", "release", "add_note", "telephone", "fingerprint"])
def test_no_command_reaches_a_conversation_in_danger_from_the_village(desk: Desk, command: str) -> None:
    talk, neighbour = desk.talk("violence"), desk.hire(VILLAGE)
    words = {"reply": ("您好", "k"), "add_note": ("看到了",)}.get(command, ())
    before = held(desk, talk), desk.count(outbox), desk.count(tables.note), desk.count(tables.audit)
    with pytest.raises(UnknownConversation), desk.database.write() as c:
        getattr(desk.office.reception, command)(c, talk, neighbour, *words)
    assert (held(desk, talk), desk.count(outbox), desk.count(tables.note), desk.count(tables.audit)) == before


def test_a_claim_is_logged_once_however_often_it_is_pressed(desk: Desk) -> None:
    talk, me = desk.talk(), desk.hire(TOWNSHIP)
    for _ in range(2):
        with desk.database.write() as c:
            desk.office.reception.claim(c, talk, me)
    assert desk.actions(f"conversation:{talk}") == ["conversation_claimed"]


def test_a_colleagues_conversation_is_taken_over_on_purpose_only(desk: Desk) -> None:
    talk, colleague, me = desk.talk(), desk.hire(TOWNSHIP), desk.hire(COUNTY)
    reception = desk.office.reception
    with desk.database.write() as c:
        reception.claim(c, talk, colleague)
    with pytest.raises(HeldByAnother), desk.database.write() as c:
        reception.claim(c, talk, me)
    with desk.database.write() as c:
        reception.take_over(c, talk, me)
    assert held(desk, talk) == ("staff", me.id)
    assert desk.actions(f"conversation:{talk}")[-1] == "conversation_taken_over"


def test_a_village_worker_takes_nothing_from_colleagues_and_passes_nothing_on(desk: Desk) -> None:
    talk, colleague, neighbour = desk.talk(), desk.hire(TOWNSHIP), desk.hire(VILLAGE)
    reception = desk.office.reception
    with pytest.raises(NotAllowed), desk.database.write() as c:
        reception.take_over(c, talk, neighbour)
    with pytest.raises(NotAllowed), desk.database.write() as c:
        reception.transfer(c, talk, neighbour, colleague.id, "")


def test_a_conversation_is_passed_on_to_those_only_who_may_see_it(desk: Desk) -> None:
    talk, me, colleague, neighbour = desk.talk("violence"), desk.hire(TOWNSHIP), desk.hire(OFFICER), desk.hire(VILLAGE)
    reception = desk.office.reception
    with desk.database.write() as c:
        assert {person.id for person in reception.colleagues(c, talk, me)} == {colleague.id}
    with pytest.raises(NotAllowed), desk.database.write() as c:
        reception.transfer(c, talk, me, neighbour.id, "请接待")
    with pytest.raises(UnknownStaff), desk.database.write() as c:
        reception.transfer(c, talk, me, "nobody", "请接待")
    with desk.database.write() as c:
        reception.transfer(c, talk, me, colleague.id, "请接待")
        notes = desk.office.notes.of_conversation(c, talk)
    assert held(desk, talk) == ("staff", colleague.id)
    assert [note.text for note in notes] == ["请接待"]


def test_nobody_passes_on_what_somebody_else_holds(desk: Desk) -> None:
    talk, holder, me, third = desk.talk(), desk.hire(TOWNSHIP), desk.hire(COUNTY), desk.hire(OFFICER)
    with desk.database.write() as c:
        desk.office.reception.claim(c, talk, holder)
    with pytest.raises(HeldByAnother), desk.database.write() as c:
        desk.office.reception.transfer(c, talk, me, third.id, "")


def test_the_same_words_with_the_same_key_go_once_and_other_words_go_as_well(desk: Desk) -> None:
    talk, me = desk.talk(), desk.hire(TOWNSHIP)
    sent = []
    for text in ("您好", "您好", "请带户口本"):
        with desk.database.write() as c:
            sent.append(desk.office.reception.reply(c, talk, me, text, "one key"))
    assert [row is None for row in sent] == [False, True, False]
    assert desk.count(outbox) == 2


def test_one_key_in_two_conversations_is_two_replies(desk: Desk) -> None:
    me = desk.hire(TOWNSHIP)
    for talk in (desk.talk(), desk.talk()):
        with desk.database.write() as c:
            assert desk.office.reception.reply(c, talk, me, "您好", "one key") is not None


def test_a_release_leaves_the_bot_something_to_go_on_with(desk: Desk) -> None:
    talk, me = desk.talk(), desk.hire(TOWNSHIP)
    with desk.database.write() as c:
        desk.office.reception.claim(c, talk, me)
        assert desk.office.reception.release(c, talk, me)
        assert not desk.office.reception.release(c, talk, me)
        resumes = c.scalars(select(inbox.c.kind).where(inbox.c.conversation_id == talk, inbox.c.kind == "resume")).all()
    assert (held(desk, talk), len(resumes)) == (("bot", None), 1)
    assert desk.actions(f"conversation:{talk}") == ["conversation_claimed", "conversation_released"]


def test_an_answer_written_by_staff_lets_the_bots_verdict_be_told_anew(desk: Desk) -> None:
    draft = desk.draft("dibao", {"member_count": 3, "asked_anew": "home_count"})
    me, casework = desk.hire(TOWNSHIP), desk.office.casework
    with desk.database.write() as c:
        desk.office.drafts.write_fact(c, draft.id, "first_check", {"verdict": "eligible"}, actor=Actor.bot())
        casework.set_fact(c, draft.id, "household_income_month", 900, me)
        assert set(desk.office.drafts.get(c, draft.id).facts) == {
            "member_count",
            "asked_anew",
            "household_income_month",
        }
        casework.set_fact(c, draft.id, "home_count", UNKNOWN, me)
        assert not desk.office.drafts.get(c, draft.id).has("asked_anew")


def test_what_the_bot_said_before_filing_stays_with_a_filed_case(desk: Desk) -> None:
    draft, me = desk.draft("dibao", {"first_check": "eligible"}), desk.hire(TOWNSHIP)
    desk.file(draft)
    with desk.database.write() as c:
        desk.office.casework.set_fact(c, draft.id, "member_count", 2, me)
        assert desk.office.drafts.get(c, draft.id).has("first_check")


def test_answers_of_another_offices_matter_are_not_written(desk: Desk) -> None:
    draft, neighbour = desk.draft("legal_help"), desk.hire(VILLAGE)
    with pytest.raises(NotAllowed), desk.database.write() as c:
        desk.office.casework.set_fact(c, draft.id, "matter_type", "wages", neighbour)


def test_danger_that_its_holder_may_not_see_any_more_is_listed_for_those_who_may(desk: Desk) -> None:
    talk, neighbour, officer = desk.talk(), desk.hire(VILLAGE), desk.hire(OFFICER)
    with desk.database.write() as c:
        handoff.claim(c, talk, neighbour.id)
        desk.set_talk(c, talk, danger="violence", held_at=desk.now(5), last_message_at=desk.now(1))
        (row,) = desk.office.queue.rows(c, officer)
        assert desk.office.queue.rows(c, neighbour) == []
    assert (row.conversation_id, row.assignee, row.danger) == (talk, neighbour.id, True)


def test_danger_that_was_answered_leaves_the_lists_of_others(desk: Desk) -> None:
    talk, holder, officer = desk.talk("violence"), desk.hire(TOWNSHIP), desk.hire(OFFICER)
    with desk.database.write() as c:
        handoff.claim(c, talk, holder.id)
        desk.set_talk(c, talk, held_at=desk.now(1), last_message_at=desk.now(5))
        assert desk.office.queue.rows(c, officer) == []
        assert [row.assignee for row in desk.office.queue.rows(c, holder)] == [holder.id]


def test_the_workload_counts_open_cases_and_conversations_in_hand(desk: Desk) -> None:
    me, idle = desk.hire(TOWNSHIP), desk.hire(COUNTY)
    open_case, closed, talk = desk.case("dibao"), desk.case("dibao"), desk.talk()
    with desk.database.write() as c:
        desk.office.casework.claim(c, open_case.id, me)
        desk.office.casework.claim(c, closed.id, me)
        desk.office.casework.withdraw(c, closed.id, me, "本人撤回")
        desk.office.reception.claim(c, talk, me)
        load = desk.office.casework.workload(c)
    assert (load.get(me.id), load.get(idle.id)) == (2, None)


def test_a_fingerprint_changes_with_what_the_page_shows_and_with_nothing_else(desk: Desk) -> None:
    talk, elsewhere, me = desk.talk(), desk.talk(), desk.hire(TOWNSHIP)
    reception = desk.office.reception

    def look() -> str:
        with desk.database.read() as c:
            return reception.fingerprint(c, talk, me)

    seen = [look()]
    with desk.database.write() as c:
        reception.claim(c, elsewhere, me)
        reception.open(c, talk, me)
    assert look() == seen[0]
    draft = desk.draft("dibao", talk=talk)
    for change in (
        lambda c: desk.office.drafts.write_fact(c, draft.id, "member_count", 3, actor=me.actor),
        lambda c: reception.add_note(c, talk, me, "备注"),
        lambda c: reception.claim(c, talk, me),
        lambda c: reception.reply(c, talk, me, "您好", "k"),
        lambda c: c.execute(outbox.update().values(state="failed")),
    ):
        desk.clock.move(seconds=1)
        with desk.database.write() as c:
            change(c)
        seen.append(look())
    assert len(set(seen)) == len(seen)
