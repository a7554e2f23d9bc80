"""`python -m bench [NAME …]`: run all benchmarks, or those named; write results.json and results.svg beside this file.

A benchmark that is left out keeps what the file already has of it. Ends with 1 when a bar is missed.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from bench import (
    acknowledged,
    added_time,
    answering,
    engine_start,
    first_answer,
    questions,
    reading,
    register_sweep,
    throughput,
)
from bench.commits import commits_a_turn
from bench.picture import picture
from bench.result import Json, Result
from service.model import ensure_model, model_path
from service.progress import step
from service.settings import ROOT, Settings

HERE = Path(__file__).parent


def _added_time(folder: Path, count: int, progress: Progress) -> list[Result]:
    pairs, result = added_time.measure(folder, count, progress)
    return [result, commits_a_turn([(pair.commits, pair.replies) for pair in pairs])]


def _first_answer(folder: Path, count: int, progress: Progress) -> list[Result]:
    return [first_answer.measure(folder, count, progress)]


#: name → (what runs it, how many pairs, starts, turns or households)
BENCHMARKS: dict[str, tuple[Callable[[Path, int, Progress], list[Result]], int]] = {
    "acknowledged": (acknowledged.measure, 600),
    "added_time": (_added_time, 240),
    "answering": (answering.measure, 2000),
    "engine_start": (engine_start.measure, 5),
    "first_answer": (_first_answer, 5),
    "questions": (questions.measure, 2000),
    "reading": (reading.measure, 400),
    "register_sweep": (register_sweep.measure, 5_000_000),
    "throughput": (throughput.measure, 256),
}
WITHOUT_ENGINE = frozenset({"acknowledged", "answering", "questions", "register_sweep"})


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, tell, keep."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", type=_known, metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--into", type=Path, default=HERE, help="folder of results.json and results.svg")
    chosen = parser.parse_args(arguments)
    names = chosen.names or list(BENCHMARKS)
    if not WITHOUT_ENGINE.issuperset(names):
        _train()
    results = list(_run(names))
    _show(results)
    _keep(chosen.into, results)
    return 1 if any(result.holds is False for result in results) else 0


def _train() -> None:
    settings = Settings()
    if not model_path(settings).exists():
        with step("训练理解模型 · training the model"):
            ensure_model(settings)


def _known(name: str) -> str:
    if name not in BENCHMARKS:
        raise argparse.ArgumentTypeError(f"there is no benchmark {name!r}, but {', '.join(BENCHMARKS)}")
    return name


def _run(names: Sequence[str]) -> Iterator[Result]:
    """Each benchmark by itself; a result says how busy the machine was when it ended."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        for name in names:
            measure, count = BENCHMARKS[name]
            with _folder() as folder:
                found = measure(folder, count, progress)
            yield from (replace(result, machine=_machine()) for result in found)


@contextmanager
def _folder() -> Iterator[Path]:
    """State for one benchmark, on the disk that the product would use, gone afterwards."""
    (ROOT / "var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=ROOT / "var") as folder:
        yield Path(folder)


def _show(results: Sequence[Result]) -> None:
    table = Table("what", "figure", "baseline", "compared", "bar", "count", title="bench")
    for result in results:
        figures = (f"{result.figure:.4g} {result.unit}", f"{result.baseline:.4g}", result.comparison)
        table.add_row(result.what, *figures, result.verdict, str(result.count))
    Console().print(table)


def _keep(folder: Path, results: Sequence[Result]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "results.json"
    known: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    known |= {result.name: result.as_json() for result in results}
    file.write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    drawn = [Result.from_json(name, value) for name, value in known.items()]
    (folder / "results.svg").write_text(picture("make bench", drawn), encoding="utf-8")


def _machine() -> dict[str, Json]:
    """What the figures were measured on; the load says whether it was quiet."""
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count() or 0,
        "python": platform.python_version(),
        "load_of_the_last_minute": round(os.getloadavg()[0], 2),
    }


if __name__ == "__main__":
    sys.exit(main())
