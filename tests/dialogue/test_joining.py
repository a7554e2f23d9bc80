"""Many residents, one matter: who sends the code joins the case and opens none; a code opens nothing else."""

import re

from tests.dialogue.runner import Talk, World, heard

WAGES = heard("request_legal_help legal_aid wages")
ANSWERS = ("没有这些", "还在干", "没有", "1", "顺发建筑公司", "同意", "赵志刚", "13800138000", "上坪村")


def representative(world: World) -> tuple[Talk, str]:
    talk = Talk(world)
    talk.say("我们三十个工人，老板半年没发工资", WAGES)
    for words in ANSWERS:
        talk.say(words)
    said = "\n".join(reply.text for reply in talk.say("对"))
    code = re.search(r"加入 ([0-9A-Z]{6})", said)
    assert code is not None, said
    return talk, code.group(1)


def joins(world: World, sender: str, code: str, name: str) -> Talk:
    talk = Talk(world, sender=sender)
    for words in (f"加入{code.lower()}", "同意", name, "13800138001", "跳过", "对"):
        replies = talk.say(words)
    assert [reply.template for reply in replies] == ["join.joined"], replies
    return talk


def test_who_sends_the_code_joins_the_case_and_opens_none() -> None:
    world = World()
    first, code = representative(world)
    second = joins(world, "+8613800138001", code, "李红")
    world.clock.move(minutes=1)
    third = joins(world, "+8613800138002", code, "张伟")
    assert [reply.template for reply in second.say(f"加入 {code}")] == ["join.already"]
    assert [reply.template for reply in first.say(f"加入 {code}")] == ["join.already"]
    with world.database.write() as c:
        (case,) = world.office.cases.of_conversation(c, first.conversation_id)
        others = [world.office.cases.of_conversation(c, talk.conversation_id) for talk in (second, third)]
        claimants = world.office.joint_matters.claimants(c, case.id)
        matter = world.office.joint_matters.of_case(c, case.id)
    assert others == [[], []]
    assert [claimant.conversation_id for claimant in claimants] == [second.conversation_id, third.conversation_id]
    assert matter is not None
    assert (matter.code, matter.told) == (code, 30)


def test_the_code_tells_nothing_of_the_matter_or_its_people() -> None:
    world = World()
    _, code = representative(world)
    stranger = Talk(world, sender="+8613800138009")
    said = "".join(reply.text for reply in (*stranger.say(f"加入{code}"), *stranger.say("同意"), *stranger.say("李红")))
    assert not [word for word in ("赵志刚", "顺发", "老板", "三十", "LA-") if word in said]


def test_a_closed_case_takes_nobody() -> None:
    world = World()
    first, code = representative(world)
    with world.database.write() as c:
        (case,) = world.office.cases.of_conversation(c, first.conversation_id)
        c.exec_driver_sql(f'update "case" set closed_at = 1 where id = {case.id}')
    late = Talk(world, sender="+8613800138003")
    assert [reply.template for reply in late.say(f"加入{code}")] == ["join.unknown"]


def test_refusal_of_consent_joins_nobody() -> None:
    world = World()
    first, code = representative(world)
    talk = Talk(world, sender="+8613800138004")
    talk.say(f"加入{code}")
    assert [reply.template for reply in talk.say("不同意")] == ["consent.refused"]
    with world.database.read() as c:
        (case,) = world.office.cases.of_conversation(c, first.conversation_id)
        assert world.office.joint_matters.claimants(c, case.id) == []
