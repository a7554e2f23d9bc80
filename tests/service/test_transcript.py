"""A conversation that went becomes one that is tested: it plays, and whom it was about is not in it."""

from typing import Any

import pytest
import yaml

from backoffice.actors import Actor
from backoffice.roles import Role, StaffMember
from conversations.errors import UnknownConversation
from conversations.messages import Heard
from service.transcript import transcript_of
from tests.dialogue.runner import Talk, World, heard, play

#: What a model would make of the lines that no keyword and no question reads.
MODEL = {
    "我家能吃低保吗": "ask_eligibility dibao",
    "要带什么材料": "ask_documents dibao",
    "我要办法律援助卡": "apply legal_aid_card",
    "我姓样例,打手机号码找我": "unsure inform",
}
#: Who it was about: none of it may stand in the file.
SECRETS = ("样例甲", "样例乙", "13911112222", "竹园村")

DIBAO = (
    "我家能吃低保吗", "五口人", "没有", "在本县", "两千块", "没有", "一个月900", "1套", "农村", "怎么算的", "现在申请", "同意",
    "帮亲戚、邻居", "要带什么材料", "样例甲", "样例甲", "样例乙", "样例乙", "13911112222", "柳溪乡竹园村", "跳过", "改2", "四口人", "都对，提交",
)  # fmt: skip


class Model:
    """Understands the few lines above."""

    def parse(self, texts: list[str]) -> list[Heard]:
        """One reading a text; a line that is not above was not meant for it."""
        return [heard(MODEL.get(text, "unsure inform")) for text in texts]


def reader(world: World, role: Role) -> StaffMember:
    """Somebody of the staff."""
    with world.database.write() as c:
        return world.office.staff.add(
            c, f"a.{role.value}", "样例员工", {role}, actor=Actor.system("test"), sees_danger=True
        ).member


def converse(*lines: str) -> Talk:
    """A conversation as it went; buttons are pressed by `#n`."""
    talk = Talk(World())
    for line in lines:
        if line.startswith("#"):
            talk.press(int(line[1:]))
        else:
            talk.say(line, Model().parse([line])[0])
    return talk


def written(talk: Talk, by: StaffMember) -> str:
    """The file."""
    world = talk.world
    with world.database.write() as c:
        return transcript_of(c, world.vault, world.office, talk.conversation_id, by, "as it went", Model())


def at_its_time(text: str) -> dict[str, Any]:
    """The file, at the hour of the conversation: the database dates messages by its own clock, which no test sets."""
    script: dict[str, Any] = yaml.safe_load(text)
    assert "at" in script
    return {**script, "at": "2026-11-24T10:00"}


def test_an_application_becomes_a_conversation_that_plays() -> None:
    talk = converse(*DIBAO)
    text = written(talk, reader(talk.world, Role.TOWNSHIP_REVIEWER))
    assert not [secret for secret in SECRETS if secret in text]
    script = at_its_time(text)
    assert script["ends"] == {"cases": 1, "kind": "dibao", "danger": None}
    assert len(script["talk"]) == len(DIBAO)
    play(script)


def test_what_the_file_says_is_checked_when_it_is_played() -> None:
    talk = converse("我要办法律援助卡", "低保户", "同意")
    script = at_its_time(written(talk, reader(talk.world, Role.LEGAL_AID_OFFICER)))
    script["talk"][1]["resident"] = "都不是"
    with pytest.raises(AssertionError, match="not_listed"):
        play(script)


def test_buttons_handoff_and_danger_are_kept() -> None:
    talk = converse("我要办法律援助卡", "#0", "#0", "转人工", "在吗")
    talk.staff("claim")
    talk.staff("reply 您好样例甲")
    talk.say("我是样例甲")
    talk.staff("release", heard("unsure inform"))
    talk.say("王样例")
    talk.say("他又打我了我不敢回家")
    text = written(talk, reader(talk.world, Role.ADMINISTRATOR))
    assert "样例甲" not in text
    script = at_its_time(text)
    assert [line.get("button") for line in script["talk"]].count(0) == 2
    assert [line["staff"].partition(" ")[0] for line in script["talk"] if "staff" in line] == ["reply", "release"]
    assert script["ends"]["danger"] == "violence"
    play(script)


def test_numbers_are_masked_where_nobody_asked_for_them() -> None:
    talk = converse("我要办法律援助卡", "我姓样例，打13911112222找我")
    text = written(talk, reader(talk.world, Role.LEGAL_AID_OFFICER))
    assert "13911112222" not in text
    assert "手机号码" in text


def test_who_may_not_read_a_conversation_gets_no_file_and_who_may_is_logged() -> None:
    talk = converse("他又打我了我不敢回家")
    world = talk.world
    with pytest.raises(UnknownConversation):
        written(talk, reader(world, Role.VILLAGE_WORKER))
    officer = reader(world, Role.ADMINISTRATOR)
    written(talk, officer)
    with world.database.read() as c:
        entries = world.office.audit.entries(c, subject=f"conversation:{talk.conversation_id}")
    assert [(entry.actor.id, entry.action) for entry in entries] == [(officer.id, "read_personal")]
