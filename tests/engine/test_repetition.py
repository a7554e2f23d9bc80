"""The same message delivered again gets the answer it had, and nothing is done twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

from tests.engine.action_stub import ActionStub, Behaviour
from tests.engine.engine_process import EngineProcess, Response, new_conversation, running_engine


def _counting(stub: ActionStub, seconds: float = 0.0) -> Callable[[str], Behaviour]:
    """A step that never says the same twice."""

    def answer(_: str) -> Behaviour:
        body = f'{{"events": [], "responses": [{{"custom": {{"run": {len(stub.calls)}}}}}]}}'
        return Behaviour(body=body.encode(), seconds=seconds)

    return answer


def _at_once(turns: list[Callable[[], Response]]) -> list[Response]:
    with ThreadPoolExecutor(len(turns)) as pool:
        return [job.result() for job in [pool.submit(turn) for turn in turns]]


def test_a_repeated_message_gets_the_stored_answer_and_runs_no_step(engine: EngineProcess, actions: ActionStub) -> None:
    conversation = new_conversation()
    first = engine.turn(conversation, "m1", "我要申请低保")
    engine.turn(conversation, "m2", "你好")
    again = engine.turn(conversation, "m1", "我要申请低保")
    assert first.body.pop("duplicate") is False
    assert again.body.pop("duplicate") is True
    assert again.body == first.body
    assert len(actions.calls_for("m1")) == 1


def test_the_same_id_in_another_conversation_is_another_message(engine: EngineProcess, actions: ActionStub) -> None:
    for _ in range(2):
        assert engine.turn(new_conversation(), "m1", "你好").body["duplicate"] is False
    assert len(actions.calls_for("m1")) == 2


def test_one_message_delivered_five_times_at_once_runs_one_step(engine: EngineProcess, actions: ActionStub) -> None:
    conversation, before = new_conversation(), actions.behaviour
    actions.behaviour = _counting(actions, seconds=0.2)
    answers = _at_once([lambda: engine.turn(conversation, "m1", "你好")] * 5)
    actions.behaviour = before
    assert [answer.status for answer in answers] == [200] * 5
    assert sorted(answer.body["duplicate"] for answer in answers) == [False, True, True, True, True]
    assert {str(answer.body["replies"]) for answer in answers} == {"[{'run': 0}]"}
    assert len(actions.calls) == 1


def test_messages_of_one_conversation_are_handled_one_after_the_other(
    engine: EngineProcess, actions: ActionStub
) -> None:
    conversation, before = new_conversation(), actions.behaviour
    actions.behaviour = _counting(actions, seconds=0.1)
    answers = _at_once([lambda n=n: engine.turn(conversation, f"m{n}", payload={"intent": "answer"}) for n in range(4)])
    actions.behaviour = before
    assert [answer.status for answer in answers] == [200] * 4
    in_order = sorted(actions.calls, key=lambda call: call.began)
    assert all(earlier.ended <= later.began for earlier, later in pairwise(in_order))


def test_messages_of_different_conversations_do_not_wait_for_each_other(
    engine: EngineProcess, actions: ActionStub
) -> None:
    before = actions.behaviour
    actions.behaviour = _counting(actions, seconds=0.5)
    _at_once([lambda: engine.turn(new_conversation(), "m1", payload={"intent": "answer"})] * 4)
    actions.behaviour = before
    assert max(call.began for call in actions.calls) < min(call.ended for call in actions.calls)


def test_an_answer_survives_the_sudden_death_of_the_engine(model: Path, actions: ActionStub, tmp_path: Path) -> None:
    conversation = new_conversation()
    with running_engine(model, actions.url, tmp_path) as engine:
        first = engine.turn(conversation, "m1", "我要申请低保")
        engine.kill()
    with running_engine(model, actions.url, tmp_path) as engine:
        again = engine.turn(conversation, "m1", "我要申请低保")
    assert again.body == {**first.body, "duplicate": True}
    assert len(actions.calls_for("m1")) == 1
