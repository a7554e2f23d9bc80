"""A whole register read, judged and written; and judging alone beside the OpenFisca system generated from the same rules.

Synthetic registers (`registers.synthetic`) of 10 thousand to 5 million households with their members, in Parquet, for all programmes
built. Each sweep runs in a process of its own, from opening the files to the finished tables; the biggest resident size of that
process counts as its memory. `sweep.svg` shows, in seconds of the processor, that the cost grows with the register and no faster.

OpenFisca is held against judging alone, in pairs on the same arrays: both start from facts that are read already and end with the
verdict of every programme for every household. What a sweep does beside (reading, deciding criteria, amounts, flags, writing) has no
counterpart there and is charged to neither; `judging_with_reasons` in the details says what it costs with criteria and amounts.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from openfisca_core import periods
from openfisca_core.simulation_builder import SimulationBuilder
from rich.progress import Progress

from bench.linear_picture import Point, linear_picture
from bench.result import Json, Result
from knowledge import County, load_county
from knowledge.facts import FactKind, vocabulary
from knowledge.openfisca_system import system_of, variable_of
from knowledge.programmes.programme import Unit
from knowledge.programmes.rule_book import programmes_on
from knowledge.register import Register, judge_register
from knowledge.trees.registers import RegisterFrame
from registers import synthetic
from registers.register_file import RegisterFile, RegisterPlan

SEED = 20261130
DAY = date(2026, 11, 1)  # OpenFisca asks for a month by its first day
COUNTY = "example"
MILLION = 1_000_000
SIZES = (10_000, 100_000, MILLION, 5 * MILLION)
HOUSEHOLDS_IN_PAIRS = 50_000
PAIRS = 7
SECONDS, MEGABYTES, THREE_TIMES = 30.0, 2000.0, 1 / 3
PICTURE = Path(__file__).parent / "sweep.svg"


@dataclass(frozen=True)
class Run:
    """One sweep: how many households, how long, how much memory at most."""

    households: int
    seconds: float
    processor_seconds: float
    megabytes: float
    variables: int
    bytes_a_household: float

    def as_json(self) -> dict[str, Json]:
        """For results.json."""
        return {name: round(value, 2) for name, value in vars(self).items()}


@dataclass(frozen=True)
class Pair:
    """Seconds for a million households: verdicts by the trees, by the generated system, and by the trees with criteria and amounts."""

    trees: float
    openfisca: float
    with_reasons: float


def measure(folder: Path, largest: int, progress: Progress) -> list[Result]:
    """Sweeps registers up to the largest size, then asks OpenFisca."""
    sizes = [size for size in SIZES if size <= largest]
    task = progress.add_task("register sweep", total=len(sizes) + 1)
    runs = []
    for size in sizes:
        runs.append(_swept(folder, size))
        progress.advance(task)
    pairs = _pairs(folder)
    progress.advance(task)
    PICTURE.write_text(linear_picture([Point(run.households, run.processor_seconds) for run in runs]), encoding="utf-8")
    return [_judging(pairs), *_sweeping(runs)]


def _swept(folder: Path, size: int) -> Run:
    files = synthetic.write(size, SEED, folder / str(size), "parquet")
    words = [*map(str, files), str(folder / "out.parquet"), DAY.isoformat(), COUNTY]
    told = subprocess.run(
        [sys.executable, "-m", "bench.register_run", *words], check=True, capture_output=True, text=True
    )
    for file in files:
        file.unlink()
    found: dict[str, Any] = json.loads(told.stdout)
    return Run(size, **{name: value for name, value in found.items() if name != "judged"})


def _pairs(folder: Path) -> list[Pair]:
    """The same households judged by the trees and by the generated system, one after the other."""
    files = synthetic.write(HOUSEHOLDS_IN_PAIRS, SEED, folder / "pairs", "parquet")
    (folder / "pairs" / "parts").mkdir()
    opened = RegisterFile(RegisterPlan(files[0], DAY, COUNTY, files[1]), folder / "pairs" / "parts")
    opened.sort_members()
    [register] = [
        found.register for number, piece in opened.pieces() for _, found in opened.households(number, piece, [])
    ]
    county = load_county(COUNTY)
    system = system_of(county)
    _calculate(system, register)
    return [
        Pair(
            trees=_timed(lambda: _verdicts(register, county)),
            openfisca=_timed(lambda: _calculate(system, register)),
            with_reasons=_timed(lambda: judge_register(register, DAY, county)),
        )
        for _ in range(PAIRS)
    ]


def _timed(work: Callable[[], object]) -> float:
    """Seconds of the processor for a million households, so that other programs on the machine do not count."""
    began = time.process_time()
    work()
    return (time.process_time() - began) / HOUSEHOLDS_IN_PAIRS * MILLION


def _verdicts(register: Register, county: County) -> None:
    parameters, today = county.parameters.at(DAY), float(DAY.toordinal())
    top = RegisterFrame(register.households, parameters, today, register.size)
    below = RegisterFrame(register.persons, parameters, today, len(register.home), parent=top, home=register.home)
    for programme in programmes_on(DAY).values():
        if programme is not None:
            (below if programme.unit is Unit.PERSON else top).value(programme.rule)
    top.forget()


def _calculate(system: Any, register: Register) -> None:
    builder, period = SimulationBuilder(), periods.period(DAY.strftime("%Y-%m"))
    builder.create_entities(system)
    builder.declare_person_entity("person", np.arange(len(register.home)))
    households = builder.declare_entity("household", np.arange(register.size))
    builder.join_with_persons(households, register.home, np.full(len(register.home), "member"))
    simulation = builder.build(system)
    for name, values in _inputs(register):
        simulation.set_input(name, period, values)
    for name, programme in programmes_on(DAY).items():
        if programme is not None:
            simulation.calculate(variable_of(name), period)


def _inputs(register: Register) -> Iterator[tuple[str, Any]]:
    for columns in (register.households, register.persons):
        for name, (low, high) in columns.items():
            if vocabulary()[name].kind is FactKind.FLAG:
                yield name, np.where(low < high, np.nan, low)
            else:
                yield f"{name}_lo", low
                yield f"{name}_hi", high


def _judging(pairs: list[Pair]) -> Result:
    return Result(
        name="register_judging",
        what="the verdicts of a million households, judging alone",
        unit="s",
        figure=median(pair.trees for pair in pairs),
        baseline=median(pair.openfisca for pair in pairs),
        baseline_name="the OpenFisca system generated from the same rules, on the same arrays",
        compared="ratio",
        paired=median(pair.trees / pair.openfisca for pair in pairs),
        bar=THREE_TIMES,
        bar_on="compared",
        count=len(pairs),
        seed=SEED,
        details={"judging_with_reasons": round(median(pair.with_reasons for pair in pairs), 3)},
    )


def _sweeping(runs: list[Run]) -> list[Result]:
    by_size = {run.households: run for run in runs}
    smallest, largest = runs[0], runs[-1]
    big = by_size.get(MILLION, largest)
    details: dict[str, Json] = {"runs": [run.as_json() for run in runs], "day": DAY.isoformat()}
    return [
        Result(
            name="register_seconds",
            what="a million households read, judged for every programme and written",
            unit="s",
            figure=big.seconds / big.households * MILLION,
            baseline=largest.seconds / largest.households * MILLION,
            baseline_name=f"what a million cost in a register of {largest.households:,}",
            compared="ratio",
            bar=SECONDS,
            count=big.households,
            seed=SEED,
            details=details,
        ),
        Result(
            name="register_memory",
            what="largest resident size of that sweep",
            unit="MB",
            figure=big.megabytes,
            baseline=smallest.megabytes,
            baseline_name=f"a register of {smallest.households:,}",
            compared="ratio",
            bar=MEGABYTES,
            count=big.households,
            seed=SEED,
        ),
    ]
