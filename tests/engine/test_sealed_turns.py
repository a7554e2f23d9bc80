"""What the engine keeps can be read with its keys only."""

import asyncio
import base64
import json
import shutil
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy.exc

from engine.errors import SealError
from engine.seal import Seal
from tests.engine.action_stub import ActionStub, said
from tests.engine.engine_process import KEY, OTHER_KEY, EngineProcess, new_conversation, running_engine

ONE, TWO = (base64.b64decode(key) for key in (KEY, OTHER_KEY))
WORDS = "我叫王小花，丈夫打我"


def test_no_word_of_a_conversation_is_in_clear_in_any_file(
    engine: EngineProcess, actions: ActionStub, engine_folder: Path
) -> None:
    with actions.behaving(said({"custom": {"text": "请拨打热线"}})):
        engine.turn(new_conversation(), "m1", WORDS, metadata={"note": "planted-note"})
    files = [path for path in engine_folder.iterdir() if path.name.startswith("engine.db")]
    assert len(files) >= 2  # the database and its write-ahead log
    content = b"".join(path.read_bytes() for path in files)
    for planted in ("王小花", "请拨打热线", "planted-note", "action_", "request_legal_help", "domestic"):
        for form in (planted.encode(), planted.encode("utf-16-le"), planted.encode("unicode_escape")):
            assert form not in content


def test_the_words_of_a_resident_are_not_kept_even_sealed(engine: EngineProcess, engine_folder: Path) -> None:
    conversation = new_conversation()
    engine.turn(conversation, "m1", WORDS)
    with sqlite3.connect(engine_folder / "engine.db") as database:
        turns = database.execute("select n, sealed from engine_turn where conversation = ?", (conversation,)).fetchall()
    opened = [Seal([ONE]).open(sealed, f"{conversation}/{n}").decode() for n, sealed in turns]
    assert "request_legal_help" in "".join(opened)
    for event in (event for turn in opened for event in json.loads(turn)):
        assert WORDS not in json.dumps(event, ensure_ascii=False)


def test_sqlite_writes_through_to_the_disk(engine: EngineProcess, engine_folder: Path) -> None:
    with sqlite3.connect(engine_folder / "engine.db") as database:
        assert database.execute("pragma journal_mode").fetchone() == ("wal",)


def test_turns_sealed_under_an_older_key_stay_readable(model: Path, actions: ActionStub, tmp_path: Path) -> None:
    conversation = new_conversation()
    with running_engine(model, actions.url, tmp_path) as engine:
        first = engine.turn(conversation, "m1", WORDS)
    with running_engine(model, actions.url, tmp_path, settings={"ENGINE_KEYS": f"{OTHER_KEY},{KEY}"}) as engine:
        assert engine.turn(conversation, "m1", WORDS).body == {**first.body, "duplicate": True}
        engine.turn(conversation, "m2", "你好")
    with running_engine(model, actions.url, tmp_path, settings={"ENGINE_KEYS": OTHER_KEY}) as engine:
        without_the_old_key = engine.turn(conversation, "m3", "你好")
    assert (without_the_old_key.status, without_the_old_key.body["error"]) == (503, "store_failed")
    assert "Add it back" in without_the_old_key.body["detail"]


def test_a_sealed_turn_opens_only_unchanged_and_at_its_place() -> None:
    sealed = Seal([ONE]).close(b"content", "c/0")
    assert Seal([TWO, ONE]).open(sealed, "c/0") == b"content"
    for place, changed in (("c/1", sealed), ("d/0", sealed), ("c/0", sealed[:-1] + b"\x00"), ("c/0", sealed[:20])):
        with pytest.raises(SealError, match="integrity"):
            Seal([ONE]).open(changed, place)
    with pytest.raises(SealError, match="lacks"):
        Seal([TWO]).open(sealed, "c/0")


def test_the_same_turn_cannot_be_stored_twice(engine: EngineProcess, engine_folder: Path, tmp_path: Path) -> None:
    from rasa.shared.core.domain import Domain

    from engine.turn_store import SealedTurnStore

    conversation = new_conversation()
    engine.turn(conversation, "m1", "你好")
    engine.turn(conversation, "m2", "你好")
    for path in engine_folder.glob("engine.db*"):
        shutil.copy(path, tmp_path)
    store = SealedTurnStore(f"sqlite:///{tmp_path / 'engine.db'}", Seal([ONE]), Domain.empty())
    tracker = asyncio.run(store.retrieve(conversation))
    assert tracker is not None
    with pytest.raises(sqlalchemy.exc.IntegrityError):
        asyncio.run(store.save(tracker))


def test_old_turns_are_deleted_at_start_and_the_conversation_goes_on(
    model: Path, actions: ActionStub, tmp_path: Path
) -> None:
    conversation = new_conversation()
    with running_engine(model, actions.url, tmp_path) as engine:
        for n in range(3):
            engine.turn(conversation, f"m{n}", payload={"intent": "answer"})
    with sqlite3.connect(tmp_path / "engine.db") as database:
        database.execute("update engine_turn set at = at - 31 * 86400 where n < 2")
    with running_engine(model, actions.url, tmp_path) as engine:
        assert engine.turn(conversation, "m3", payload={"intent": "answer"}).status == 200
    with sqlite3.connect(tmp_path / "engine.db") as database:
        assert database.execute("select n, message_id from engine_turn order by n").fetchall() == [(2, "m2"), (3, "m3")]
