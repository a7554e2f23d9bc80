"""Whoever filed a case hears of each step once, in the same conversation; never where it could be read by the wrong person."""

import pytest

from actions.case_news import CaseNews
from backoffice.cases import Case, Urgency
from backoffice.roles import Role, StaffMember
from conversations import handoff, inbox, reading
from conversations.inbox import Flags
from conversations.messages import InboundMessage
from tests.backoffice.desk import ADMIN
from tests.dialogue.runner import Talk, World, heard


@pytest.fixture
def talk() -> Talk:
    """A complaint that was filed in a conversation."""
    talk = Talk(World())
    talk.say("低保没批我不服，没人告诉我为什么", heard("complain_or_appeal dibao"))
    return talk


def approver(world: World) -> StaffMember:
    with world.database.write() as c:
        return world.office.staff.add(c, "approver", "示例员", [Role.COUNTY_APPROVER], actor=ADMIN).member


def moves_on(talk: Talk, by: StaffMember) -> bool:
    """Move the case into the hands of staff; whether the resident is told."""
    world = talk.world
    with world.database.write() as c:
        [case] = world.office.cases.of_conversation(c, talk.conversation_id)
        return CaseNews(world.services).tell(c, world.office.casework.advance(c, case.id, "in_hand", by))


def told(talk: Talk) -> list[str]:
    with talk.world.database.read() as c:
        thread = reading.thread(c, talk.world.vault, talk.conversation_id)
    return [line.text for line in thread if line.who == "system"]


def test_a_step_is_told_once(talk: Talk) -> None:
    by = approver(talk.world)
    assert moves_on(talk, by)
    assert not moves_on(talk, by)
    [words] = told(talk)
    assert "正在办" in words


def test_whoever_talks_with_a_person_is_told_by_that_person(talk: Talk) -> None:
    with talk.world.database.write() as c:
        handoff.claim(c, talk.conversation_id, "s1")
    assert not moves_on(talk, approver(talk.world))
    assert told(talk) == []


def test_nothing_unasked_is_written_to_somebody_in_danger() -> None:
    talk = Talk(World())
    talk.say("他又打我了我不敢回家")
    world = talk.world
    with world.database.write() as c:
        draft = world.office.drafts.open_new(c, talk.conversation_id, "complaint", "example")
        case: Case = world.office.cases.file(c, draft.id, ADMIN, urgency=Urgency(danger="violence"))
        assert not CaseNews(world.services).tell(c, case)
    assert told(talk) == []


def _joins(world: World, case: Case, sender: str, danger: str | None = None) -> str:
    """Somebody else who belongs to the matter of many people; their conversation."""
    with world.database.write() as c:
        message = InboundMessage("web", "", sender, f"in-{sender}", "加入")
        talk = inbox.receive(c, world.vault, message, Flags(danger=danger)).conversation_id
        draft = world.office.drafts.open_new(c, talk, "legal_join", "example")
        world.office.joint_matters.join(c, case.id, draft.id, ADMIN)
    return talk


def test_who_joined_a_matter_of_many_people_hears_of_its_steps_too_but_not_in_danger() -> None:
    talk = Talk(World())
    talk.say("我们三十个工人没拿到工资", heard("request_legal_help legal_aid wages"))
    world = talk.world
    with world.database.write() as c:
        draft = world.office.drafts.open_new(c, talk.conversation_id, "legal_help", "example")
        world.office.drafts.give_consent(c, draft.id, actor=ADMIN)
        case = world.office.cases.file(c, draft.id, ADMIN)
        world.office.joint_matters.open(c, case.id, 30, ADMIN)
    other, hidden = _joins(world, case, "second"), _joins(world, case, "third", danger="violence")
    with world.database.write() as c:
        officer = world.office.staff.add(c, "officer", "示例员", [Role.LEGAL_AID_OFFICER], actor=ADMIN).member
        moved = world.office.casework.accept(c, case.id, officer)
        assert CaseNews(world.services).tell(c, moved)
        assert not CaseNews(world.services).tell(c, moved), "once"
    with world.database.read() as c:
        news = {
            conversation: [line.text for line in reading.thread(c, world.vault, conversation) if line.who == "system"]
            for conversation in (talk.conversation_id, other, hidden)
        }
    assert news[hidden] == []
    assert news[talk.conversation_id] == news[other]
    assert len(news[other]) == 1
