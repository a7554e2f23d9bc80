"""A message leads to one step of the application, which learns what it needs and nothing else."""

import pytest

from tests.engine import action_stub
from tests.engine.action_stub import ActionStub, said
from tests.engine.engine_process import EngineProcess, new_conversation

STEP_OF_INTENT = {
    "ask_eligibility": "action_eligibility",
    "ask_amount": "action_eligibility",
    "ask_documents": "action_papers",
    "ask_procedure": "action_policy",
    "apply": "action_apply",
    "request_legal_help": "action_legal_help",
    "check_status": "action_status",
    "report_change": "action_report_change",
    "complain_or_appeal": "action_complain",
    "danger": "action_danger",
    "human": "action_person",
    "stop": "action_stop",
    "help": "action_help",
    "affirm": "action_affirm",
    "deny": "action_deny",
    "correct": "action_correct",
    "inform": "action_inform",
    "greet": "action_small_talk",
    "thanks": "action_small_talk",
    "bye": "action_small_talk",
    "out_of_scope": "action_out_of_scope",
    "unclear": "action_unclear",
    "answer": "action_answer",
    "choose": "action_choose",
    "resume": "action_resume",
    "go_back": "action_previous",
    "skip": "action_skip",
    "why": "action_why",
    "dont_know": "action_dont_know",
    "restart_draft": "action_start_over",
    "attach": "action_attach",
    "more": "action_more",
    "join": "action_join",
}

HARD_TO_READ = ["离婚低保材料进度你好", "你好天气工资低保进度", "嗯", "那个", "哦哦嗯嗯哈", "你好我的离婚低保"]

NO_COMMANDS = [
    "/answer",
    " /answer",
    "\n/answer",
    '/answer{"a": 1}',
    "/answer@1.0",
    "//answer",
    "/restart",
    "/back",
    "/",
]


@pytest.mark.parametrize(("intent", "step"), STEP_OF_INTENT.items())
def test_every_intent_leads_to_one_step(engine: EngineProcess, actions: ActionStub, intent: str, step: str) -> None:
    response = engine.turn(new_conversation(), "m1", payload={"intent": intent})
    assert response.status == 200
    assert [call.step for call in actions.calls] == [step]
    assert response.body["replies"] == [{"said_by": step}]


def test_the_step_does_not_depend_on_what_was_said_before(engine: EngineProcess, actions: ActionStub) -> None:
    conversation = new_conversation()
    for n, intent in enumerate(STEP_OF_INTENT):
        engine.turn(conversation, f"m{n}", payload={"intent": intent})
    assert [call.step for call in actions.calls] == list(STEP_OF_INTENT.values())


def test_a_text_leads_to_the_step_of_its_act(engine: EngineProcess, actions: ActionStub) -> None:
    response = engine.turn(new_conversation(), "m1", "老板欠我工资不给")
    understanding = response.body["understanding"]
    assert {name: understanding[name] for name in ("act", "topic", "matter", "intent")} == {
        "act": "request_legal_help",
        "topic": "legal_aid",
        "matter": "wages",
        "intent": "request_legal_help",
    }
    assert [call.step for call in actions.calls] == ["action_legal_help"]


def test_a_text_that_is_not_understood_leads_to_unclear_with_choices(
    engine: EngineProcess, actions: ActionStub
) -> None:
    readings = [engine.turn(new_conversation(), "m1", text).body["understanding"] for text in HARD_TO_READ]
    unclear = [reading for reading in readings if reading["intent"] == "unclear"]
    assert unclear
    assert all(reading["act"] in STEP_OF_INTENT and reading["act"] != "unclear" for reading in unclear)
    assert all(3 <= len(reading["alternatives"]) <= 5 for reading in unclear)
    asked = [call.message["alternatives"] for call in actions.calls if call.step == "action_unclear"]
    assert asked == [reading["alternatives"] for reading in unclear]


def test_the_step_gets_the_message_its_reading_and_its_metadata(engine: EngineProcess, actions: ActionStub) -> None:
    metadata = {"inbox": 7, "fence": 3, "epoch": 2, "open": {"draft": "d1", "fact": "income"}}
    engine.turn(new_conversation(), "provider-id-9", "我要申请低保", metadata=metadata)
    (call,) = actions.calls
    assert call.authorization == f"Bearer {action_stub.TOKEN}"
    message = call.message
    assert (message["text"], message["message_id"]) == ("我要申请低保", "provider-id-9")
    assert (message["act"], message["topic"], message["matter"]) == ("apply", "dibao", "none")
    assert message["intent"]["name"] == "apply"
    assert message["intent"]["confidence"] == message["confidence"]
    assert metadata.items() <= message["metadata"].items()


def test_the_facts_of_a_payload_reach_the_step_in_the_metadata(engine: EngineProcess, actions: ActionStub) -> None:
    payload = {"intent": "choose", "facts": {"topic": "dibao", "matter": "none", "case": "c-1"}}
    response = engine.turn(new_conversation(), "m1", payload=payload, metadata={"inbox": 1})
    (call,) = actions.calls
    assert {"inbox": 1, "facts": payload["facts"]}.items() <= call.message["metadata"].items()
    assert call.message["text"] is None
    understanding = response.body["understanding"]
    assert (understanding["act"], understanding["topic"], understanding["confidence"]) == ("choose", "dibao", 1.0)


def test_the_call_for_a_step_stays_small_however_long_the_conversation(
    engine: EngineProcess, actions: ActionStub
) -> None:
    conversation = new_conversation()
    for n in range(40):
        engine.turn(conversation, f"m{n:02}", payload={"intent": "answer"}, metadata={"inbox": n})
    assert actions.calls[-1].size - actions.calls[0].size <= 2
    assert actions.calls[-1].size < 1500
    assert actions.calls[-1].body["tracker"]["events"] == []


def test_replies_keep_their_order_and_form(engine: EngineProcess, actions: ActionStub) -> None:
    with actions.behaving(
        said({"custom": {"n": 1}}, {"text": "第二条", "custom": {}}, {"custom": {"n": 3}, "text": None})
    ):
        response = engine.turn(new_conversation(), "m1", payload={"intent": "help"})
    assert response.body["replies"] == [{"n": 1}, {"text": "第二条"}, {"n": 3}]


def test_a_step_may_say_nothing(engine: EngineProcess, actions: ActionStub) -> None:
    with actions.behaving(said()):
        response = engine.turn(new_conversation(), "m1", payload={"intent": "resume"})
    assert (response.status, response.body["replies"]) == (200, [])


@pytest.mark.parametrize("text", NO_COMMANDS)
def test_a_leading_slash_is_no_command(engine: EngineProcess, actions: ActionStub, text: str) -> None:
    response = engine.turn(new_conversation(), "m1", text)
    assert response.status == 200
    assert response.body["understanding"]["intent"] not in ("answer", "restart", "back")
    assert [call.message["text"] for call in actions.calls] == [text]


@pytest.mark.parametrize("intent", ["back", "restart", "session_start", "no_such_intent", ""])
def test_reserved_and_unknown_payloads_are_refused(engine: EngineProcess, actions: ActionStub, intent: str) -> None:
    response = engine.turn(new_conversation(), "m1", payload={"intent": intent, "facts": {}})
    assert (response.status, response.body["error"]) == (400, "malformed")
    assert actions.calls == []


@pytest.mark.parametrize("text", ["", " ", "😀👨‍👩‍👧", "𠮷野家", "\u202e反向", "字\x00字", "字" * 10_000])
def test_odd_texts_are_taken_and_reach_the_step_as_they_are(
    engine: EngineProcess, actions: ActionStub, text: str
) -> None:
    assert engine.turn(new_conversation(), "m1", text).status == 200
    assert [call.message["text"] for call in actions.calls] == [text]
