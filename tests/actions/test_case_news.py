"""Whoever filed a case hears of each step once, in the same conversation; never where it could be read by the wrong person."""

import pytest

from actions.case_news import CaseNews
from backoffice.cases import Case, Urgency
from backoffice.roles import Role, StaffMember
from conversations import handoff, reading
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
