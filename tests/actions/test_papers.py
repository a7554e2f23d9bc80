"""Photos for an application: from another telephone by the receipt number alone, and asked for by staff with one press."""

import pytest

from actions.case_news import CaseNews
from backoffice.cases import Case, Urgency
from backoffice.roles import Role
from conversations import handoff, reading
from conversations.messages import Reply
from tests.backoffice.desk import ADMIN
from tests.dialogue.runner import SHEET, Talk, World, heard

ADULTS = "全家成年人同意核对经济状况的授权书"


@pytest.fixture
def talk() -> Talk:
    """Somebody who has applied for 低保 on the web."""
    talk = Talk(World())
    talk.say("我要申请低保", heard("apply dibao"))
    while (question := talk.asked.question) is not None:
        talk.say(SHEET[question.fact])
    talk.say("提交")
    return talk


def case_of(talk: Talk) -> Case:
    with talk.world.database.read() as c:
        return talk.world.office.cases.of_conversation(c, talk.conversation_id)[0]


def templates(replies: list[Reply]) -> list[str]:
    return [reply.template for reply in replies]


def told(talk: Talk) -> list[str]:
    with talk.world.database.read() as c:
        thread = reading.thread(c, talk.world.vault, talk.conversation_id)
    return [line.text for line in thread if line.who == "system"]


def test_a_photo_from_another_telephone_reaches_the_case_by_its_number(talk: Talk) -> None:
    case, other = case_of(talk), Talk(talk.world, channel="twilio", sender="+8613900139000")
    assert "受理编号" in other.say("〔图片〕", wordless="file")[0].text
    [status] = other.say(case.receipt, heard("unsure inform"))
    assert ADULTS not in status.text
    assert [option.label for option in status.options] == ["照片交给这件"]
    assert templates(other.press(0)) == ["papers.sent_unnamed"]
    with talk.world.database.read() as c:
        [file] = talk.world.office.papers.loose_files(c, case.id)
    assert file.conversation_id == other.conversation_id


def test_without_a_photo_a_number_tells_the_stage_and_offers_nothing(talk: Talk) -> None:
    other = Talk(talk.world, channel="twilio", sender="+8613900139000")
    [status] = other.say(case_of(talk).receipt, heard("unsure inform"))
    assert status.options == ()


def ask(talk: Talk) -> bool:
    """Staff press once."""
    world, case = talk.world, case_of(talk)
    with world.database.write() as c:
        clerk = world.office.staff.add(
            c, "reviewer", "示例员", [Role.TOWNSHIP_REVIEWER], actor=ADMIN, sees_danger=True
        ).member
        missing = world.office.papers.ask(c, case.id, clerk)
        return CaseNews(world.services).ask_for_papers(c, case, missing)


def test_the_resident_reads_what_is_missing(talk: Talk) -> None:
    assert ask(talk)
    [words] = told(talk)
    assert ADULTS in words
    assert case_of(talk).receipt in words


def test_whoever_talks_with_a_person_is_asked_by_that_person(talk: Talk) -> None:
    with talk.world.database.write() as c:
        handoff.claim(c, talk.conversation_id, "s1")
    assert not ask(talk)
    assert told(talk) == []


def test_somebody_in_danger_is_not_asked_for_papers() -> None:
    talk = Talk(World())
    talk.say("他又打我了我不敢回家")
    with talk.world.database.write() as c:
        draft = talk.world.office.drafts.open_new(c, talk.conversation_id, "dibao", "example")
        case = talk.world.office.cases.file(c, draft.id, ADMIN, urgency=Urgency(danger="violence"))
        talk.world.office.papers.draw_up(c, case)
    assert not ask(talk)
    assert told(talk) == []
