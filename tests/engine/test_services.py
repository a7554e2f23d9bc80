"""The engine on PostgreSQL and Redis, as it runs on many machines. Fails, never skips, where they should answer."""

import asyncio
import os
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest

from tests.engine.action_stub import ActionStub, Behaviour, said
from tests.engine.engine_process import EngineProcess, new_conversation, running_engine

SERVICES = os.environ.get("ASSISTANT_TEST_SERVICES") == "1"
DATABASE_URL = os.environ.get("DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/test")
REDIS_URL = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0")

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(not SERVICES, reason="needs PostgreSQL and Redis: ASSISTANT_TEST_SERVICES=1"),
]


@pytest.fixture(scope="module")
def schema() -> Iterator[str]:
    """The address of an empty schema."""
    import sqlalchemy as sa

    name = f"e_{uuid.uuid4().hex[:12]}"
    database = sa.create_engine(DATABASE_URL.replace("postgresql://", "postgresql+psycopg2://", 1))
    with database.begin() as connection:
        connection.execute(sa.text(f"CREATE SCHEMA {name}"))
    yield f"{DATABASE_URL}{'&' if '?' in DATABASE_URL else '?'}options=-csearch_path%3D{name}"
    with database.begin() as connection:
        connection.execute(sa.text(f"DROP SCHEMA {name} CASCADE"))


@pytest.fixture(scope="module")
def two_engines(
    model: Path, shared_actions: ActionStub, schema: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[EngineProcess, EngineProcess]]:
    """Two engines that share a database and locks."""
    folder, settings = tmp_path_factory.mktemp("two"), {"REDIS_URL": REDIS_URL}
    with (
        running_engine(model, shared_actions.url, folder, schema, settings) as one,
        running_engine(model, shared_actions.url, folder, schema, settings) as other,
    ):
        yield one, other


def test_an_answer_given_by_one_engine_is_repeated_by_the_other(
    two_engines: tuple[EngineProcess, EngineProcess], actions: ActionStub
) -> None:
    one, other = two_engines
    conversation = new_conversation()
    first = one.turn(conversation, "m1", "我要申请低保")
    assert other.turn(conversation, "m1", "我要申请低保").body == {**first.body, "duplicate": True}
    assert len(actions.calls) == 1


def test_one_message_at_two_engines_at_once_runs_one_step(
    two_engines: tuple[EngineProcess, EngineProcess], actions: ActionStub
) -> None:
    conversation = new_conversation()
    with actions.behaving(Behaviour(seconds=0.2, body=said({"text": "好"}).body)), ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda engine: engine.turn(conversation, "m1", "你好"), two_engines * 2))
    assert [answer.status for answer in answers] == [200] * 4
    assert sorted(answer.body["duplicate"] for answer in answers) == [False, True, True, True]
    assert len(actions.calls) == 1


def test_messages_of_one_conversation_at_two_engines_lose_nothing_and_do_not_overlap(
    two_engines: tuple[EngineProcess, EngineProcess], actions: ActionStub
) -> None:
    conversation = new_conversation()
    turns = [(engine, f"m{n}") for n, engine in enumerate(two_engines * 3)]
    with actions.behaving(Behaviour(seconds=0.05, body=said({"text": "好"}).body)), ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda turn: turn[0].turn(conversation, turn[1], payload={"intent": "answer"}), turns))
    assert [answer.status for answer in answers] == [200] * 6
    in_order = sorted(actions.calls, key=lambda call: call.began)
    assert all(earlier.ended <= later.began for earlier, later in pairwise(in_order))
    repeated = [two_engines[0].turn(conversation, message, payload={"intent": "answer"}) for _, message in turns]
    assert all(answer.body["duplicate"] for answer in repeated)


def test_a_killed_engine_blocks_its_conversation_for_five_seconds_at_most(
    two_engines: tuple[EngineProcess, EngineProcess], model: Path, actions: ActionStub, schema: str, tmp_path: Path
) -> None:
    conversation = new_conversation()
    with (
        running_engine(model, actions.url, tmp_path, schema, {"REDIS_URL": REDIS_URL}) as third,
        actions.behaving(Behaviour(seconds=0.9, body=said({"text": "慢"}).body)),
        ThreadPoolExecutor(1) as pool,
    ):
        pool.submit(third.turn, conversation, "m1", None, payload={"intent": "answer"})
        time.sleep(0.4)
        third.kill()
    started = time.monotonic()
    assert two_engines[0].turn(conversation, "m1", payload={"intent": "answer"}).status == 200
    assert time.monotonic() - started < 5


def test_a_lock_lives_as_long_as_its_holder_works() -> None:
    from engine.locks import LIFE_SECONDS, RedisLocks

    conversation, order = new_conversation(), []

    async def work(name: str, seconds: float) -> None:
        async with RedisLocks(REDIS_URL).hold(conversation):
            order.append(f"{name} begins")
            await asyncio.sleep(seconds)
            order.append(f"{name} ends")

    async def both() -> None:
        first = asyncio.create_task(work("first", LIFE_SECONDS + 1))
        await asyncio.sleep(0.2)
        await asyncio.gather(first, work("second", 0))

    asyncio.run(both())
    assert order == ["first begins", "first ends", "second begins", "second ends"]


def test_locks_that_cannot_be_reached_refuse_the_turn(model: Path, actions: ActionStub, tmp_path: Path) -> None:
    with running_engine(model, actions.url, tmp_path, settings={"REDIS_URL": "redis://127.0.0.1:1/0"}) as engine:
        response = engine.turn(new_conversation(), "m1", "你好")
    assert (response.status, response.body["error"]) == (503, "busy")
    assert actions.calls == []


def test_no_word_of_a_conversation_is_in_clear_in_postgresql(
    two_engines: tuple[EngineProcess, EngineProcess], schema: str
) -> None:
    import sqlalchemy as sa

    conversation = new_conversation()
    two_engines[0].turn(conversation, "m1", "我叫王小花", metadata={"note": "planted"})
    database = sa.create_engine(schema.replace("postgresql://", "postgresql+psycopg2://", 1))
    with database.connect() as connection:
        query = sa.text("select * from engine_turn where conversation = :c")
        (row,) = connection.execute(query, {"c": conversation}).fetchall()
    content = b"".join(bytes(value) if isinstance(value, memoryview) else str(value).encode() for value in row)
    assert "王小花".encode() not in content
    assert b"planted" not in content
