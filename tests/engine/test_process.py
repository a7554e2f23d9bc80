"""The engine as a process: it starts quickly, stays small, and ends when it should."""

import re
from pathlib import Path

from tests.engine.action_stub import ActionStub
from tests.engine.engine_process import EngineProcess, new_conversation, running_engine

MEBIBYTE = 1024
"""In the kibibytes that Linux counts memory in."""


def test_it_is_ready_within_eight_seconds(engine: EngineProcess) -> None:
    said = re.search(r"ready after ([0-9.]+) s", engine.log.read_text())
    assert said is not None
    assert float(said[1]) < 8


def test_it_stays_under_400_megabytes_after_turns(engine: EngineProcess, actions: ActionStub) -> None:
    for n in range(20):
        engine.turn(new_conversation(), f"m{n}", "我要申请低保，老板欠我工资" * 20)
    status = Path(f"/proc/{engine.process.pid}/status").read_text()
    largest = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert largest is not None
    assert int(largest[1]) < 400 * MEBIBYTE


def test_it_outlives_a_closed_input_and_ends_cleanly_when_told_to(
    model: Path, actions: ActionStub, tmp_path: Path
) -> None:
    with running_engine(model, actions.url, tmp_path) as engine:
        assert engine.process.stdin is not None
        engine.process.stdin.close()
        assert engine.turn(new_conversation(), "m1", "你好").status == 200
        engine.process.terminate()
        assert engine.process.wait(timeout=10) == 0


def test_it_ends_with_the_program_that_started_it(model: Path, actions: ActionStub, tmp_path: Path) -> None:
    with running_engine(model, actions.url, tmp_path, settings={"ENGINE_ENDS_WITH_STDIN": "1"}) as engine:
        assert engine.process.stdin is not None
        engine.process.stdin.close()  # as the kernel does for a program that dies
        assert engine.process.wait(timeout=10) == 0
