"""What must hold of every step, whatever it says: once a message, one transaction, the rules' own names."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from actions.errors import UnknownStep
from backoffice.actors import Actor
from conversations import handoff, inbox, turns
from conversations.errors import Overtaken
from conversations.messages import InboundMessage, TurnRef
from tests.dialogue.runner import SHEET, Talk, World, heard, play, rule_table

DOMAIN = Path(__file__).parents[2] / "bot" / "dialogue" / "domain.yml"


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    yield world
    world.database.dispose()


def claimed(world: World, text: str) -> TurnRef:
    """A message that came in and was claimed by a worker."""
    message = InboundMessage("web", "us", "key", f"id-{text}", text)
    with world.database.write() as c:
        inbox.receive(c, world.vault, message)
        turn = turns.claim_next(c, world.vault)
    assert turn is not None
    return turn.ref


def test_every_step_that_the_rules_name_has_a_handler_and_no_other_has(world: World) -> None:
    actions = set(yaml.safe_load(DOMAIN.read_text(encoding="utf-8"))["actions"])
    assert set(world.steps.names) == set(rule_table().values()) == actions


def test_an_unknown_step_is_refused(world: World) -> None:
    with pytest.raises(UnknownStep, match="action_dance"):
        world.steps.run("action_dance", claimed(world, "你好"), heard("greet"))


def test_a_message_handled_again_gets_the_same_words_however_it_is_understood_then(world: World) -> None:
    ref = claimed(world, "我要申请低保")
    first = world.steps.run("action_apply", ref, heard("apply dibao"))
    assert world.steps.run("action_person", ref, heard("human")) == first
    with world.database.read() as c:
        assert c.exec_driver_sql("select hold from conversation").scalar_one() == "bot"


def test_a_turn_that_another_worker_took_does_nothing(world: World) -> None:
    ref = claimed(world, "我要申请低保")
    late = TurnRef(ref.inbox, ref.fence - 1, ref.epoch)
    with pytest.raises(Overtaken):
        world.steps.run("action_apply", late, heard("apply dibao"))
    with world.database.read() as c:
        assert c.exec_driver_sql("select count(*) from draft").scalar_one() == 0


def test_a_turn_that_a_person_overtook_does_nothing(world: World) -> None:
    ref = claimed(world, "我要申请低保")
    with world.database.write() as c:
        conversation_id = c.exec_driver_sql("select id from conversation").scalar_one()
        handoff.claim(c, conversation_id, "s1")
    with pytest.raises(Overtaken):
        world.steps.run("action_apply", ref, heard("apply dibao"))
    with world.database.read() as c:
        assert c.exec_driver_sql("select count(*) from draft").scalar_one() == 0


def filed_three_times() -> Talk:
    """An application confirmed once, and that one step run three times alone."""
    talk = Talk(World())
    talk.say("我要申请低保", heard("apply dibao"))
    while talk.asked.question is not None:
        talk.say(SHEET[talk.asked.question.fact])
    talk.say("提交")
    for _ in range(2):
        assert talk.once_more()[0].template == "filed.dibao"
    return talk


def test_filing_three_times_gives_one_case_one_receipt_and_one_audit_row() -> None:
    talk = filed_three_times()
    world = talk.world
    with world.database.write() as c:
        cases = world.office.cases.of_conversation(c, talk.conversation_id)
        filed = [entry for entry in world.office.audit.entries(c) if entry.action == "case_filed"]
    assert len(cases) == 1
    assert [entry.subject for entry in filed] == [f"case:{cases[0].id}"]


def test_personal_answers_of_a_filed_case_stand_in_the_vault_alone() -> None:
    talk = filed_three_times()
    world = talk.world
    with world.database.write() as c:
        draft_id = world.office.cases.of_conversation(c, talk.conversation_id)[0].draft_id
        draft = world.office.drafts.get(c, draft_id)
        assert draft.facts["name"].personal
        assert draft.value("name") != "王小明"
        revealed = world.office.drafts.reveal(c, draft_id, "name", actor=Actor.system("test"), purpose="test")
        dump = b"\n".join(
            str(row).encode()
            for (table,) in c.exec_driver_sql("select name from sqlite_master where type = 'table'").all()
            for row in c.exec_driver_sql(f'select * from "{table}"').all()
        )
    assert revealed == "王小明"
    for planted in ("王小明", "13800138000", "上坪村"):
        assert planted.encode() not in dump


def test_consent_is_not_given_by_a_sentence_that_asks_for_something_else() -> None:
    talk = play(
        {
            "name": "a request while consent is asked",
            "talk": [
                {"resident": "我要申请低保", "heard": "apply dibao", "open": "consent"},
                {"resident": "我要办法律援助卡", "heard": "apply legal_aid_card", "open": "card_group"},
            ],
            "ends": {"cases": 0},
        }
    )
    with talk.world.database.read() as c:
        assert all(draft.consent_at is None for draft in talk.world.office.drafts.list_open(c, talk.conversation_id))


def test_what_was_only_understood_is_confirmed_by_the_summary(world: World) -> None:
    talk = Talk(world)
    talk.say("我家3口人，一个月900，能吃低保吗", heard("ask_eligibility dibao"))
    assert not confirmed(talk, "member_count")
    for answer in iter(lambda: next_answer(talk), None):
        talk.say(answer)
    assert confirmed(talk, "member_count")


def next_answer(talk: Talk) -> str | None:
    """What the sheet says to the open question, or the first choice; none once nothing is open."""
    asked = talk.asked
    if asked.question is not None:
        return SHEET[asked.question.fact]
    return asked.options[0].label if asked.options else None


def confirmed(talk: Talk, fact: str) -> bool:
    """Whether the resident has seen the answer said back and agreed."""
    with talk.world.database.read() as c:
        draft_id = c.exec_driver_sql("select id from draft").scalar_one()
        return talk.world.office.drafts.get(c, draft_id).facts[fact].confirmed
