"""The short form of `python -m bench register_sweep`: what a household costs, and that memory does not grow with the register."""

import time
import tracemalloc
from datetime import date
from pathlib import Path

import pytest

from registers import synthetic
from registers.register_file import RegisterPlan
from registers.sweep import Sweep

ON = date(2026, 11, 24)
HOUSEHOLDS = 20_000
# Thirty seconds for a million, and as much again for starting up: these are seconds of the processor.
MOST_SECONDS = 30 / 1_000_000 * HOUSEHOLDS * 2 + 1


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Synthetic households with their members."""
    return synthetic.write(HOUSEHOLDS, 3, tmp_path_factory.mktemp("register"), "parquet")


def test_twenty_thousand_households_take_their_share_of_half_a_minute(
    register: tuple[Path, Path], tmp_path: Path
) -> None:
    Sweep(RegisterPlan(register[0], ON, "example", register[1], rows_a_piece=1000), tmp_path / "warm.parquet").run()
    began = time.process_time()
    summary = Sweep(RegisterPlan(register[0], ON, "example", register[1]), tmp_path / "out.parquet").run()
    assert summary["judged"] == HOUSEHOLDS
    assert time.process_time() - began < MOST_SECONDS


def test_memory_does_not_grow_from_piece_to_piece(register: tuple[Path, Path], tmp_path: Path) -> None:
    most: list[int] = []

    def note(_rows: int) -> None:
        most.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.reset_peak()

    tracemalloc.start()
    plan = RegisterPlan(register[0], ON, "example", register[1], rows_a_piece=2000)
    Sweep(plan, tmp_path / "out.parquet", progress=note).run()
    tracemalloc.stop()
    assert len(most) == 11  # before the first piece, then after each
    assert max(most[6:]) < max(most[1:6]) * 1.2
