"""Reading texts without a conversation gives what a turn would have understood."""

import sqlite3
from pathlib import Path

from tests.engine.action_stub import ActionStub
from tests.engine.engine_process import EngineProcess, new_conversation

TEXTS = ["我要申请低保", "老板欠我工资不给", "医疗救助带什么材料，另外我要离婚", "/answer", "哦", "", "你好" * 300]


def test_a_batch_reads_as_turns_do(engine: EngineProcess, actions: ActionStub) -> None:
    results = engine.post("/engine/parse", {"texts": TEXTS}).body["results"]
    turns = [engine.turn(new_conversation(), "m1", text).body["understanding"] for text in TEXTS]
    assert results == turns


def test_a_text_reads_the_same_alone_and_in_any_company(engine: EngineProcess) -> None:
    together = engine.post("/engine/parse", {"texts": TEXTS * 6}).body["results"]
    alone = [engine.post("/engine/parse", {"texts": [text]}).body["results"][0] for text in TEXTS]
    assert together == alone * 6


def test_an_understanding_has_all_its_parts(engine: EngineProcess) -> None:
    (understanding,) = engine.post("/engine/parse", {"texts": ["我要申请低保"]}).body["results"]
    assert set(understanding) == {"act", "topic", "matter", "confidence", "intent", "alternatives", "also"}
    assert 0 < understanding["confidence"] <= 1
    best = (understanding["act"], understanding["topic"], understanding["matter"])
    others = [(guess["act"], guess["topic"], guess["matter"]) for guess in understanding["alternatives"]]
    assert 3 <= len(others) <= 5
    assert best not in others
    confidences = [guess["confidence"] for guess in understanding["alternatives"]]
    assert confidences == sorted(confidences, reverse=True)


def test_no_texts_give_no_results(engine: EngineProcess) -> None:
    assert engine.post("/engine/parse", {"texts": []}).body == {"results": []}


def test_reading_stores_nothing_and_runs_no_step(
    engine: EngineProcess, actions: ActionStub, engine_folder: Path
) -> None:
    with sqlite3.connect(engine_folder / "engine.db") as database:
        before = database.execute("select count(*) from engine_turn").fetchone()
        engine.post("/engine/parse", {"texts": TEXTS})
        assert database.execute("select count(*) from engine_turn").fetchone() == before
    assert actions.calls == []
