"""What was not understood is kept for staff: once, without personal numbers, and nothing of a conversation in danger."""

from sqlalchemy import select

from backoffice import tables
from backoffice.roles import Role, StaffMember
from backoffice.unclear_messages import Meaning, UnclearMessage
from tests.dialogue.runner import Talk, World, heard

OFFICER = StaffMember(
    "s1", "clerk", "示例员", frozenset({Role.COUNTY_APPROVER}), active=True, must_change_password=False
)
UNSURE = heard("unsure ask_procedure legal_aid_card")


def kept(world: World) -> list[UnclearMessage]:
    with world.database.read() as c:
        return world.office.unclear_messages.waiting(c, OFFICER)


def test_an_unsure_message_waits_for_staff_with_its_guess() -> None:
    talk = Talk(World())
    talk.say("那个本本什么时候换新的", UNSURE)
    talk.once_more()
    [message] = kept(talk.world)
    assert (message.text, message.guess) == (
        "那个本本什么时候换新的",
        Meaning("ask_procedure", "legal_aid_card", "none"),
    )


def test_a_personal_number_is_masked_before_it_is_kept() -> None:
    talk = Talk(World())
    talk.say("本本换新的行不行，打13800138000这个电话", UNSURE)
    [message] = kept(talk.world)
    assert "手机号码" in message.text
    assert "1380013" not in message.text


def test_what_is_understood_is_not_kept() -> None:
    talk = Talk(World())
    talk.say("低保要带什么", heard("ask_documents dibao"))
    assert kept(talk.world) == []


def test_nothing_of_a_conversation_in_danger_is_kept() -> None:
    talk = Talk(World())
    talk.say("他拿刀要砍我快来人")
    talk.say("那个本本什么时候换新的", UNSURE)
    with talk.world.database.read() as c:
        assert c.execute(select(tables.unclear_message)).all() == []


def test_an_answer_that_a_question_refused_is_not_kept() -> None:
    talk = Talk(World())
    talk.say("我要申请低保", heard("apply dibao"))
    talk.say("同意")
    for words in ("嗯那个嘛咋说", "这个不好讲呀", "就是那样子嘛", "说了你也不懂"):
        talk.say(words, UNSURE)
    assert kept(talk.world) == []
